"""Money: what it is, how it is rounded, written and read."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.money import (
    Money,
    exponent,
    format_accounting,
    format_money,
    half_up,
    major,
    minor,
    parse_amount,
    parse_decimal,
    shape,
)
from store.currencies import DECIMALS
from store.errors import Refused

CURRENCIES = st.sampled_from(["EUR", "CHF", "JPY", "KWD", "CLF"])
AMOUNTS = st.integers(-(10**12), 10**12)


def test_every_currency_has_the_decimals_of_iso_4217() -> None:
    iso4217 = pytest.importorskip("iso4217")
    known = {each.code: each.exponent for each in iso4217.Currency if each.exponent is not None}
    assert known == DECIMALS


@pytest.mark.parametrize("code", ["EU", "XXX", "eur", "", "€"])
def test_what_is_no_currency_is_refused(code: str) -> None:
    with pytest.raises(Refused, match="no currency"):
        exponent(code)


@given(st.fractions(max_denominator=10**6), st.integers(0, 6))
def test_rounding_goes_to_the_nearest_and_a_tie_away_from_zero(
    value: Fraction, places: int
) -> None:
    rounded = half_up(value, places)
    unit = Fraction(1, 10**places)
    off = Fraction(rounded) - value
    assert abs(off) <= unit / 2
    assert (Fraction(rounded) / unit).denominator == 1
    if abs(off) == unit / 2:
        assert abs(Fraction(rounded)) > abs(value)
    assert half_up(-value, places) == rounded.copy_negate()


def test_the_traps_of_floats_and_of_even_digits_are_not_ours() -> None:
    assert half_up(Decimal("2.675"), 2) == Decimal("2.68")
    assert half_up(Decimal("0.125"), 2) == Decimal("0.13")
    assert half_up(Decimal("-0.004"), 2).is_signed() is False
    assert format_money(Money(minor(Decimal("0.125"), "USD"), "USD"), "en") == "$0.13"


@given(AMOUNTS, CURRENCIES)
def test_what_is_shaped_reads_back(amount: int, currency: str) -> None:
    money = Money(amount, currency)
    assert parse_amount(shape(money)["amount"], currency) == amount
    assert minor(major(money), currency) == amount
    assert Fraction(major(money)) == Fraction(amount, 10 ** exponent(currency))


def test_amounts_of_two_currencies_never_meet() -> None:
    with pytest.raises(Refused, match="EUR and USD"):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(Refused, match="EUR and USD"):
        assert Money(1, "EUR") < Money(1, "USD")
    assert Money(5, "EUR") - Money(7, "EUR") == Money(-2, "EUR")
    assert Money(5, "EUR") >= Money(5, "EUR")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("95", "95"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("1\u202f234,5", "1234.5"),
        ("1 234 567", "1234567"),
        ("1.234.567", "1234567"),
        ("1.234.567,125", "1234567.125"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1234.567", "1234.567"),
        ("7,5", "7.5"),
        ("−3", "-3"),
        ("-1,234.5", "-1234.5"),
    ],
)
def test_numbers_are_read_with_either_separator(text: str, value: str) -> None:
    assert parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "1,234", "-12.345", "999,000"])
def test_a_number_that_can_be_two_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="can be"):
        parse_decimal(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "1,2,3", "1.23.456", "12,34.5", "1e5", "NaN", "--1", "1.", ".5", "٣", "1" * 30),
        *("1,234.567,8", "1 2", "1.234 567,0"),
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="no number"):
        parse_decimal(text)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("€ 1.234,50", "EUR", 123450),
        ("1,234.50 EUR", "EUR", 123450),
        ("500", "JPY", 500),
        ("95.000", "KWD", 95000),
        ("$12", "USD", 1200),
        ("12.5000", "EUR", 1250),
    ],
)
def test_amounts_are_read_with_or_without_their_currency(
    text: str, currency: str, amount: int
) -> None:
    assert parse_amount(text, currency) == amount


def test_an_amount_with_more_decimals_than_there_are_is_refused() -> None:
    with pytest.raises(Refused, match="JPY has no decimals"):
        parse_amount("1.5", "JPY")
    with pytest.raises(Refused, match="EUR has 2 decimals"):
        parse_amount("0.125", "EUR")
    with pytest.raises(Refused, match="too large"):
        parse_amount("999999999999999999", "EUR")
    with pytest.raises(Refused, match="no number"):
        parse_amount("12 USD", "EUR")


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        (123456790, "EUR", "de_DE", "1.234.567,90\u00a0€"),
        (123450, "CHF", "de_CH", "CHF\u00a01’234.50"),
        (123450, "EUR", "fr_FR", "1\u202f234,50\u00a0€"),
        (123450, "EUR", "en", "€1,234.50"),
        (-1250, "USD", "en", "-$12.50"),
        (500, "JPY", "en", "¥500"),
        (1250, "KWD", "en", "KWD\u00a01.250"),
        (1250, "KWD", "de-DE", "1,250\u00a0KWD"),
        (100, "LBP", "en", "LBP\u00a01.00"),
        (100, "EUR", "no such language", "€1.00"),
    ],
)
def test_money_is_written_as_a_language_does(
    amount: int, currency: str, language: str, text: str
) -> None:
    assert format_money(Money(amount, currency), language) == text


def test_bookkeepers_put_what_is_negative_in_brackets_where_they_do() -> None:
    assert format_accounting(Money(-1250, "USD"), "en") == "($12.50)"
    assert format_accounting(Money(-1250, "EUR"), "de") == "-12,50\u00a0€"
    assert format_accounting(Money(-1250, "EUR"), "fr") == "(12,50\u00a0€)"
