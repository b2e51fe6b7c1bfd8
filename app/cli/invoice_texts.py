"""Invoices as lines for a person."""

from __future__ import annotations

from collections.abc import Callable

from app.cli.invoice_shapes import left_shapes, price_text
from billing.drafts import left_out
from billing.money import Money, format_money
from billing.refreshing import changed_entries
from billing.standing import Standing, Standings
from store.decimals import plain
from store.invoice_lines import InvoiceLine, InvoiceTax, invoice_lines, invoice_taxes
from store.invoices import Invoice, find_invoice
from store.local_time import duration_text
from store.payments import Payment, payments
from store.work import Work

Writer = Callable[[int | None], str]
UNITS = {"HUR": " h", "C62": ""}
WAITING = ("open", "overdue", "partly paid")


def list_line(invoice: Invoice, standing: Standing) -> str:
    """Write one invoice on one line."""
    money = _writer(invoice.currency)
    rest = f"{money(standing.due)} to pay" if standing.word in WAITING else ""
    if standing.due < 0 and invoice.state != "draft":
        rest = f"{money(-standing.due)} too much"
    parts = [
        invoice.number or invoice.id,
        standing.word if invoice.kind == "invoice" else "credit note",
        invoice.client,
        invoice.issued_on or "",
        f"due {invoice.due_on}" if standing.word in WAITING else "",
        money(invoice.gross),
        rest,
    ]
    return "\t".join(parts)


def show_lines(work: Work, invoice_id: str) -> list[str]:
    """Write an invoice for a person: its lines, its sums, and what a draft leaves out."""
    invoice = find_invoice(work, invoice_id)
    money = _writer(invoice.currency)
    lines = invoice_lines(work, invoice.id)
    off = sum(line.amount for line in lines) - (invoice.net or 0)
    said = [list_line(invoice, Standings(work).of(invoice))]
    said += [_line(line, invoice.currency, money) for line in lines]
    said += [f"Discount\t\t\t{money(-off)}"] if invoice.discount else []
    said.append(f"Net\t\t\t{money(invoice.net)}")
    said += [_tax(tax, money) for tax in invoice_taxes(work, invoice.id)]
    said.append(f"Total\t\t\t{money(invoice.gross)}")
    said += [_payment(paid, money) for paid in payments(work, invoice.id)]
    return said + (_warnings(work, invoice) if invoice.state == "draft" else [])


def _warnings(work: Work, invoice: Invoice) -> list[str]:
    """Say what a person has to know before issuing."""
    left = left_out(work, invoice)
    said = [
        f"Changed since\t{change.task}\t{change.reason}"
        for change in changed_entries(work, invoice)
    ]
    if left.overlapping:
        said.append(f"Overlapping time: {len(left.overlapping)} entries share time with others.")
    for item in left_shapes(left):
        time = "" if item["seconds"] is None else duration_text(item["seconds"])
        said.append(f"Left out\t{item['task']}\t{item['date'] or ''}\t{time}\t{item['reason']}")
    return said


def _line(line: InvoiceLine, currency: str, money: Writer) -> str:
    quantity = f"{line.quantity:f}{UNITS.get(line.unit, f' {line.unit}')}"
    what = f"{line.position}. {line.description}"
    return f"{what}\t{quantity}\t× {price_text(line.price, currency)}\t{money(line.amount)}"


def _tax(tax: InvoiceTax, money: Writer) -> str:
    rate = f"Tax {plain(tax.percent)} %" if tax.category == "S" else f"No tax ({tax.category})"
    return f"{rate} on {money(tax.base)}\t\t\t{money(tax.amount)}"


def _payment(paid: Payment, money: Writer) -> str:
    what = "Paid" if paid.kind == "payment" else "Refunded"
    return f"{what} on {paid.paid_on}\t{paid.id}\t\t{money(paid.amount)}"


def _writer(currency: str) -> Writer:
    return lambda amount: format_money(Money(amount or 0, currency), "en")
