"""What time is worth and costs, added up exactly; only what is shown is rounded, and once."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from billing.money import Money, exponent, half_up
from store.clock import SECOND
from store.rates import Rate

HOUR = 3600 * SECOND


class Tally:
    """Time and its value, in microseconds and in fractions of a currency's smallest unit."""

    __slots__ = ("billable", "costs", "no_bill", "no_cost", "spent", "values")

    def __init__(self) -> None:
        self.spent = 0
        self.billable = 0
        self.no_bill = 0
        self.no_cost = 0
        self.values: dict[str, Fraction] = defaultdict(Fraction)
        self.costs: dict[str, Fraction] = defaultdict(Fraction)

    def add(self, spent: int, *, billable: bool, bill: Rate | None, cost: Rate | None) -> None:
        """Add time; a rate that is missing is counted as missing."""
        self.spent += spent
        if cost is None:
            self.no_cost += spent
        else:
            self.costs[cost.currency] += worth(spent, cost)
        if not billable:
            return
        self.billable += spent
        if bill is None:
            self.no_bill += spent
        else:
            self.values[bill.currency] += worth(spent, bill)

    @property
    def seconds(self) -> int:
        """All time."""
        return self.spent // SECOND

    @property
    def billable_seconds(self) -> int:
        """Time that is billable."""
        return self.billable // SECOND

    @property
    def missing_seconds(self) -> int:
        """Billable time without a rate."""
        return self.no_bill // SECOND

    @property
    def value(self) -> Money | None:
        """What the billable time is worth; None without a rate, or in several currencies."""
        return _single(self.values)

    @property
    def cost(self) -> Money | None:
        """What all time costs; None without a rate, or in several currencies."""
        return _single(self.costs)

    def value_in(self, currency: str) -> int:
        """What the billable time is worth in one currency, rounded."""
        return int(half_up(self.values.get(currency, Fraction())))

    def cost_in(self, currency: str) -> int:
        """What all time costs in one currency, rounded."""
        return int(half_up(self.costs.get(currency, Fraction())))


def worth(spent: int, rate: Rate) -> Fraction:
    """Work out what microseconds are worth at a rate, in the smallest unit of its currency."""
    smallest = int(10 ** exponent(rate.currency))
    return Fraction(rate.amount) * (smallest * spent) / HOUR


def _single(sums: dict[str, Fraction]) -> Money | None:
    if len(sums) != 1:
        return None
    ((currency, amount),) = sums.items()
    return Money(int(half_up(amount)), currency)
