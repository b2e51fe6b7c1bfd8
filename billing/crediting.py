"""Credit notes: they take back an invoice, or some lines of it, under a number of their own.

What a credit note says is positive; that it is a credit note says the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from billing.document import Document
from billing.documents import Stamp, document, stamp
from billing.issuing import freeze
from billing.money import Money, major
from billing.numbering import hold_series
from billing.rendering import render
from billing.settling import keep_sums
from billing.taking_back import note_sums
from billing.totals import Totals
from billing.voiding import refuse_unissued
from store.credits import credited_lines
from store.errors import Refused
from store.invoice_lines import InvoiceLine, insert_lines, invoice_lines
from store.invoices import Invoice, find_invoice, hold_invoice, insert_invoice
from store.ledger import require_admin
from store.local_time import date_of
from store.reserved import free_entries
from store.text import clean
from store.work import Work


def credit_invoice(
    work: Work, text: str, positions: Sequence[int] | None = None, reason: str = ""
) -> Invoice:
    """Credit an issued invoice, or the lines at some positions; returns the credit note.

    Without positions all that is not credited yet. The entries of the lines are free again.
    Raises Refused for a line that was credited before.
    """
    require_admin(work, "write credit notes")
    series = hold_series(work, "credit", date_of(work.now())[0])
    original = hold_invoice(work, text)
    refuse_unissued(original, "credited")
    lines = _chosen(work, original, positions)
    found = _sums(work, original, lines)
    note = _note(work, original, lines, clean(reason), _discount(found))
    mark = stamp(work, series.number, 0)
    made = invoice_lines(work, note.id)
    keep_sums(work, note.id, found)
    drawn = render(credit_document(work, note, made, mark, found, original))
    free_entries(work, original.id, [line.id for line in lines])
    return freeze(work, note, series, mark, drawn)


def credit_document(
    work: Work,
    note: Invoice,
    lines: Sequence[InvoiceLine],
    mark: Stamp,
    found: Totals,
    original: Invoice,
) -> Document:
    """Put together what a credit note prints, which names what it corrects."""
    if found.gross < 0:
        raise Refused("These lines come to less than nothing. Credit them with others.")
    return document(work, note, lines, mark, found, original)


def _chosen(work: Work, original: Invoice, positions: Sequence[int] | None) -> list[InvoiceLine]:
    lines = invoice_lines(work, original.id)
    gone = credited_lines(work, original.id)
    if positions is None:
        rest = [line for line in lines if line.id not in gone]
        if not rest:
            raise Refused(f"{original.number} is credited already.")
        return rest
    known = {line.position: line for line in lines}
    for position in positions:
        if position not in known:
            raise Refused(f"{original.number} has no line {position}.")
        if known[position].id in gone:
            raise Refused(f"Line {position} of {original.number} is credited already.")
    if not positions:
        raise Refused("Say which lines, for example --lines 1,2.")
    return [known[position] for position in sorted(set(positions))]


def _note(
    work: Work, original: Invoice, lines: Sequence[InvoiceLine], reason: str, discount: str
) -> Invoice:
    """Write the credit note as a draft, in the same transaction that issues it."""
    note_id = insert_invoice(
        work,
        kind="credit",
        original_id=original.id,
        client_id=original.client_id,
        project_id=original.project_id,
        currency=original.currency,
        language=original.language,
        grouping=original.grouping,
        period_from=original.period_from,
        period_to=original.period_to,
        terms_days=0,
        po_number=original.po_number,
        notes=reason,
        discount=discount,
        issuer=original.issuer,
        buyer=original.buyer,
    )
    insert_lines(
        work,
        note_id,
        [
            line._replace(id=work.new_id(), position=position, original_line_id=line.id)
            for position, line in enumerate(lines, 1)
        ],
    )
    return find_invoice(work, note_id)


def _sums(work: Work, original: Invoice, lines: Sequence[InvoiceLine]) -> Totals:
    """Add up the lines with their part of the discount, so that all notes make the whole."""
    every, gone = invoice_lines(work, original.id), credited_lines(work, original.id)
    chosen = {line.id for line in lines}
    found = note_sums(every, original.discount, original.currency, gone, chosen)
    if found.discount and len(lines) < len(every):
        part = str(major(Money(found.discount.amount, original.currency)))
        return replace(found, discount=replace(found.discount, text=part))
    return found


def _discount(found: Totals) -> str:
    return found.discount.text if found.discount else ""
