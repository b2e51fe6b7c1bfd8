"""What the running timer earns, and what a week's hours are worth, in words for the screen."""

from __future__ import annotations

from typing import NamedTuple

from billing.money import Money, format_money
from billing.tally import Tally
from billing.valuation import UNBILLED, Valuation, project_values
from reports.money import LANGUAGE
from store.clock import MINUTE
from store.local_time import date_of, iso_date
from store.rates import Rate
from store.records import Entry
from store.time_sums import Condition, Span, mine
from store.work import Work

EARNING = ("hourly", "capped")
"""The kinds of project whose hours are worth their rate."""


class Worth(NamedTuple):
    """The rate of the running entry, the value of each project's time, and what is not invoiced.

    What has no rate has no value and is left out.
    """

    entry_id: str | None = None
    rate: Rate | None = None
    values: dict[str | None, str] = {}  # noqa: RUF012
    open: str = ""

    def earned(self, entry: Entry | None, now: int) -> str:
        """Write what the running entry has earned in its whole minutes; nothing where unknown."""
        if entry is None or self.rate is None or entry.id != self.entry_id or not entry.billable:
            return ""
        spent = max(0, now - entry.started_at) // MINUTE * MINUTE
        tally = Tally()
        tally.add(spent, billable=True, bill=self.rate, cost=None)
        return "" if tally.value is None else format_money(tally.value, LANGUAGE)


def read_worth(work: Work, from_at: int, to_at: int, running: Entry | None) -> Worth:
    """Read what one's own time within a span is worth, and what of it no invoice has on it."""
    span = Span(from_at, to_at)
    values = project_values(work, span, mine(work, span))
    own = _both(UNBILLED, mine(work, span))
    left = project_values(work, span, own)
    return Worth(
        running.id if running else None,
        _rate(work, running),
        {key: _text(tally.value) for key, tally in values.items() if tally.value},
        ", ".join(_text(money) for money in _sums(left)),
    )


def _rate(work: Work, entry: Entry | None) -> Rate | None:
    """Find the rate that an entry earns by, where it earns by the hour."""
    if entry is None or entry.project_id is None:
        return None
    valuation = Valuation(work)
    terms = valuation.terms.get(entry.project_id)
    if terms is None or terms.kind not in EARNING:
        return None
    day = iso_date(date_of(entry.started_at))
    return valuation.book.bill(entry.project_id, terms.client_id, work.owner, day)


def _both(one: Condition, other: Condition) -> Condition:
    return f"{one[0]} AND {other[0]}", (*one[1], *other[1])


def _sums(left: dict[str | None, Tally]) -> list[Money]:
    """Add up by currency; nothing is said of what comes to nothing."""
    currencies = sorted({currency for tally in left.values() for currency in tally.values})
    sums = [
        Money(sum(tally.value_in(currency) for tally in left.values()), currency)
        for currency in currencies
    ]
    return [money for money in sums if money.amount]


def _text(money: Money | None) -> str:
    return "" if money is None else format_money(money, LANGUAGE)
