"""Fill the keys of a template; there are these and no others, and they are only ever text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from billing.mail.wording import BUILT_IN, NOT_YET_DUE, language_of
from billing.money import Money, format_money, locale_of
from store.billed import Billed, Sender
from store.errors import Refused
from store.local_time import date_of, iso_date
from store.mail_templates import Template, save_template, template_of
from store.outbox import Kind
from store.text import clean
from store.work import Work

KEYS = (
    *("number", "original", "client", "contact", "issuer", "total", "open"),
    *("issued_on", "due_on", "period_from", "period_to", "payment_url"),
)
LONGEST_SUBJECT = 200
LONGEST_LINE = 900
MOST_LINES = 400
_key = re.compile(r"\{(" + "|".join(KEYS) + r")\}")
_like_a_key = re.compile(r"\{([a-z_]+)\}")


def template_for(work: Work, kind: Kind, billed: Billed) -> Template:
    """Find the words for a client: their own, else the workspace's, else those built in."""
    language = language_of(billed.language)
    chosen = template_of(work, kind, language, billed.client_id)
    built_in = BUILT_IN[kind, language]
    if chosen or kind != "reminder" or billed.due_on < iso_date(date_of(work.now())):
        return chosen or built_in
    return Template(built_in.subject, built_in.text.replace(*NOT_YET_DUE[language]))


def keep_template(work: Work, kind: Kind, language: str, client_id: str, new: Template) -> None:
    """Keep a template of somebody's own; raises Refused where a key is none that there is."""
    for name in _like_a_key.findall(f"{new.subject}\n{new.text}"):
        if name not in KEYS:
            raise Refused(f"There is no key {{{name}}}. There are: {', '.join(KEYS)}.")
    tidy = Template(clean(new.subject, LONGEST_SUBJECT), clean_lines(new.text))
    if not tidy.subject or not tidy.text.strip():
        raise Refused("A message needs a subject and a text.")
    save_template(work, kind, language_of(language), client_id, tidy)


def values_of(billed: Billed, sender: Sender, payment_url: str) -> dict[str, str]:
    """Write what the keys stand for, as people of the language of the words do."""
    spoken = language_of(billed.language)
    language = billed.language if billed.language.startswith(spoken) else spoken
    return {
        "number": billed.number,
        "original": billed.original,
        "client": billed.client,
        "contact": billed.contact or billed.client,
        "issuer": sender.name,
        "total": format_money(Money(abs(billed.gross), billed.currency), language),
        "open": format_money(Money(billed.open, billed.currency), language),
        "issued_on": date_text(billed.issued_on, language),
        "due_on": date_text(billed.due_on, language),
        "period_from": date_text(billed.period_from, language),
        "period_to": date_text(billed.period_to, language),
        "payment_url": payment_url,
    }


def filled(template: Template, values: Mapping[str, str]) -> Template:
    """Fill in the values; a line of the text with an empty one is left out."""
    subject = clean(_fill(template.subject, values), LONGEST_SUBJECT)
    lines = template.text.splitlines()
    kept = [_fill(line, values) for line in lines if not _lacks(line, values)]
    return Template(subject, clean_lines("\n".join(kept)))


def date_text(iso: str, language: str) -> str:
    """Write a date in full: 27 November 2026; nothing for none."""
    from babel.dates import format_date

    if not iso:
        return ""
    return str(format_date(date.fromisoformat(iso), "long", locale=locale_of(language)))


def clean_lines(text: str) -> str:
    """Make a text of several lines safe; the lines stay what they are."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MOST_LINES]
    return "\n".join(clean(line, LONGEST_LINE) for line in lines).strip("\n") + "\n"


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _key.sub(lambda found: clean(values[found[1]]), text)


def _lacks(line: str, values: Mapping[str, str]) -> bool:
    return any(not values[name] for name in _key.findall(line))
