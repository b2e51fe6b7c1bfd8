"""The arithmetic of an invoice, held against an oracle in fractions of its own."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.document import Line, TaxCategory
from billing.quantities import Increments, billed_seconds, hours, hours_text, line_hours
from billing.totals import Totals, allocate, line_amount, totals
from store.errors import Refused

PLACES = {"EUR": 2, "JPY": 0, "KWD": 3}
KINDS: list[tuple[TaxCategory, Decimal]] = [
    ("S", Decimal(19)),
    ("S", Decimal(7)),
    ("S", Decimal("8.1")),
    ("Z", Decimal(0)),
    ("AE", Decimal(0)),
]
QUANTITIES = st.decimals(0, 1000, places=4)
PRICES = st.decimals(-50, 5000, places=4)
PERCENTS = st.decimals(0, 100, places=2)
PARTS = st.lists(st.tuples(QUANTITIES, PRICES, st.sampled_from(KINDS)), max_size=12)
POLICIES = st.builds(
    Increments,
    st.sampled_from([0, 1, 6, 15]),
    st.sampled_from(["up", "nearest"]),
    st.sampled_from(["entry", "line"]),
)
SPANS = st.lists(st.integers(0, 100_000), max_size=20)


def rounded(value: Fraction) -> int:
    """Round a fraction to a whole number, a tie away from zero: the oracle's own way."""
    down = int(abs(value))
    whole = down + (abs(value) - down >= Fraction(1, 2))
    return whole if value >= 0 else -whole


def lines_of(
    parts: list[tuple[Decimal, Decimal, tuple[TaxCategory, Decimal]]], currency: str, sign: int = 1
) -> list[Line]:
    """Make lines of quantities, prices and kinds of tax."""
    return [
        Line(
            *(at, "work", "", sign * quantity, "HUR", price),
            *(line_amount(sign * quantity, price, currency), category, percent),
        )
        for at, (quantity, price, (category, percent)) in enumerate(parts, 1)
    ]


def check(found: Totals, lines: list[Line], off: int) -> None:
    """Hold sums against the oracle."""
    bases: dict[tuple[str, Decimal], int] = defaultdict(int)
    for line in lines:
        bases[line.tax_category, line.tax_percent] += line.amount
    assert found.lines_total == sum(line.amount for line in lines)
    assert found.net == found.lines_total - off
    assert sum(tax.base for tax in found.taxes) == found.net
    assert {(tax.category, tax.percent) for tax in found.taxes} == set(bases)
    for tax in found.taxes:
        assert tax.amount == rounded(tax.base * Fraction(tax.percent) / 100)
        if found.lines_total:
            before = bases[tax.category, tax.percent]
            exact = before - Fraction(off * before, found.lines_total)
            assert abs(tax.base - exact) < 1
    assert found.tax == sum(tax.amount for tax in found.taxes)
    assert found.gross == found.net + found.tax


@given(PARTS, PERCENTS, st.sampled_from(sorted(PLACES)))
def test_every_figure_is_the_oracle_s(
    parts: list[tuple[Decimal, Decimal, tuple[TaxCategory, Decimal]]],
    percent: Decimal,
    currency: str,
) -> None:
    lines = lines_of(parts, currency)
    for line, (quantity, price, _kind) in zip(lines, parts, strict=True):
        exact = Fraction(quantity) * Fraction(price) * 10 ** PLACES[currency]
        assert line.amount == rounded(exact)
    found = totals(lines, f"{percent:f}%", currency)
    check(found, lines, rounded(found.lines_total * Fraction(percent) / 100))


@given(PARTS, st.integers(0, 10**6))
def test_a_discount_in_money_comes_off_to_the_cent(
    parts: list[tuple[Decimal, Decimal, tuple[TaxCategory, Decimal]]], cents: int
) -> None:
    lines = lines_of(parts, "EUR")
    whole = sum(line.amount for line in lines)
    off = cents if whole >= 0 else -cents
    text = f"{cents // 100}.{cents % 100:02d}"
    if cents > abs(whole):
        with pytest.raises(Refused, match="more than the lines"):
            totals(lines, text, "EUR")
    else:
        check(totals(lines, text, "EUR"), lines, off)


@given(PARTS, PERCENTS)
def test_a_credit_note_mirrors_its_invoice(
    parts: list[tuple[Decimal, Decimal, tuple[TaxCategory, Decimal]]], percent: Decimal
) -> None:
    there = totals(lines_of(parts, "EUR"), f"{percent:f}%", "EUR")
    back = totals(lines_of(parts, "EUR", -1), f"{percent:f}%", "EUR")
    assert (back.net, back.tax, back.gross) == (-there.net, -there.tax, -there.gross)
    assert [tax.base for tax in back.taxes] == [-tax.base for tax in there.taxes]


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), min_size=1))
def test_shares_add_up_and_are_less_than_one_off(amount: int, weights: list[int]) -> None:
    whole = sum(weights)
    shares = allocate(amount, weights)
    assert sum(shares) == (amount if whole else 0)
    assert allocate(-amount, weights) == [-share for share in shares]
    for share, weight in zip(shares, weights, strict=True):
        assert not whole or abs(share - Fraction(amount * weight, whole)) < 1
        assert whole < amount or share <= weight


@given(SPANS, POLICIES)
def test_increments_are_the_oracle_s(spans: list[int], policy: Increments) -> None:
    step = Fraction(policy.minutes * 60 or 1)
    parts = spans if policy.per == "entry" else [sum(spans)]
    up = [int(part / step) + (int(part / step) * step < part) for part in parts]
    near = [rounded(part / step) for part in parts]
    wanted = sum(up if policy.mode == "up" else near) * step
    assert billed_seconds(spans, policy) == wanted
    printed = line_hours(spans, policy)
    assert abs(Fraction(printed) - wanted / 3600) <= Fraction(1, 20000)
    assert -int(printed.as_tuple().exponent) in (2, 4)
    if policy.minutes in (6, 15):
        assert Fraction(printed) == wanted / 3600
        assert printed.as_tuple().exponent == -2


def test_six_times_fifty_minutes_at_a_hundred_are_five_hundred() -> None:
    quantity = line_hours([3000] * 6, Increments())
    assert f"{quantity}" == "5.00"
    assert line_amount(quantity, Decimal(100), "EUR") == 50000


def test_tax_is_rounded_once_on_the_sum_and_not_on_each_line() -> None:
    lines = lines_of([(Decimal(1), Decimal("241.67"), ("S", Decimal(20)))] * 50, "EUR")
    assert totals(lines, "", "EUR").tax == 241670


def test_a_full_discount_leaves_nothing() -> None:
    found = totals(lines_of([(Decimal(3), Decimal("33.33"), KINDS[0])], "EUR"), "100 %", "EUR")
    assert (found.net, found.tax, found.gross) == (0, 0, 0)


@pytest.mark.parametrize("text", ["101%", "-1%", "x", "-5", "1.234"])
def test_a_discount_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        totals(lines_of([(Decimal(1), Decimal(10), KINDS[0])], "EUR"), text, "EUR")


def test_the_reasons_of_an_exemption_are_kept_once() -> None:
    lines = [
        Line(at, "work", "", Decimal(1), "HUR", Decimal(1), 100, "E", Decimal(0), reason)
        for at, reason in enumerate(["§ 19 UStG", "", "§ 19 UStG"])
    ]
    (tax,) = totals(lines, "", "EUR").taxes
    assert (tax.base, tax.amount, tax.reason) == (300, 0, "§ 19 UStG")


@pytest.mark.parametrize(
    ("seconds", "decimal", "text"),
    [
        (22500, "6.25", "6:15"),
        (3000, "0.8333", "0:50"),
        (36, "0.01", "0:01"),
        (0, "0.00", "0:00"),
        (29, "0.0081", "0:00"),
        (-5400, "-1.50", "-1:30"),
    ],
)
def test_hours_are_written_both_ways(seconds: int, decimal: str, text: str) -> None:
    assert f"{hours(seconds)}" == decimal
    assert hours_text(seconds) == text
