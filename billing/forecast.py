"""What a project comes to in the end, by the formulas of earned value. Exact, without rounding.

EV is how much of the budget is earned: % complete × BAC, the budget at completion. AC is what was
spent, CPI = EV / AC. Hours are in the same unit throughout; what they cost follows from the
average that an hour has cost so far.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple

Method = Literal["cpi", "remaining", "reestimate"]

EARLIEST_BURN = Fraction(1, 10)
METHODS: dict[str, str] = {
    "cpi": "the rest goes as what is done went (EAC = BAC / CPI)",
    "remaining": "the rest takes as long as was planned (EAC = AC + BAC − EV)",
    "reestimate": "the rest takes as long as estimated anew (EAC = AC + ETC)",
}
NO_ESTIMATE = "no estimate"
TOO_EARLY = "too early"
NO_PROGRESS = "% complete is not known"
NO_REMAINDER = "what remains is not estimated anew"


class Forecast(NamedTuple):
    """The hours at completion, in the unit that was given; else the reason why there are none."""

    total: Fraction | None
    reason: str = ""


def forecast(
    method: str,
    budget: int | None,
    spent: int,
    complete: Fraction | None,
    remaining: int | None,
) -> Forecast:
    """Project the hours at completion (EAC) by a project's method.

    Nothing is projected before a tenth of the budget is spent, nor while nothing is earned. What
    is done has come to what was spent.
    """
    if not budget:
        return Forecast(None, NO_ESTIMATE)
    if complete == 1:
        return _whole(spent)
    if Fraction(spent, budget) < EARLIEST_BURN:
        return Forecast(None, TOO_EARLY)
    if method == "reestimate":
        return Forecast(None, NO_REMAINDER) if remaining is None else _whole(spent + remaining)
    if complete is None:
        return Forecast(None, NO_PROGRESS)
    earned = complete * budget
    if earned == 0:
        return Forecast(None, TOO_EARLY)
    if method == "remaining":
        return Forecast(spent + budget - earned)
    index = earned / spent
    return Forecast(budget / index)


def _whole(total: int) -> Forecast:
    return Forecast(Fraction(total))


def margin_percent(margin: Fraction | None, revenue: Fraction | None) -> Fraction | None:
    """Say how much of the revenue is left, in percent; None where there is none to be left."""
    if margin is None or not revenue:
        return None
    return 100 * margin / revenue


def recognised(
    kind: str, value: Fraction | None, fee: int | Fraction | None, complete: Fraction | None
) -> Fraction | None:
    """Work out the revenue of a project by its kind; None where it is not known or there is none.

    Hourly work earns its value, a fixed fee its completed part, capped work its value up to the
    cap; internal work earns nothing.
    """
    if kind == "internal":
        return None
    if kind == "fixed":
        return None if fee is None or complete is None else fee * complete
    if kind == "capped" and fee is not None and value is not None:
        return min(value, Fraction(fee))
    return value


def revenue_at_completion(
    kind: str,
    value: Fraction | None,
    fee: int | Fraction | None,
    spent: int,
    total: Fraction | None,
) -> Fraction | None:
    """Work out the revenue when all is done: a fee in whole, time at the average of so far."""
    if kind == "internal" or total is None:
        return None
    if kind == "fixed":
        return None if fee is None else Fraction(fee)
    if value is None or not spent:
        return None
    whole = value * total / spent
    return min(whole, Fraction(fee)) if kind == "capped" and fee is not None else whole
