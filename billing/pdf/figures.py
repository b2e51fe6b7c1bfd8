"""Amounts, quantities, percentages and dates as a language writes them.

Everything is rounded before it comes here; nothing is rounded by the formatting.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from billing.words import Words, words

TIME = ("HUR", "DAY")
MINUS = "−"


class Figures:
    """The ways of writing figures in one language and one currency, for an issuer's country."""

    def __init__(self, language: str, currency: str, country: str = "") -> None:
        from babel.numbers import get_decimal_symbol, get_group_symbol

        from billing.money import exponent, locale_of

        self.locale = locale_of(_spoken(language, country))
        self.words: Words = words(language, country)
        self.currency = currency
        self.places = exponent(currency)
        self._marks = str.maketrans(
            {",": get_group_symbol(self.locale), ".": get_decimal_symbol(self.locale), "-": MINUS}
        )

    def plain(self, minor: int) -> str:
        """Write an amount without its currency, as in a column of the table."""
        return self.number(Decimal(minor).scaleb(-self.places))

    def money(self, minor: int) -> str:
        """Write an amount with its currency."""
        from billing.money import Money, format_money

        return format_money(Money(minor, self.currency), str(self.locale)).replace("-", MINUS)

    def number(self, value: Decimal) -> str:
        """Write a number with all the decimals that it has."""
        return f"{value:,f}".translate(self._marks)

    def quantity(self, value: Decimal, unit: str) -> str:
        """Write a quantity with its unit, such as 6.25 h; time has two decimals at least."""
        said = self.words.units.get(unit, "")
        count = self.number(_padded(value, 2) if unit in TIME else value)
        return f"{count}\u00a0{said}" if said else count

    def price(self, value: Decimal) -> str:
        """Write a unit price with the decimals of the currency at least."""
        return self.number(_padded(value, self.places))

    def percent(self, value: Decimal) -> str:
        """Write a tax rate, such as 19 %."""
        from babel.numbers import format_percent

        return format_percent(value / 100, locale=self.locale, decimal_quantization=False)

    def date(self, given: str) -> str:
        """Write a day; nothing stays nothing."""
        from babel.dates import format_date

        if not given:
            return ""
        return str(format_date(date.fromisoformat(given), "medium", locale=self.locale))

    def country(self, code: str) -> str:
        """Name a country."""
        return str(self.locale.territories.get(code.upper(), code))


def _padded(value: Decimal, places: int) -> Decimal:
    """Give a number this many decimals; one that has more keeps them, but no idle zeros."""
    short = value.quantize(Decimal(1).scaleb(-places))
    return short if short == value else value.normalize()


def _spoken(language: str, country: str) -> str:
    """Write English days as in the issuer's country: only Americans put the month first."""
    if language != "en":
        return language
    return "en_US" if country.upper() == "US" else "en_GB"


@lru_cache(maxsize=16)
def figures(language: str, currency: str, country: str) -> Figures:
    """Hand out the ways of writing, made once for each language, currency and country."""
    return Figures(language, currency, country)
