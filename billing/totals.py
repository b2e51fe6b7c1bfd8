"""The sums of an invoice: what its lines come to, the discount on it, the tax, and the total.

Tax is worked out on the sum of the lines of one category and percentage and rounded once. A
credit note's lines are negative, and every figure mirrors the invoice's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from billing.document import Discount, Line, Tax, TaxCategory
from billing.money import half_up, minor, parse_amount, parse_decimal
from store.errors import Refused
from store.text import clean

Kind = tuple[TaxCategory, Decimal]


@dataclass(frozen=True, slots=True)
class Totals:
    """What the lines come to. `net` is the lines less the discount, `gross` net and tax."""

    lines_total: int
    discount: Discount | None
    taxes: tuple[Tax, ...]
    net: int
    tax: int
    gross: int


def line_amount(quantity: Decimal, price: Decimal, currency: str) -> int:
    """Multiply what is printed: quantity times price, rounded once."""
    return minor(Fraction(quantity) * Fraction(price), currency)


def totals(lines: Sequence[Line], discount: str, currency: str) -> Totals:
    """Add up the lines; `discount` is “10%”, an amount, or empty."""
    sums = _sums(lines)
    kinds = sorted(sums, key=lambda kind: (-kind[1], kind[0]))
    lines_total = sum(sums.values())
    off = discount_amount(discount, lines_total, currency)
    shares = allocate(off, [sums[kind] for kind in kinds])
    taxes = tuple(
        _tax(kind, sums[kind] - share, lines) for kind, share in zip(kinds, shares, strict=True)
    )
    net, tax = lines_total - off, sum(part.amount for part in taxes)
    given = Discount(clean(discount), off, tuple(shares)) if off else None
    return Totals(lines_total, given, taxes, net, tax, net + tax)


def discount_amount(discount: str, lines_total: int, currency: str) -> int:
    """Work out a discount such as “10%” or “50.00” on a sum; it has the sign of the sum."""
    text = discount.strip()
    if not text:
        return 0
    if text.endswith("%"):
        percent = parse_decimal(text[:-1])
        if not 0 <= percent <= 100:
            raise Refused(f"A discount of {clean(text)} is not possible; give 0 to 100 %.")
        return int(half_up(Fraction(lines_total) * Fraction(percent) / 100))
    amount = parse_amount(text, currency)
    if not 0 <= amount <= abs(lines_total):
        raise Refused(f"A discount of {clean(text)} is more than the lines come to, or negative.")
    return amount if lines_total >= 0 else -amount


def allocate(amount: int, weights: Sequence[int]) -> list[int]:
    """Share an amount out by weight, to the last unit; largest remainders get one more.

    A negative amount is shared out as its positive twin is.
    """
    if amount < 0:
        return [-share for share in allocate(-amount, weights)]
    total = sum(weights)
    if not amount or not total:
        return [0] * len(weights)
    exact = [Fraction(amount * weight, total) for weight in weights]
    shares = [share.numerator // share.denominator for share in exact]
    order = sorted(range(len(weights)), key=lambda at: (shares[at] - exact[at], at))
    for at in order[: amount - sum(shares)]:
        shares[at] += 1
    return shares


def _sums(lines: Sequence[Line]) -> dict[Kind, int]:
    sums: dict[Kind, int] = {}
    for line in lines:
        kind = line.tax_category, line.tax_percent
        sums[kind] = sums.get(kind, 0) + line.amount
    return sums


def _tax(kind: Kind, base: int, lines: Sequence[Line]) -> Tax:
    category, percent = kind
    reasons = [
        line.tax_reason
        for line in lines
        if line.tax_reason and (line.tax_category, line.tax_percent) == kind
    ]
    amount = int(half_up(Fraction(base) * Fraction(percent) / 100))
    return Tax(category, percent, base, amount, "; ".join(dict.fromkeys(reasons)))
