"""Invoices in the JSON shapes that scripts depend on, and as lines for a person."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from billing.drafts import Left, left_out
from billing.money import Money, format_money, shape
from billing.refreshing import changed_entries
from billing.standing import Standing, Standings
from store.credits import credit_notes
from store.decimals import plain
from store.invoice_lines import InvoiceLine, InvoiceTax, invoice_lines, invoice_taxes
from store.invoices import Invoice, find_invoice
from store.local_time import date_of, duration_text, iso_date
from store.payment_links import payment_url
from store.payments import payments
from store.work import Work

GROUPED = {"HUR": "h", "C62": ""}


def list_shape(work: Work, invoice: Invoice, standing: Standing) -> dict[str, Any]:
    """Shape an invoice without its lines."""
    taxes = invoice_taxes(work, invoice.id)
    money = _money(invoice.currency)
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
        "taxes": [
            {"percent": plain(tax.percent), "base": money(tax.base), "amount": money(tax.amount)}
            | {"category": tax.category, "reason": tax.reason}
            for tax in taxes
        ],
        "gross": money(invoice.gross),
        "paid": money(standing.paid),
        "credited": money(standing.credited),
        "due": money(standing.due),
        "pdf_sha256": invoice.pdf_sha256,
        "payment_url": payment_url(work, invoice.id) or None,
    }


def show_shape(work: Work, invoice_id: str) -> dict[str, Any]:
    """Shape an invoice with all that is known of it."""
    invoice = find_invoice(work, invoice_id)
    lines = invoice_lines(work, invoice.id)
    left = left_out(work, invoice) if invoice.state == "draft" else None
    money = _money(invoice.currency)
    total = sum(line.amount for line in lines)
    return {
        **list_shape(work, invoice, Standings(work).of(invoice)),
        "currency": invoice.currency,
        "from": invoice.period_from,
        "to": invoice.period_to,
        "by": invoice.grouping,
        "terms_days": invoice.terms_days,
        "po_number": invoice.po_number,
        "notes": invoice.notes,
        "discount": money(total - (invoice.net or 0)) if invoice.discount else None,
        "lines": [_line_shape(line, money) for line in lines],
        "payments": [
            {"id": paid.id, "kind": paid.kind, "amount": money(paid.amount), "on": paid.paid_on}
            | {"method": paid.method, "note": paid.note}
            for paid in payments(work, invoice.id)
        ],
        "credits": find_invoice(work, invoice.original_id).number if invoice.original_id else None,
        "credited_by": credit_notes(work, invoice.id),
        "void_reason": invoice.void_reason,
        "chain": invoice.chain,
        "left_out": _left_shape(left) if left else [],
        "overlapping": sorted(left.overlapping) if left else [],
        "changed": [
            {"entry": change.entry_id, "task": change.task, "reason": change.reason}
            for change in changed_entries(work, invoice)
        ],
    }


def list_line(invoice: Invoice, standing: Standing) -> str:
    """Write one invoice on one line."""
    money = _text(invoice.currency)
    due = f"{money(standing.due)} due" if standing.due and invoice.state != "draft" else ""
    parts = [
        invoice.number or invoice.id,
        standing.word if invoice.kind == "invoice" else "credit note",
        invoice.client,
        invoice.issued_on or "",
        f"due {invoice.due_on}" if standing.word in ("open", "overdue", "partly paid") else "",
        money(invoice.gross),
        due,
    ]
    return "\t".join(parts)


def show_lines(work: Work, invoice_id: str) -> list[str]:
    """Write an invoice for a person: its lines, its sums, and what is left out."""
    invoice = find_invoice(work, invoice_id)
    standing = Standings(work).of(invoice)
    money = _text(invoice.currency)
    lines = invoice_lines(work, invoice.id)
    said = [list_line(invoice, standing)]
    said += [_line_text(line, money) for line in lines]
    total = sum(line.amount for line in lines)
    if invoice.discount:
        said.append(f"Discount\t\t\t-{money(total - (invoice.net or 0))}")
    said.append(f"Net\t\t\t{money(invoice.net)}")
    said += [_tax_text(tax, money) for tax in invoice_taxes(work, invoice.id)]
    said.append(f"Total\t\t\t{money(invoice.gross)}")
    said += [
        f"{'Paid' if paid.kind == 'payment' else 'Refunded'} on {paid.paid_on}\t{paid.id}\t\t"
        f"{money(paid.amount)}"
        for paid in payments(work, invoice.id)
    ]
    if invoice.state == "draft":
        said += _draft_notes(work, invoice)
    return said


def _draft_notes(work: Work, invoice: Invoice) -> list[str]:
    """Say what a person has to know before issuing."""
    left = left_out(work, invoice)
    said = [
        f"Changed since\t{change.task}\t{change.reason}"
        for change in changed_entries(work, invoice)
    ]
    if left.overlapping:
        said.append(f"Overlapping time: {len(left.overlapping)} entries share time with others.")
    said += [
        f"Left out\t{item['task']}\t{item['date'] or ''}\t"
        f"{duration_text(item['seconds'] or 0)}\t{item['reason']}"
        for item in _left_shape(left)
    ]
    return said


def _left_shape(left: Left) -> list[dict[str, Any]]:
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


def _line_shape(line: InvoiceLine, money: Any) -> dict[str, Any]:
    return {
        "position": line.position,
        "kind": line.kind,
        "description": line.description,
        "detail": line.detail,
        "quantity": quantity_text(line.quantity),
        "unit": line.unit,
        "price": money_of_price(line.price, money),
        "amount": money(line.amount),
        "tax_percent": plain(line.tax_percent),
        "tax_category": line.tax_category,
        "tax_reason": line.tax_reason,
    }


def quantity_text(quantity: Decimal) -> str:
    """Write a quantity as it is printed: with all of its decimals."""
    return f"{quantity:f}"


def money_of_price(price: Decimal, money: Any) -> dict[str, str]:
    """Shape a price, which may have more decimals than its currency."""
    shown: dict[str, str] = money(0)
    places = max(-int(Decimal(shown["amount"]).as_tuple().exponent), -_places(price))
    return {**shown, "amount": f"{price:.{places}f}"}


def _places(price: Decimal) -> int:
    exponent = price.normalize().as_tuple().exponent
    return min(0, exponent) if isinstance(exponent, int) else 0


def _line_text(line: InvoiceLine, money: Any) -> str:
    unit = GROUPED.get(line.unit, line.unit)
    amount = f"{quantity_text(line.quantity)} {unit}".strip()
    what = f"{line.position}. {line.description}"
    return f"{what}\t{amount}\t× {plain(line.price)}\t{money(line.amount)}"


def _tax_text(tax: InvoiceTax, money: Any) -> str:
    if tax.category == "S":
        return f"Tax {plain(tax.percent)} % on {money(tax.base)}\t\t\t{money(tax.amount)}"
    return f"No tax ({tax.category}) on {money(tax.base)}\t\t\t{money(tax.amount)}"


def _money(currency: str) -> Any:
    return lambda amount: shape(Money(amount or 0, currency))


def _text(currency: str) -> Any:
    return lambda amount: format_money(Money(amount or 0, currency), "en")
