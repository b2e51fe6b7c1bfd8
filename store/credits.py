"""What credit notes take back of invoices."""

from __future__ import annotations

from store.work import Work


def credited_sums(work: Work) -> dict[str, int]:
    """Add up what was credited of each invoice."""
    found = work.rows(
        "SELECT original_id, SUM(gross) FROM invoice"
        " WHERE kind = 'credit' AND state = 'issued' GROUP BY original_id"
    )
    return {invoice_id: int(amount) for invoice_id, amount in found}


def credited_lines(work: Work, invoice_id: str) -> set[str]:
    """Name the lines of an invoice that credit notes took back."""
    found = work.rows(
        "SELECT back.original_line_id FROM invoice_line back"
        " JOIN invoice_line line ON line.id = back.original_line_id"
        " WHERE line.invoice_id = ?",
        (invoice_id,),
    )
    return {row[0] for row in found}


def wholly_credited(work: Work) -> set[str]:
    """Name the invoices of which no line is left."""
    found = work.rows(
        "SELECT line.invoice_id FROM invoice_line line"
        " LEFT JOIN invoice_line back ON back.original_line_id = line.id"
        " WHERE line.invoice_id IN (SELECT original_id FROM invoice WHERE kind = 'credit')"
        " GROUP BY line.invoice_id HAVING COUNT(*) = COUNT(back.id)"
    )
    return {row[0] for row in found}


def credit_notes(work: Work, invoice_id: str) -> list[str]:
    """List the numbers of the credit notes of an invoice."""
    found = work.rows(
        "SELECT number FROM invoice WHERE original_id = ? AND kind = 'credit' ORDER BY issued_at",
        (invoice_id,),
    )
    return [row[0] for row in found]
