"""Amounts as Stripe counts them, which is not ISO 4217's way for every currency."""

from __future__ import annotations

from billing.money import exponent
from store.errors import Refused
from sync.errors import BadAnswer

_WHOLE = (
    *("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA"),
    *("PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"),
)
_THOUSANDTHS = ("BHD", "JOD", "KWD", "OMR", "TND")
_DIGITS = dict.fromkeys(_WHOLE, 0) | dict.fromkeys(_THOUSANDTHS, 3)
"""Decimals of Stripe's amounts; two for all others."""

_DIFFERENT = ("ISK", "MGA")
"""Currencies that Stripe is known to count otherwise than ISO 4217 does."""


def to_stripe(amount: int, currency: str) -> int:
    """Turn minor units into Stripe's; raises Refused for what Stripe cannot take exactly."""
    if _DIGITS.get(currency, 2) != exponent(currency) and currency not in _DIFFERENT:
        raise Refused(f"Stripe does not say clearly how it counts {currency}; no link was made.")
    numerator, denominator = _ratio(currency)
    scaled, rest = divmod(amount * numerator, denominator)
    if rest or scaled % _step(currency):
        raise Refused(f"Stripe takes no such fraction of {currency}; no link was made.")
    return scaled


def from_stripe(amount: object, currency: str) -> int:
    """Turn what Stripe says into minor units; raises BadAnswer for what is no amount."""
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 <= amount < 10**15:
        raise BadAnswer("Stripe gave an amount that is none.")
    numerator, denominator = _ratio(currency)
    found, rest = divmod(amount * denominator, numerator)
    if rest:
        raise BadAnswer(f"Stripe gave an amount that is no amount of {currency}.")
    return found


def _ratio(currency: str) -> tuple[int, int]:
    more = _DIGITS.get(currency, 2) - exponent(currency)
    return (10**more, 1) if more >= 0 else (1, 10**-more)


def _step(currency: str) -> int:
    """Card networks take thousandths in tens."""
    return 10 if currency in _THOUSANDTHS else 1
