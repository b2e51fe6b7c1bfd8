"""The sums of a credit note, so that all those of an invoice come to the invoice exactly.

Each line has its share of the discount. Tax is that on all lines taken back so far, less what
earlier credit notes took back of it: whoever comes last has the rest of the rounding.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from billing.document import Discount, Tax
from billing.money import half_up
from billing.settling import sums
from billing.totals import Totals, allocate
from store.invoice_lines import InvoiceLine, InvoiceTax

Kind = tuple[str, Decimal]


def note_sums(
    every: Sequence[InvoiceLine],
    discount: str,
    currency: str,
    gone: Collection[str],
    chosen: Collection[str],
) -> Totals:
    """Add up the chosen lines of an invoice whose `gone` lines are credited already, all by id."""
    nets = _nets(every, discount, currency)
    plain = sums([line for line in every if line.id in chosen], "", currency)
    taxes = []
    for tax in plain.taxes:
        kind = [line.id for line in every if _kind(line) == (tax.category, tax.percent)]
        before = sum(nets[key] for key in kind if key in gone)
        base = sum(nets[key] for key in kind if key in chosen)
        amount = _tax_on(before + base, tax.percent) - _tax_on(before, tax.percent)
        taxes.append(replace(tax, base=base, amount=amount))
    return _with_taxes(plain, taxes, discount)


def frozen_sums(
    lines: Sequence[InvoiceLine], taxes: Sequence[InvoiceTax], discount: str, currency: str
) -> Totals:
    """Put together the sums of what was issued, with the taxes that were kept then."""
    plain = sums(lines, "", currency)
    kept = {(tax.category, tax.percent): tax for tax in taxes}
    found = [(tax, kept[tax.category, tax.percent]) for tax in plain.taxes]
    return _with_taxes(
        plain, [replace(tax, base=was.base, amount=was.amount) for tax, was in found], discount
    )


def _nets(every: Sequence[InvoiceLine], discount: str, currency: str) -> dict[str, int]:
    """Say what each line comes to, less its share of the discount on its rate of tax."""
    nets = {line.id: line.amount for line in every}
    whole = sums(every, discount, currency)
    amounts = whole.discount.amounts if whole.discount else ()
    for tax, off in zip(whole.taxes, amounts, strict=False):
        lines = [line for line in every if _kind(line) == (tax.category, tax.percent)]
        shares = allocate(off, [line.amount for line in lines])
        for line, share in zip(lines, shares, strict=True):
            nets[line.id] -= share
    return nets


def _with_taxes(plain: Totals, taxes: Sequence[Tax], discount: str) -> Totals:
    """Take what the bases lack of the lines for the discount."""
    shares = tuple(full.base - tax.base for full, tax in zip(plain.taxes, taxes, strict=True))
    off = sum(shares)
    net, tax = plain.lines_total - off, sum(tax.amount for tax in taxes)
    given = Discount(discount, off, shares) if any(shares) else None
    return Totals(plain.lines_total, given, tuple(taxes), net, tax, net + tax)


def _kind(line: InvoiceLine) -> Kind:
    return line.tax_category, line.tax_percent


def _tax_on(base: int, percent: Decimal) -> int:
    return int(half_up(Fraction(base) * Fraction(percent) / 100))
