"""What can be billed to a client, and what is left out of an invoice and why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from billing.rates import RateBook
from store.local_time import Date, add_days, date_of, day_start, iso_date
from store.unbilled import Worked, client_work
from store.work import Work


@dataclass(frozen=True, slots=True)
class Priced:
    """An entry that can be billed, and what an hour of it costs the client."""

    entry: Worked
    price: Decimal


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that is not billed, and why."""

    entry: Worked
    reason: str


@dataclass(frozen=True, slots=True)
class Survey:
    """The time of a client in a period."""

    billable: tuple[Priced, ...]
    left_out: tuple[LeftOut, ...]


class Pricing:
    """Says of entries whether they can be billed in a currency to a client, and at what price."""

    def __init__(self, work: Work, client_id: str, currency: str) -> None:
        self.client_id = client_id
        self.currency = currency
        self.rates = RateBook(work)

    def price(self, entry: Worked) -> Decimal | str:
        """Return the price of an hour, or a text that says why there is none."""
        reason = self._reason(entry)
        if reason:
            return reason
        currency = self.rates.currencies[entry.project_id]
        if currency != self.currency:
            return f"billed in {currency}"
        rate = self.rates.bill(
            entry.project_id, entry.client_id, entry.owner, iso_date(date_of(entry.started_at))
        )
        return "no rate" if rate is None else rate.amount

    def _reason(self, entry: Worked) -> str:
        if entry.client_id != self.client_id:
            return "for another client"
        if entry.stopped_at is None:
            return "running"
        if entry.kind in UNBILLED_KINDS:
            return UNBILLED_KINDS[entry.kind]
        if not entry.billable:
            return "not billable"
        return "" if entry.seconds else "no time"


UNBILLED_KINDS = {"internal": "not billable", "fixed": "in the fixed fee"}


def survey(
    work: Work,
    client_id: str,
    currency: str,
    period: tuple[str, str],
    project_id: str | None = None,
    *,
    invoice_id: str = "",
) -> Survey:
    """Look through a period, both days included; what an invoice holds itself is not looked at."""
    first, last = (parsed(day) for day in period)
    found = client_work(work, client_id, day_start(first), day_start(add_days(last, 1)), project_id)
    pricing = Pricing(work, client_id, currency)
    billable, left_out = [], []
    for entry in found:
        if invoice_id and entry.held_by == invoice_id:
            continue
        price = _held(entry) or pricing.price(entry)
        if isinstance(price, str):
            left_out.append(LeftOut(entry, price))
        else:
            billable.append(Priced(entry, price))
    return Survey(tuple(billable), tuple(left_out))


def parsed(day: str) -> Date:
    """Take an ISO date apart."""
    year, month, date = day.split("-")
    return int(year), int(month), int(date)


def _held(entry: Worked) -> str:
    if entry.held_by is None:
        return ""
    return f"on invoice {entry.number}" if entry.number else "on another draft"
