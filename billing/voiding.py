"""Voiding: an invoice that should not have been; its number and its bytes stay."""

from __future__ import annotations

from store.credits import credit_notes
from store.errors import Refused
from store.invoices import Invoice, find_invoice, hold_invoice, update_invoice
from store.ledger import require_admin
from store.outbox import change_state, messages
from store.payments import payments
from store.reserved import free_entries
from store.text import clean
from store.work import Work


def void_invoice(work: Work, text: str, reason: str) -> Invoice:
    """Void an issued invoice and free all its entries. An admin's right.

    Raises Refused for a draft, a credit note, what is void or credited already, and what was
    paid.
    """
    require_admin(work, "void invoices")
    invoice = hold_invoice(work, text)
    refuse_unissued(invoice, "voided")
    if not clean(reason):
        raise Refused("Say why it is void: --reason")
    refuse_settled(work, invoice)
    for message in messages(work, invoice.id):
        if message.state in ("queued", "failed"):
            change_state(work, message, "dropped", f"{invoice.number} is void, so this never goes.")
    free_entries(work, invoice.id)
    update_invoice(work, invoice.id, state="void", voided_at=work.now(), void_reason=clean(reason))
    return find_invoice(work, invoice.id)


def refuse_settled(work: Work, invoice: Invoice) -> None:
    """Refuse what was credited or paid."""
    notes = credit_notes(work, invoice.id)
    if notes:
        raise Refused(f"{invoice.number} is credited by {notes[0]}, so it cannot be void as well.")
    if payments(work, invoice.id):
        raise Refused(
            f"{invoice.number} was paid, at least in part. Write a credit note, or remove the"
            " payment first."
        )


def refuse_unissued(invoice: Invoice, done: str) -> None:
    """Refuse what is no issued invoice that still stands."""
    if invoice.state == "draft":
        raise Refused(
            f"This is a draft, so it cannot be {done}. Issue it, or delete it:"
            f" ayron invoice delete {invoice.id}"
        )
    if invoice.kind == "credit":
        raise Refused(
            f"{invoice.number} is a credit note and cannot be {done}. Make a new invoice instead."
        )
    if invoice.state == "void":
        raise Refused(f"{invoice.number} is void already.")
