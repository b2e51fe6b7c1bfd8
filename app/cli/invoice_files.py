"""invoice pdf, invoice xml: the very bytes that were issued, or a draft as it would be."""

from __future__ import annotations

import os
from pathlib import Path

from app.cli.invocation import Invocation
from app.sentences import printable
from billing.documents import draft_document, issued_document
from billing.rendering import render
from store.errors import Refused
from store.invoices import find_invoice, stored_document
from store.ledger import require_admin


def write_pdf(invocation: Invocation) -> int:
    """Write the PDF to a file."""
    options = invocation.options
    with invocation.ledger.read() as work:
        require_admin(work, "see invoices")
        invoice = find_invoice(work, options.id)
        drawn = draft_document(work, invoice.id) if invoice.state == "draft" else None
        pdf = b"" if drawn else stored_document(work, invoice.id)[0]
    return _written(invocation, render(drawn).pdf if drawn else pdf)


def write_xml(invocation: Invocation) -> int:
    """Write the XML to a file: what is inside the PDF, or an XRechnung."""
    options = invocation.options
    with invocation.ledger.read() as work:
        require_admin(work, "see invoices")
        invoice = find_invoice(work, options.id)
        xml = stored_document(work, invoice.id)[1]
        issued = issued_document(work, invoice.id)
    if options.xrechnung:
        from billing.einvoice.xrechnung import xrechnung

        xml = xrechnung(issued)
    if not xml:
        raise Refused(
            "This one is no electronic invoice: something that EN 16931 needs is missing."
        )
    return _written(invocation, xml)


def _written(invocation: Invocation, data: bytes) -> int:
    """Write a file that is whole or not there; nothing is written over without being asked."""
    options = invocation.options
    path = Path(options.file)
    if path.exists() and not options.force:
        raise Refused(f"{path} is there already. Give another name, or --force.")
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refused(f"{path} cannot be written: {error.strerror}.") from error
    shape = {"file": str(path), "bytes": len(data)}
    return invocation.answer(shape, [f"Wrote {printable(str(path))}, {len(data)} bytes."])
