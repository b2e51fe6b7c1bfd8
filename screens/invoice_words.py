"""What is said about the selected invoice, and about all that is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reports.invoices import AGE_NAMES, Ageing, InvoiceBook, InvoiceRow, amount_text
from store.decimals import plain
from store.invoice_lines import InvoiceLine, invoice_lines
from store.outbox import Message, messages
from store.payments import Payment, payments
from store.work import Work

NOTHING = (
    "An invoice begins as a draft of what is not billed yet: choose a client and a period. It can"
    " be changed and looked at until it is issued; then it gets its number and never changes."
)
KIND_WORDS = {"payment": "paid", "refund": "paid back"}


class InvoiceDetails(NamedTuple):
    """What belongs to one invoice."""

    lines: tuple[InvoiceLine, ...] = ()
    payments: tuple[Payment, ...] = ()
    mail: tuple[Message, ...] = ()


def read_details(work: Work, invoice_id: str) -> InvoiceDetails:
    """Read what belongs to an invoice."""
    return InvoiceDetails(
        tuple(invoice_lines(work, invoice_id)),
        tuple(payments(work, invoice_id)),
        tuple(messages(work, invoice_id)),
    )


def about_invoice(row: InvoiceRow, details: InvoiceDetails | None) -> str:
    """Say what is on an invoice, what was paid, how it was sent, where it can be paid."""
    lines = [*_sums(row), ""]
    if details is not None:
        lines += [_line(line, row.currency) for line in details.lines]
        lines += _group(_payment(paid, row.currency) for paid in details.payments)
        lines += _group(_mail(message) for message in details.mail)
    lines += _group(filter(None, (row.pay_url, _hash(row))))
    return "\n".join(lines)


def _sums(row: InvoiceRow) -> list[str]:
    period = f"{row.period_from} to {row.period_to}" if row.period_from else ""
    when = f"issued {row.issued_on}, due {row.due_on}" if row.issued_on else period
    lines = [f"{row.client} · {row.word}", when]
    if row.issued_on and period:
        lines.append(f"for {period}")
    total = f"total {amount_text(row.gross, row.currency)}"
    if row.state == "issued" and row.kind == "invoice" and row.due != row.gross:
        total += f", {'open' if row.due >= 0 else 'too much'} {_open(row)}"
    if row.void_reason:
        total += f"\nvoid: {row.void_reason}"
    return [line for line in (*lines, total) if line]


def _open(row: InvoiceRow) -> str:
    return amount_text(abs(row.due), row.currency)


def _line(line: InvoiceLine, currency: str) -> str:
    detail = f" · {line.detail}" if line.detail else ""
    amount = amount_text(line.amount, currency)
    return (
        f"{line.position}. {line.description}{detail}\n"
        f"   {plain(line.quantity)}{UNITS.get(line.unit, '')} × {plain(line.price)} = {amount}"
        f", tax {plain(line.tax_percent)} %"
    )


UNITS = {"HUR": " h", "DAY": " d"}


def _payment(payment: Payment, currency: str) -> str:
    note = f" · {payment.note}" if payment.note else ""
    word = KIND_WORDS.get(payment.kind, payment.kind)
    return f"{payment.paid_on} {word} {amount_text(payment.amount, currency)}{note}"


def _mail(message: Message) -> str:
    error = f": {message.error}" if message.error and message.state != "sent" else ""
    return f"{message.kind} to {message.recipient}: {message.state}{error}"


def _hash(row: InvoiceRow) -> str:
    return f"SHA-256 {row.pdf_sha256[:16]}…" if row.pdf_sha256 else ""


def _group(lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return ["", *found] if found else []


def ageing_words(ageing: Sequence[Ageing]) -> str:
    """Say what is open in each currency, and for how many days since it was issued."""
    return "\n".join(map(_ageing, ageing))


def _ageing(found: Ageing) -> str:
    ages = "  ".join(
        f"{name} d {amount_text(amount, found.currency).removesuffix(found.currency).strip()}"
        for name, amount in zip(AGE_NAMES, found.ages, strict=True)
        if amount
    )
    overdue = ""
    if found.overdue:
        overdue = f" · overdue {amount_text(found.overdue, found.currency)}"
    return f"open {amount_text(found.open, found.currency)}{overdue} · {ages}"


def nothing_words(book: InvoiceBook, query: str, key: str, *, admin: bool) -> str:
    """Say why there is no invoice to be seen."""
    if not admin:
        return f"Invoices are kept by the admin: {', '.join(book.admins)}."
    if query:
        return "No invoice fits that. Escape shows all of them."
    return f"There are no invoices yet. Press {key} to draft one.\n\n{NOTHING}"
