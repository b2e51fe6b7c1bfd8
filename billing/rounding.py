"""Exact figures to what is shown: minor units, percentages with a decimal, whole seconds."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from billing.margin_records import Bar
from billing.money import Money, half_up


def money_of(value: Fraction | int | None, currency: str) -> Money | None:
    """Round minor units half up."""
    return None if value is None else Money(int(half_up(Fraction(value))), currency)


def percent_of(value: Fraction | None) -> Decimal | None:
    """Round a percentage to one decimal."""
    return None if value is None else half_up(value, 1)


def share_of(part: int, whole: int | None) -> Decimal | None:
    """Say in percent what part of a whole it is; None without a whole."""
    return percent_of(Fraction(100 * part, whole)) if whole else None


def seconds_of(value: Fraction | None) -> int | None:
    """Round seconds half up."""
    return None if value is None else int(half_up(value))


def bar_of(plan: int | None, actual: int, projection: int | None) -> Bar:
    """Measure the parts of a bar against the longest of them."""
    longest = max(plan or 0, actual, projection or 0) or 1
    ahead = None if projection is None else projection / longest
    return Bar((plan or 0) / longest, actual / longest, ahead)
