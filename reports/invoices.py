"""All invoices with what of each is still open, since when, and what that comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from billing.money import Money, major
from billing.payments.asking import address_of
from billing.standing import Standing, Standings
from store.billed import sender_of
from store.invoices import Brief, briefs
from store.local_time import Date, add_days, date_of, iso_date
from store.members import members
from store.payment_links import PaymentLink, links
from store.work import Work

AGES = (30, 60, 90)
"""What is open is sorted by the days since it was issued: up to each of these, and beyond."""
AGE_NAMES = ("0–30", "31–60", "61–90", "90+")


class InvoiceRow(NamedTuple):
    """An invoice or a credit note in the list. Amounts are in minor units of `currency`.

    `word` says how it stands today; `pay_url` is empty where it cannot be paid by a link.
    """

    id: str
    kind: str
    state: str
    number: str
    client: str
    client_id: str
    currency: str
    period_from: str
    period_to: str
    issued_on: str
    due_on: str
    gross: int
    pdf_sha256: str
    void_reason: str
    due: int
    word: str
    pay_url: str


class Ageing(NamedTuple):
    """What is open in one currency: in all, overdue, and by the days since it was issued."""

    currency: str
    open: int
    overdue: int
    ages: tuple[int, int, int, int]


class InvoiceBook(NamedTuple):
    """Every invoice, drafts first and then the newest, as of a local day; `admins` by name."""

    rows: tuple[InvoiceRow, ...] = ()
    ageing: tuple[Ageing, ...] = ()
    today: str = ""
    admins: tuple[str, ...] = ()


def invoice_book(work: Work) -> InvoiceBook:
    """Read all invoices; a member who is no admin gets none, only who keeps them."""
    today = date_of(work.now())
    admins = tuple(member.name for member in members(work) if member.role == "admin")
    if work.role != "admin":
        return InvoiceBook(today=iso_date(today), admins=admins)
    standings = Standings(work)
    known = {link.invoice_id: link for link in links(work, ("open", "pending"))}
    template = sender_of(work).pay_url
    rows = tuple(
        _row(brief, standings.of(brief), known.get(brief.id), template) for brief in briefs(work)
    )
    return InvoiceBook(rows, tuple(ageing(rows, today)), iso_date(today), admins)


def ageing(rows: Iterable[InvoiceRow], today: Date) -> list[Ageing]:
    """Add up what is open, by currency and age."""
    sums: dict[str, list[int]] = {}
    since = [iso_date(add_days(today, -days)) for days in AGES]
    for row in rows:
        if row.state == "issued" and row.due > 0:
            found = sums.setdefault(row.currency, [0] * (1 + len(AGE_NAMES)))
            found[_age(row.issued_on, since)] += row.due
            found[-1] += row.due if row.word == "overdue" else 0
    return [
        Ageing(currency, sum(found[:-1]), found[-1], (found[0], found[1], found[2], found[3]))
        for currency, found in sorted(sums.items())
    ]


def amount_text(amount: int, currency: str) -> str:
    """Write an amount as a list shows it: 1,234.50 EUR."""
    return f"{major(Money(amount, currency)):,f} {currency}"


def _row(brief: Brief, standing: Standing, link: PaymentLink | None, template: str) -> InvoiceRow:
    url = ""
    if link and brief.state == "issued" and brief.kind == "invoice":
        url = address_of(link, template, brief.number, standing.due, brief.currency)
    credit = brief.kind == "credit" and brief.state == "issued"
    word = "credit note" if credit else standing.word
    return InvoiceRow._make((*brief, standing.due, word, url))


def _age(issued_on: str, since: Sequence[str]) -> int:
    return next((at for at, day in enumerate(since) if issued_on >= day), len(since))


def plain_amount(amount: int, currency: str) -> str:
    """Write an amount as it is typed into a field: 1234.50."""
    return f"{major(Money(amount, currency)):f}"
