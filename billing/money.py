"""Amounts of money: whole numbers of the smallest unit of a currency, rounded half up.

Half up is commercial rounding: a tie goes away from zero, so that a credit note mirrors its
invoice. What is shown is rounded here first; Babel alone would send ties to the even digit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from store.currencies import currency_of, exponent
from store.decimals import parse_decimal
from store.errors import Refused
from store.text import clean

if TYPE_CHECKING:
    from babel import Locale

__all__ = [
    "Money",
    "currency_of",
    "exponent",
    "format_accounting",
    "format_money",
    "half_up",
    "major",
    "minor",
    "parse_amount",
    "parse_decimal",
    "shape",
]

MOST = 10**16
"""Beyond this a sum of amounts might not fit the 64 bits that the database has for it."""

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
_LETTER_BY_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest unit of its currency."""

    amount: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise Refused(f"{self.currency} and {other.currency} cannot be added or compared.")
        return other.amount


def half_up(value: Decimal | Fraction, places: int = 0) -> Decimal:
    """Round to some decimals, a tie away from zero. Exact, however long the number is."""
    exact = Fraction(value)
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = tuple(map(int, str(whole)))
    return Decimal((int(exact < 0 and whole > 0), digits, -places))


def minor(value: Decimal | Fraction, currency: str) -> int:
    """Round an amount in units of a currency to a whole number of its smallest units."""
    amount = int(half_up(Fraction(value) * 10 ** exponent(currency)))
    if abs(amount) > MOST:
        raise Refused("That amount is too large to keep.")
    return amount


def major(money: Money) -> Decimal:
    """Write an amount in units of its currency, with all of its decimals: 1234.50, 500, 1.250."""
    digits = tuple(map(int, str(abs(money.amount))))
    return Decimal((int(money.amount < 0), digits, -exponent(money.currency)))


def shape(money: Money) -> dict[str, str]:
    """Shape an amount as scripts read it."""
    return {"amount": f"{major(money):f}", "currency": money.currency}


def parse_amount(text: str, currency: str) -> int:
    """Read an amount as somebody typed it, perhaps with the currency's code or sign.

    Three digits behind a point are decimals where the currency has three; see `parse_decimal`
    for what is refused elsewhere.
    """
    bare = _without_currency(text, currency)
    places = exponent(currency)
    as_shaped = places == 3 and re.fullmatch(r"-?[0-9]{1,3}\.[0-9]{3}", bare)
    value = Decimal(bare) if as_shaped else parse_decimal(bare)
    if half_up(value, places) != value:
        many = "no decimals" if places == 0 else f"{places} decimals"
        raise Refused(f"“{clean(text)}” has too many decimals; {currency} has {many}.")
    return minor(value, currency)


def format_money(money: Money, language: str) -> str:
    """Write an amount as people of a language write it: € 12.50, 12,50 €, -12,50 €."""
    return _formatted(money, language, "standard")


def format_accounting(money: Money, language: str) -> str:
    """Write an amount as bookkeepers of a language do: negative ones perhaps in brackets."""
    return _formatted(money, language, "accounting")


def _formatted(money: Money, language: str, kind: str) -> str:
    from babel.numbers import parse_pattern

    locale = locale_of(language)
    pattern = parse_pattern(locale.currency_formats[kind].pattern)
    places = exponent(money.currency)
    # Babel's own digits are those of cash in use, which for some currencies are not ISO 4217's.
    pattern.frac_prec = (places, places)
    text: str = pattern.apply(major(money), locale, currency=money.currency, currency_digits=False)
    return _LETTER_BY_DIGIT.sub("\u00a0", text)


def locale_of(language: str) -> Locale:
    """Find the rules of a language such as de, de_CH or fr-FR; English where there are none."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def _without_currency(text: str, currency: str) -> str:
    names = (currency, currency.lower(), SIGNS.get(currency, currency))
    bare = text.strip()
    for name in names:
        bare = bare.removeprefix(name).removesuffix(name).strip()
    return bare
