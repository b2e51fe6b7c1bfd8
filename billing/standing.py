"""How an invoice stands: what was paid, what is due, and the one word for it. Never stored."""

from __future__ import annotations

from typing import NamedTuple

from store.credits import credited_sums, wholly_credited
from store.invoices import Brief, Invoice
from store.local_time import date_of, iso_date
from store.payments import paid_sums
from store.work import Work


class Standing(NamedTuple):
    """Amounts in minor units. `due` is below zero where too much was paid.

    `word` is draft, open, partly paid, paid, overdue, void or credited; the last one is also
    that of a credit note.
    """

    word: str
    paid: int
    credited: int
    due: int


class Standings:
    """The standing of any invoice, from sums that were read once."""

    def __init__(self, work: Work) -> None:
        self.today = iso_date(date_of(work.now()))
        self.paid = paid_sums(work)
        self.credited = credited_sums(work)
        self.whole = wholly_credited(work)

    def of(self, invoice: Invoice | Brief) -> Standing:
        """Say how an invoice stands today."""
        paid, credited = self.paid.get(invoice.id, 0), self.credited.get(invoice.id, 0)
        gross = invoice.gross or 0
        if invoice.state == "draft":
            return Standing("draft", 0, 0, gross)
        if invoice.state == "void":
            return Standing("void", paid, credited, 0)
        if invoice.kind == "credit":
            return Standing("credited", 0, 0, 0)
        if invoice.id in self.whole:
            return Standing("credited", paid, credited, -paid)
        due = gross - paid - credited
        return Standing(self._word(invoice, paid, due), paid, credited, due)

    def _word(self, invoice: Invoice | Brief, paid: int, due: int) -> str:
        if due <= 0:
            return "paid"
        if invoice.due_on and invoice.due_on < self.today:
            return "overdue"
        return "partly paid" if paid > 0 else "open"
