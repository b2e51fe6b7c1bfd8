"""Amounts, quantities, percentages and dates as a language writes them.

Everything is rounded before it comes here; nothing is rounded by the formatting.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from billing.words import Words, words


class Figures:
    """The ways of writing figures in one language and one currency."""

    def __init__(self, language: str, currency: str) -> None:
        from babel import Locale, UnknownLocaleError
        from babel.numbers import get_decimal_symbol, get_group_symbol

        from billing.money import exponent

        try:
            self.locale = Locale.parse(language.replace("-", "_") or "en")
        except (UnknownLocaleError, ValueError):
            self.locale = Locale("en")
        self.words: Words = words(language)
        self.currency = currency
        self.places = exponent(currency)
        self._marks = str.maketrans(
            {",": get_group_symbol(self.locale), ".": get_decimal_symbol(self.locale), "-": "−"}
        )

    def plain(self, minor: int) -> str:
        """Write an amount without its currency, as in a column of the table."""
        return self.number(Decimal(minor).scaleb(-self.places))

    def money(self, minor: int) -> str:
        """Write an amount with its currency."""
        from babel.numbers import format_currency

        return format_currency(
            Decimal(minor).scaleb(-self.places),
            self.currency,
            locale=self.locale,
            decimal_quantization=False,
        )

    def number(self, value: Decimal) -> str:
        """Write a number with all the decimals that it has."""
        return f"{value:,f}".translate(self._marks)

    def quantity(self, value: Decimal, unit: str) -> str:
        """Write a quantity with its unit, such as 6.25 h."""
        said = self.words.units.get(unit, "")
        return f"{self.number(value)}\u00a0{said}" if said else self.number(value)

    def price(self, value: Decimal) -> str:
        """Write a unit price with the decimals of the currency at least."""
        short = value.quantize(Decimal(1).scaleb(-self.places))
        return self.number(short if short == value else value)

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


@lru_cache(maxsize=16)
def figures(language: str, currency: str) -> Figures:
    """Hand out the ways of writing, made once for each language and currency."""
    return Figures(language, currency)
