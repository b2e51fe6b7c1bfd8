"""What is billed of the time that was worked: increments, and the quantity that is printed.

The quantity that is printed is the one that is multiplied, so that everybody who checks an
invoice with a pocket calculator comes to its amounts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from billing.money import half_up

HOUR = 3600
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Increments:
    """How a client's time is rounded. Without minutes it is billed to the second."""

    minutes: int = 0
    mode: Literal["up", "nearest"] = "nearest"
    per: Literal["entry", "line"] = "line"


def rounded_seconds(seconds: int, increments: Increments) -> int:
    """Round time up, or to the nearest increment; half of one goes up."""
    step = increments.minutes * MINUTE
    if not step:
        return seconds
    if increments.mode == "up":
        return -(-seconds // step) * step
    return (2 * seconds + step) // (2 * step) * step


def billed_seconds(entries: Iterable[int], increments: Increments) -> int:
    """Add up the entries of one line, rounded each by itself or as a whole."""
    if increments.per == "entry":
        return sum(rounded_seconds(seconds, increments) for seconds in entries)
    return rounded_seconds(sum(entries), increments)


def hours(seconds: int) -> Decimal:
    """Write time as decimal hours: two decimals where that is exact, else four."""
    exact = Fraction(seconds, HOUR)
    short = half_up(exact, 2)
    return short if short == exact else half_up(exact, 4)


def line_hours(entries: Iterable[int], increments: Increments) -> Decimal:
    """Return the printed quantity of one line, from the seconds of its entries."""
    return hours(billed_seconds(entries, increments))


def hours_text(seconds: int) -> str:
    """Write time as 6:15, to the nearest minute."""
    minutes = (2 * abs(seconds) + MINUTE) // (2 * MINUTE)
    sign = "-" if seconds < 0 and minutes else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02d}"
