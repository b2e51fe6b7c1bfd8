"""What a person has to hear of an invoice besides its figures, on standard error."""

from __future__ import annotations

import sys

from app.cli.invocation import Invocation
from app.sentences import printable
from billing.documents import draft_document, issued_document
from billing.einvoice.gaps import gaps
from billing.fees import fee_gaps
from store.invoices import Invoice, find_invoice
from store.work import Work


def einvoice_gaps(work: Work, invoice: Invoice) -> list[str]:
    """List why the file of an invoice is, or will be, no electronic invoice."""
    made = draft_document if invoice.state == "draft" else issued_document
    return gaps(made(work, invoice.id))


def warn_of_gaps(invocation: Invocation, invoice_id: str) -> None:
    """Say in one line what keeps an invoice from being an electronic one; JSON has it itself."""
    with invocation.ledger.read() as work:
        invoice = find_invoice(work, invoice_id)
        found = einvoice_gaps(work, invoice)
    if found and not invocation.options.json:
        is_draft = invoice.state == "draft"
        verb = "will be" if is_draft else "is"
        say(f"The file {verb} no electronic invoice: {' '.join(found)}")


def warn_of_fees(invocation: Invocation, client_id: str | None) -> None:
    """Say where the fee of a client's project is not what its stages come to."""
    if client_id is None or invocation.ledger.role != "admin":
        return
    with invocation.ledger.read() as work:
        found = fee_gaps(work, client_id)
    for sentence in found:
        say(sentence)


def say(sentence: str) -> None:
    """Write a line to standard error."""
    print(printable(sentence), file=sys.stderr)
