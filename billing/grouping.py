"""Time as lines of an invoice: by task, project, person or day, or one line for each entry.

A line has one price and is of one project; where rates differ inside a group it becomes several.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from billing.money import locale_of
from billing.quantities import Increments, line_hours
from billing.totals import line_amount
from billing.unbilled import Priced, parsed
from store.errors import Refused
from store.invoice_lines import InvoiceLine
from store.local_time import date_of, iso_date
from store.text import clean
from store.unbilled import Worked
from store.work import Work

GROUPINGS = ("task", "project", "person", "day", "entry")
HOURS = "HUR"


@dataclass(frozen=True, slots=True)
class Terms:
    """What lines are made with: how time is rounded, the tax, the currency and the language."""

    increments: Increments
    tax_category: str
    tax_percent: Decimal
    tax_reason: str
    currency: str
    language: str


def require_grouping(grouping: str) -> None:
    """Refuse a grouping that there is not."""
    if grouping not in GROUPINGS:
        raise Refused(
            f"Time cannot be grouped by “{clean(grouping)}”. There are: {', '.join(GROUPINGS)}."
        )


def time_lines(
    work: Work, priced: Sequence[Priced], grouping: str, terms: Terms, position: int = 1
) -> list[tuple[InvoiceLine, list[Worked]]]:
    """Make lines of entries, with the entries of each; positions count from `position`."""
    groups: dict[Hashable, list[Priced]] = {}
    for item in priced:
        groups.setdefault(_key(item, grouping), []).append(item)
    ordered = sorted(groups.values(), key=lambda group: _order(group[0], grouping))
    return [
        (_line(work, group, grouping, terms, place), [item.entry for item in group])
        for place, group in enumerate(ordered, position)
    ]


def _key(item: Priced, grouping: str) -> Hashable:
    entry = item.entry
    part: str = {
        "task": entry.title,
        "project": "",
        "person": entry.owner,
        "day": iso_date(date_of(entry.started_at)),
        "entry": entry.id,
    }[grouping]
    return entry.project_id, part, item.price


def _order(item: Priced, grouping: str) -> tuple[object, ...]:
    """Put days in order of time and all else below its project, as it was begun."""
    entry = item.entry
    project = "" if grouping in ("day", "entry") else entry.project.casefold()
    return project, entry.started_at, entry.id


def _line(
    work: Work, group: list[Priced], grouping: str, terms: Terms, position: int
) -> InvoiceLine:
    first = group[0].entry
    quantity = line_hours([item.entry.seconds for item in group], terms.increments)
    description, detail = _words(group, grouping, terms.language)
    return InvoiceLine(
        id=work.new_id(),
        position=position,
        kind="time",
        description=clean(description),
        detail=clean(detail),
        quantity=quantity,
        unit=HOURS,
        price=group[0].price,
        amount=line_amount(quantity, group[0].price, terms.currency),
        tax_category=terms.tax_category,
        tax_percent=terms.tax_percent,
        tax_reason=terms.tax_reason,
        project_id=first.project_id,
    )


def _words(group: list[Priced], grouping: str, language: str) -> tuple[str, str]:
    """Say what a line is for: its description and what stands below it."""
    entry = group[0].entry
    if grouping == "task":
        return entry.title, entry.project
    if grouping == "project":
        return entry.project, ""
    if grouping == "person":
        return entry.person, entry.project
    if grouping == "day":
        titles = dict.fromkeys(item.entry.title for item in group)
        return _day(entry, language), f"{entry.project}: {', '.join(titles)}"
    day = _day(entry, language)
    return entry.title, f"{day}: {entry.note}" if entry.note else day


def _day(entry: Worked, language: str) -> str:
    from datetime import date

    from babel.dates import format_date

    day = date(*parsed(iso_date(date_of(entry.started_at))))
    return str(format_date(day, "medium", locale=locale_of(language)))
