"""Credit notes of an invoice: however its lines are split, they come to the invoice exactly."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billing.settling import sums
from billing.taking_back import note_sums
from store.invoice_lines import InvoiceLine

KINDS = [("S", Decimal(19)), ("S", Decimal(7)), ("Z", Decimal(0))]
AMOUNTS = st.integers(1, 300_000) | st.integers(1, 9)
LINES = st.lists(
    st.tuples(AMOUNTS, st.sampled_from(KINDS), st.integers(0, 3)),
    min_size=1,
    max_size=12,
)
DISCOUNTS = st.sampled_from(["", "0.01", "3.33%", "10%", "50%", "100%"])


@given(LINES, DISCOUNTS)
def test_any_partition_of_the_lines_comes_to_the_invoice(
    parts: list[tuple[int, tuple[str, Decimal], int]], discount: str
) -> None:
    lines = [
        InvoiceLine(
            *(str(at), at, "manual", "work", "", Decimal(1), "C62", Decimal(amount) / 100, amount),
            *(*kind, ""),
        )
        for at, (amount, kind, _note) in enumerate(parts)
    ]
    whole = sums(lines, discount, "EUR")
    gone: set[str] = set()
    taxes: Counter[tuple[str, Decimal]] = Counter()
    bases: Counter[tuple[str, Decimal]] = Counter()
    net = gross = 0
    for note in range(4):
        chosen = {str(at) for at, part in enumerate(parts) if part[2] == note}
        found = note_sums(lines, discount, "EUR", gone, chosen)
        gone |= chosen
        net, gross = net + found.net, gross + found.gross
        assert found.gross >= 0
        for tax in found.taxes:
            taxes[tax.category, tax.percent] += tax.amount
            bases[tax.category, tax.percent] += tax.base
            assert abs(tax.amount - tax.base * tax.percent / 100) <= 1
    assert (net, gross) == (whole.net, whole.gross)
    for tax in whole.taxes:
        kind = tax.category, tax.percent
        assert (bases[kind], taxes[kind]) == (tax.base, tax.amount)
