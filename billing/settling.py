"""The sums of an invoice, worked out from its lines and kept with it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from billing.document import Line, TaxCategory
from billing.totals import Totals, totals
from store.invoice_lines import InvoiceLine, InvoiceTax, invoice_lines, replace_taxes
from store.invoices import Invoice, update_invoice
from store.work import Work


def printed(line: InvoiceLine) -> Line:
    """Make the line that is printed of one that is stored."""
    return Line(
        line.position,
        line.description,
        line.detail,
        line.quantity,
        line.unit,
        line.price,
        line.amount,
        cast("TaxCategory", line.tax_category),
        line.tax_percent,
        line.tax_reason,
    )


def sums(lines: Sequence[InvoiceLine], discount: str, currency: str) -> Totals:
    """Add up stored lines."""
    return totals([printed(line) for line in lines], discount, currency)


def settle(work: Work, invoice: Invoice) -> Totals:
    """Add up the lines of a draft anew and keep the sums with it."""
    found = sums(invoice_lines(work, invoice.id), invoice.discount, invoice.currency)
    keep_sums(work, invoice.id, found)
    return found


def keep_sums(work: Work, invoice_id: str, found: Totals) -> None:
    """Write the sums of an invoice down."""
    taxes = [
        InvoiceTax(tax.category, Decimal(tax.percent), tax.reason, tax.base, tax.amount)
        for tax in found.taxes
    ]
    replace_taxes(work, invoice_id, taxes)
    update_invoice(work, invoice_id, net=found.net, tax=found.tax, gross=found.gross)
