"""Invoices in the JSON shapes that scripts depend on: keys may be added, never renamed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.cli.invoice_warnings import einvoice_gaps
from billing.drafts import Left, left_out
from billing.money import Money, exponent, shape
from billing.payments.asking import payment_url
from billing.refreshing import changed_entries
from billing.standing import Standing, Standings
from store.credits import credit_notes
from store.decimals import plain
from store.invoice_lines import InvoiceLine, InvoiceTax, invoice_lines, invoice_taxes
from store.invoices import Invoice, find_invoice
from store.local_time import date_of, iso_date
from store.payments import Payment, payments
from store.work import Work

Shape = dict[str, Any]
Shaper = Callable[[int | None], dict[str, str]]


def list_shape(work: Work, invoice: Invoice, standing: Standing) -> Shape:
    """Shape an invoice without its lines."""
    money = shaper(invoice.currency)
    return {
        "id": invoice.id,
        "number": invoice.number,
        "kind": invoice.kind,
        "state": standing.word,
        "client": invoice.client,
        "client_id": invoice.client_id,
        "issued_on": invoice.issued_on,
        "due_on": invoice.due_on,
        "net": money(invoice.net),
        "taxes": [_tax_shape(tax, money) for tax in invoice_taxes(work, invoice.id)],
        "gross": money(invoice.gross),
        "paid": money(standing.paid),
        "credited": money(standing.credited),
        "due": money(standing.due),
        "pdf_sha256": invoice.pdf_sha256,
        "payment_url": payment_url(work, invoice.id) or None,
    }


def show_shape(work: Work, invoice_id: str) -> Shape:
    """Shape an invoice with all that is known of it."""
    invoice = find_invoice(work, invoice_id)
    money = shaper(invoice.currency)
    lines = invoice_lines(work, invoice.id)
    total = sum(line.amount for line in lines)
    return {
        **list_shape(work, invoice, Standings(work).of(invoice)),
        **_terms_shape(invoice),
        "discount": money(total - (invoice.net or 0)) if invoice.discount else None,
        "lines": [_line_shape(line, invoice.currency) for line in lines],
        "payments": [_payment_shape(paid, money) for paid in payments(work, invoice.id)],
        "credits": find_invoice(work, invoice.original_id).number if invoice.original_id else None,
        "credited_by": credit_notes(work, invoice.id),
        **_draft_shape(work, invoice),
        "einvoice_gaps": einvoice_gaps(work, invoice),
    }


def shaper(currency: str) -> Shaper:
    """Return what shapes amounts of a currency."""
    return lambda amount: shape(Money(amount or 0, currency))


def left_shapes(left: Left) -> list[Shape]:
    """Shape what is left out: time with its entry, and fees without one."""
    entries = [
        {
            "entry": item.entry.id,
            "task": item.entry.title,
            "project": item.entry.project,
            "date": iso_date(date_of(item.entry.started_at)),
            "seconds": item.entry.seconds,
            "reason": item.reason,
        }
        for item in left.entries
    ]
    fees = [
        {
            "entry": None,
            "task": fee.stage or fee.project,
            "project": fee.project,
            "date": None,
            "seconds": None,
            "reason": reason,
        }
        for fee, reason in left.fees
    ]
    return entries + fees


def _terms_shape(invoice: Invoice) -> Shape:
    return {
        "currency": invoice.currency,
        "from": invoice.period_from,
        "to": invoice.period_to,
        "by": invoice.grouping,
        "terms_days": invoice.terms_days,
        "po_number": invoice.po_number,
        "notes": invoice.notes,
        "void_reason": invoice.void_reason,
        "chain": invoice.chain,
    }


def _draft_shape(work: Work, invoice: Invoice) -> Shape:
    """Shape what a person has to know before issuing; what was issued has none of it."""
    if invoice.state != "draft":
        return {"left_out": [], "overlapping": [], "changed": []}
    left = left_out(work, invoice)
    return {
        "left_out": left_shapes(left),
        "overlapping": sorted(left.overlapping),
        "changed": [
            {"entry": change.entry_id, "task": change.task, "reason": change.reason}
            for change in changed_entries(work, invoice)
        ],
    }


def _tax_shape(tax: InvoiceTax, money: Shaper) -> Shape:
    return {
        "percent": plain(tax.percent),
        "base": money(tax.base),
        "amount": money(tax.amount),
        "category": tax.category,
        "reason": tax.reason,
    }


def _payment_shape(paid: Payment, money: Shaper) -> Shape:
    return {
        "id": paid.id,
        "kind": paid.kind,
        "amount": money(paid.amount),
        "on": paid.paid_on,
        "method": paid.method,
        "note": paid.note,
    }


def _line_shape(line: InvoiceLine, currency: str) -> Shape:
    return {
        "position": line.position,
        "kind": line.kind,
        "description": line.description,
        "detail": line.detail,
        "quantity": f"{line.quantity:f}",
        "unit": line.unit,
        "price": {"amount": price_text(line.price, currency), "currency": currency},
        "amount": shaper(currency)(line.amount),
        "tax_percent": plain(line.tax_percent),
        "tax_category": line.tax_category,
        "tax_reason": line.tax_reason,
    }


def price_text(price: Decimal, currency: str) -> str:
    """Write a price with the decimals of its currency, and with more where it has more."""
    _whole, _point, decimals = plain(price).partition(".")
    return f"{price:.{max(exponent(currency), len(decimals))}f}"
