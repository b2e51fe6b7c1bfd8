"""What was issued from real hours: the stored bytes say what the ledger says, and are valid."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import zxingcpp
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from billing.crediting import credit_invoice
from store.invoices import Invoice, stored_document
from store.ledger import Ledger
from tests.billing.bills import page_texts
from tests.billing.studio import issued, lines_of
from tests.billing.test_einvoice import one
from tests.billing.validators import broken_rules, business_rules


def amount(cents: int | None) -> str:
    """Write an amount with two decimals."""
    assert cents is not None
    return f"{cents // 100}.{cents % 100:02d}"


def assert_says_what_the_ledger_says(ledger: Ledger, invoice: Invoice) -> None:
    """Read the stored bytes back, and hold them against the rows."""
    with ledger.read() as work:
        pdf, xml = stored_document(work, invoice.id)
        lines = lines_of(work, invoice.id)
    text = " ".join(page_texts(pdf))
    assert invoice.number
    for expected in (invoice.number, *(line.description for line in lines)):
        assert expected in text
    for cents in (*(line.amount for line in lines), invoice.net, invoice.tax, invoice.gross):
        assert f"{int(cents or 0) / 100:,.2f}" in text
    assert one(xml, "ram:TaxTotalAmount") == amount(invoice.tax)
    assert one(xml, "ram:TaxBasisTotalAmount") == amount(invoice.net)
    assert one(xml, "ram:DuePayableAmount") == amount(invoice.gross)
    assert PdfReader(BytesIO(pdf)).attachments["factur-x.xml"] == [xml]


def test_an_invoice_and_its_credit_note_are_valid(ledger: Ledger, tmp_path: Path) -> None:
    invoice = issued(ledger, ("09:00", "11:00"), ("11:00", "12:50"), ("13:00", "13:07"))
    assert_says_what_the_ledger_says(ledger, invoice)
    with ledger.write() as work:
        note = credit_invoice(work, invoice.id, [1])
    assert_says_what_the_ledger_says(ledger, note)
    with ledger.read() as work:
        issued_ones = {"invoice": invoice, "note": note}
        stored = {name: stored_document(work, made.id)[1] for name, made in issued_ones.items()}
    assert one(stored["note"], "ram:InvoiceReferencedDocument/ram:IssuerAssignedID") == (
        invoice.number
    )
    assert broken_rules(stored, tmp_path, business_rules()) == {"invoice": [], "note": []}


def test_a_banking_app_would_pay_what_is_owed(sqlite_ledger: Ledger) -> None:
    invoice = issued(sqlite_ledger)
    with sqlite_ledger.read() as work:
        pdf, _ = stored_document(work, invoice.id)
    with PdfDocument(pdf) as opened:
        page = opened[0]
        (code,) = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
        page.close()
    lines = code.text.split("\n")
    assert lines[6:8] == ["DE89370400440532013000", f"EUR{amount(invoice.gross)}"]
    assert lines[-1] == invoice.number
