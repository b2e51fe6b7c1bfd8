"""The figures of a project or of a stage, exact: revenue, cost, margin, plan and forecast."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from billing.forecast import (
    Forecast,
    forecast,
    margin_percent,
    recognised,
    revenue_at_completion,
)
from billing.worked import Worked
from store.clock import HOUR, SECOND


class Terms(NamedTuple):
    """What was agreed and planned. Money is in minor units; `budget` is what was estimated."""

    kind: str
    fee: int | Fraction | None
    budget: int | None
    budget_seconds: int | None
    method: str
    remaining: int | None = None


class Figures(NamedTuple):
    """Exact results. Money is in minor units, times are in microseconds, shares in percent."""

    cost: Fraction | None
    value: Fraction | None
    revenue: Fraction | None
    margin: Fraction | None
    margin_percent: Fraction | None
    planned: Fraction | None
    planned_percent: Fraction | None
    drift: Fraction | None
    hourly: Fraction | None
    ahead: Forecast
    eac: Fraction | None
    final_revenue: Fraction | None
    final_margin: Fraction | None
    final_percent: Fraction | None


def figures(terms: Terms, sums: Worked, complete: Fraction | None) -> Figures:
    """Work everything out from what was agreed, what was worked and how much is done."""
    cost = sums.cost if sums.costed() or not sums.spent else None
    value = sums.value if sums.valued() or not sums.billable else None
    revenue = recognised(terms.kind, value, terms.fee, complete)
    margin = less(revenue, cost)
    budget = None if terms.budget_seconds is None else terms.budget_seconds * SECOND
    remaining = None if terms.remaining is None else terms.remaining * SECOND
    ahead = forecast(terms.method, budget, sums.spent, complete, remaining)
    planned_revenue = _planned_revenue(terms)
    planned = less(planned_revenue, _cost_of(sums, budget))
    eac = _cost_of(sums, ahead.total)
    final = revenue_at_completion(terms.kind, value, terms.fee, sums.spent, ahead.total)
    shares = (margin_percent(margin, revenue), margin_percent(planned, planned_revenue))
    return Figures(
        *(cost, value, revenue, margin, shares[0], planned, shares[1], less(*shares)),
        _hourly(revenue, sums.spent),
        *(ahead, eac, final, less(final, eac), margin_percent(less(final, eac), final)),
    )


def less(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    """Take one from the other; None where either is not known."""
    return None if one is None or other is None else one - other


def _planned_revenue(terms: Terms) -> Fraction | None:
    """Say what the plan was to earn: the fee, or what was estimated, up to the cap."""
    if terms.kind == "internal":
        return None
    known = [Fraction(sum_) for sum_ in (terms.fee, terms.budget) if sum_ is not None]
    if terms.kind == "fixed" and terms.fee is not None:
        return Fraction(terms.fee)
    if terms.kind == "capped":
        return min(known, default=None)
    return None if terms.budget is None else Fraction(terms.budget)


def _cost_of(sums: Worked, time: Fraction | int | None) -> Fraction | None:
    """Say what some time costs at the average of the time that has a cost."""
    costed = sums.costed()
    return None if time is None or not costed else sums.cost * time / costed


def _hourly(revenue: Fraction | None, spent: int) -> Fraction | None:
    return None if revenue is None or not spent else revenue * HOUR / spent
