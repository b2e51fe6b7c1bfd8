"""Draft the mail for an invoice, check that it may go, and put it into the outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from billing.mail.addresses import domain_of, parse_address, parse_addresses, with_name
from billing.mail.message import safe_file_name, written
from billing.mail.templates import clean_lines, filled, template_for, values_of
from billing.mail.wording import FILE_NAMES, language_of
from billing.payments.asking import payment_url
from store.billed import Billed, find_issued, read_pdf, sender_of
from store.errors import Refused
from store.invoices import hold_invoice
from store.ledger import Ledger, require_admin
from store.local_time import clock_text, date_of, iso_date
from store.mail_templates import Template
from store.outbox import UNSETTLED, Kind, Letter, Message, add_message, messages
from store.text import clean
from store.work import Work

NO_SENDER = (
    "Nobody knows whom this mail is from. Say your own address: ayron issuer set email=ADDRESS"
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants otherwise than drafted; what is empty stays as drafted.

    `copies` are further addresses to send a copy to; `copy_self` adds the sender's own.
    """

    to: str = ""
    copies: str = ""
    copy_self: bool = False
    subject: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as it would go, how large it is, and what went before to the same end."""

    letter: Letter
    number: str
    size: int
    pdf_size: int
    earlier: tuple[Message, ...]


def draft_mail(ledger: Ledger, invoice: str, wishes: Wishes) -> Draft:
    """Draft the mail that an issued invoice or credit note goes out with. Nothing is written."""
    return _draft(ledger, invoice, wishes, _as_issued)


def draft_reminder(ledger: Ledger, invoice: str, wishes: Wishes) -> Draft:
    """Draft a reminder of an invoice that is still open. Nothing is written."""
    return _draft(ledger, invoice, wishes, _as_reminder)


def enqueue(ledger: Ledger, draft: Draft, *, again: bool = False) -> Message:
    """Put a letter into the outbox, with its Message-ID; nothing is sent yet.

    Raises Refused where the same was sent before, unless `again` says that this is meant, and
    where one of its kind is still under way.
    """
    letter = draft.letter
    with ledger.write() as work:
        hold_invoice(work, letter.invoice_id)
        find_issued(work, letter.invoice_id)
        _refuse_second(_earlier(work, letter.invoice_id, letter.kind), again)
        return add_message(work, letter, domain_of(letter.sender.rstrip(">")))


def checked_pdf(work: Work, invoice_id: str) -> bytes:
    """Read the issued bytes; raises Refused where they are not those that were issued."""
    pdf = read_pdf(work, invoice_id)
    if sha256(pdf).hexdigest() != find_issued(work, invoice_id).pdf_sha256:
        raise Refused("The stored document is not the one that was issued; nothing was sent.")
    return pdf


def _draft(
    ledger: Ledger, invoice: str, wishes: Wishes, kind_of: Callable[[Billed], Kind]
) -> Draft:
    with ledger.read() as work:
        require_admin(work, "send an invoice")
        billed = find_issued(work, invoice)
        kind = kind_of(billed)
        letter = _letter(work, billed, kind, wishes)
        pdf = checked_pdf(work, billed.id)
        earlier = _earlier(work, billed.id, kind)
    example = Message(
        *("0", billed.id, billed.number, "<draft@localhost>", "queued"), *letter[2:], 0, None, None,
        *("", 0, None),
    )  # fmt: skip
    size = len(written(example, pdf).as_bytes())
    return Draft(letter, billed.number, size, len(pdf), earlier)


def _letter(work: Work, billed: Billed, kind: Kind, wishes: Wishes) -> Letter:
    sender = sender_of(work)
    if not sender.email:
        raise Refused(NO_SENDER)
    own = parse_address(sender.email)
    to = parse_addresses(wishes.to or billed.email)
    if not to:
        raise Refused(f"{billed.client} has no e-mail address; say where it goes with --to.")
    copies = parse_addresses(f"{wishes.copies},{own if wishes.copy_self else ''}")
    words = _words(work, billed, kind, wishes)
    language = language_of(billed.language)
    name = FILE_NAMES["credit" if kind == "credit" else "invoice", language]
    return Letter(
        kind,
        billed.id,
        with_name(sender.name, own),
        ", ".join(to),
        ", ".join(address for address in copies if address not in to),
        words.subject,
        words.text,
        safe_file_name(f"{name}-{billed.number}.pdf"),
    )


def _words(work: Work, billed: Billed, kind: Kind, wishes: Wishes) -> Template:
    values = values_of(billed, sender_of(work), payment_url(work, billed.id))
    words = filled(template_for(work, kind, billed), values)
    subject = clean(wishes.subject, 200) or words.subject
    return Template(subject, clean_lines(wishes.text) if wishes.text.strip() else words.text)


def _earlier(work: Work, invoice_id: str, kind: Kind) -> tuple[Message, ...]:
    """List what went, or may have gone, or is about to go, to the same end."""
    states = ("sent", *UNSETTLED)
    found = messages(work, invoice_id)
    return tuple(each for each in found if each.kind == kind and each.state in states)


def _as_issued(billed: Billed) -> Kind:
    return "credit" if billed.kind == "credit" else "invoice"


def _as_reminder(billed: Billed) -> Kind:
    if billed.kind == "credit":
        raise Refused("Nobody is reminded of a credit note.")
    if billed.open <= 0:
        raise Refused(f"Invoice {billed.number} is paid; there is nothing to remind of.")
    return "reminder"


def _refuse_second(earlier: tuple[Message, ...], again: bool) -> None:
    for message in earlier:
        if message.state in UNSETTLED:
            raise Refused(
                f"This is in the outbox already, {message.state}:"
                f" ayron outbox retry {message.id}, or drop {message.id}"
            )
    if earlier and not again:
        last = earlier[-1]
        sent = last.sent_at or last.created_at
        raise Refused(
            f"This was sent to {last.recipient} on {iso_date(date_of(sent))} at"
            f" {clock_text(sent)}. To send it once more, add --again."
        )
