"""The formulas of earned value against a second, slower way to work them out."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.forecast import (
    NO_ESTIMATE,
    NO_PROGRESS,
    NO_REMAINDER,
    TOO_EARLY,
    forecast,
    margin_percent,
    recognised,
    revenue_at_completion,
)

HOURS = st.integers(1, 10**7)
PERCENT = st.integers(1, 100)
MONEY = st.integers(0, 10**9)


def oracle(method: str, budget: int, spent: int, percent: int, rest: int) -> Decimal:
    """Work EAC out in decimals, from the definitions of EV, CPI and ETC in words."""
    with localcontext() as context:
        context.prec = 60
        earned_value = Decimal(budget) * Decimal(percent) / Decimal(100)
        if method == "reestimate":
            return Decimal(spent) + Decimal(rest)
        if method == "remaining":
            to_go = Decimal(budget) - earned_value
            return Decimal(spent) + to_go
        cost_performance = earned_value / Decimal(spent)
        to_complete = (Decimal(budget) - earned_value) / cost_performance
        return Decimal(spent) + to_complete


@given(st.sampled_from(["cpi", "remaining", "reestimate"]), HOURS, HOURS, PERCENT, HOURS)
def test_hours_at_completion_are_those_of_the_definitions(
    method: str, budget: int, spent: int, percent: int, rest: int
) -> None:
    found = forecast(method, budget, spent, Fraction(percent, 100), rest)
    if percent == 100:
        assert found.total == spent
    elif spent * 10 < budget:
        assert found == (None, TOO_EARLY)
    else:
        assert found.total is not None
        expected = oracle(method, budget, spent, percent, rest)
        assert abs(Decimal(found.total.numerator) / found.total.denominator - expected) < Decimal(
            "1e-6"
        )


@given(HOURS, HOURS, PERCENT)
def test_what_goes_as_before_never_ends_below_what_was_spent(
    budget: int, spent: int, percent: int
) -> None:
    found = forecast("cpi", budget, spent, Fraction(percent, 100), None).total
    assert found is None or found >= spent


@pytest.mark.parametrize(
    ("method", "budget", "spent", "complete", "reason"),
    [
        ("cpi", None, 100, Fraction(1, 2), NO_ESTIMATE),
        ("cpi", 0, 100, Fraction(1, 2), NO_ESTIMATE),
        ("cpi", 1000, 99, Fraction(1, 2), TOO_EARLY),
        ("cpi", 1000, 0, Fraction(1, 2), TOO_EARLY),
        ("cpi", 1000, 500, Fraction(0), TOO_EARLY),
        ("remaining", 1000, 500, Fraction(0), TOO_EARLY),
        ("cpi", 1000, 500, None, NO_PROGRESS),
        ("reestimate", 1000, 500, None, NO_REMAINDER),
    ],
)
def test_nothing_is_projected_without_grounds(
    method: str, budget: int | None, spent: int, complete: Fraction | None, reason: str
) -> None:
    assert forecast(method, budget, spent, complete, None) == (None, reason)


def test_a_tenth_is_enough() -> None:
    assert forecast("cpi", 1000, 100, Fraction(1, 20), None).total == 2000


@given(MONEY, MONEY, st.integers(0, 100))
def test_revenue_follows_the_kind_of_project(value: int, fee: int, percent: int) -> None:
    complete = Fraction(percent, 100)
    assert recognised("hourly", Fraction(value), None, None) == value
    assert recognised("capped", Fraction(value), fee, None) == min(value, fee)
    assert recognised("fixed", Fraction(value), fee, complete) == Fraction(fee * percent, 100)
    assert recognised("fixed", Fraction(value), fee, None) is None
    assert recognised("internal", Fraction(value), fee, complete) is None


@given(MONEY, MONEY, HOURS, HOURS)
def test_revenue_at_completion_is_a_fee_or_the_value_gone_on(
    value: int, fee: int, spent: int, total: int
) -> None:
    whole = Fraction(value) * total / spent
    final = Fraction(total)
    assert revenue_at_completion("hourly", Fraction(value), None, spent, final) == whole
    assert revenue_at_completion("capped", Fraction(value), fee, spent, final) == min(whole, fee)
    assert revenue_at_completion("fixed", Fraction(value), fee, spent, final) == fee
    assert revenue_at_completion("internal", Fraction(value), fee, spent, final) is None
    assert revenue_at_completion("fixed", Fraction(value), fee, spent, None) is None


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_a_margin_in_percent_is_of_the_revenue(margin: int, revenue: int) -> None:
    share = margin_percent(Fraction(margin), Fraction(revenue))
    assert share is not None
    assert share * revenue == 100 * margin
    assert margin_percent(Fraction(margin), Fraction(0)) is None
    assert margin_percent(None, Fraction(revenue)) is None
