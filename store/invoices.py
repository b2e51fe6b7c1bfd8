"""Invoices and credit notes as rows. What they mean is worked out in `billing`.

Amounts are in minor units of the invoice's currency, instants microseconds since 1970 UTC.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from store.errors import NothingToDo
from store.text import clean
from store.work import Work


class Invoice(NamedTuple):
    """An invoice or a credit note. `issuer` and `buyer` are JSON, frozen when it was issued."""

    id: str
    kind: str
    state: str
    number: str | None
    original_id: str | None
    client_id: str
    project_id: str | None
    currency: str
    language: str
    grouping: str
    period_from: str | None
    period_to: str | None
    terms_days: int
    po_number: str
    notes: str
    discount: str
    created_by: str
    created_at: int
    issued_at: int | None
    issued_on: str | None
    due_on: str | None
    voided_at: int | None
    void_reason: str | None
    net: int | None
    tax: int | None
    gross: int | None
    issuer: str | None
    buyer: str | None
    pdf_sha256: str | None
    chain: str | None
    client: str = ""

    @property
    def name(self) -> str:
        """What a sentence calls it: its number, or that it is a draft."""
        return self.number or f"the draft for {self.client}"


FIELDS = Invoice._fields[:-1]
SELECT = (
    f"SELECT {', '.join(f'invoice.{name}' for name in FIELDS)}, client.name"
    " FROM invoice JOIN client ON client.id = invoice.client_id"
)


def invoices(work: Work) -> list[Invoice]:
    """List all, the newest first: drafts on top, then by the day and order of issuing."""
    return [
        Invoice(*row)
        for row in work.rows(
            SELECT + " ORDER BY invoice.issued_at IS NOT NULL, invoice.issued_at DESC,"
            " invoice.created_at DESC, invoice.id DESC"
        )
    ]


class Brief(NamedTuple):
    """What a list says of an invoice; what it has not is an empty text."""

    id: str
    kind: str
    state: str
    number: str
    client: str
    client_id: str
    currency: str
    period_from: str
    period_to: str
    issued_on: str
    due_on: str
    gross: int
    pdf_sha256: str
    void_reason: str


def briefs(work: Work) -> list[Brief]:
    """List all in the order of `invoices`, and read no more than a list shows."""
    found = work.rows(
        "SELECT invoice.id, kind, state, COALESCE(number, ''), client.name, client_id,"
        " invoice.currency, COALESCE(period_from, ''), COALESCE(period_to, ''),"
        " COALESCE(issued_on, ''), COALESCE(due_on, ''), COALESCE(gross, 0),"
        " COALESCE(pdf_sha256, ''), COALESCE(void_reason, '')"
        " FROM invoice JOIN client ON client.id = invoice.client_id"
        " ORDER BY issued_at IS NOT NULL, issued_at DESC, created_at DESC, invoice.id DESC"
    )
    return [Brief._make(row) for row in found]


def find_invoice(work: Work, text: str) -> Invoice:
    """Find an invoice by its id or number, in any state; raises NothingToDo where there is none."""
    found = work.row(SELECT + " WHERE invoice.id = ? OR invoice.number = ?", (text, text))
    if found is None:
        raise NothingToDo(f"There is no invoice {clean(text)}. `ayron invoice list` names them.")
    return Invoice(*found)


def hold_invoice(work: Work, invoice_id: str) -> Invoice:
    """Find an invoice and let nobody else change it until this transaction ends."""
    work.rows(
        f"SELECT id FROM invoice WHERE id = ? OR number = ?{work.row_lock}",
        (invoice_id, invoice_id),
    )
    return find_invoice(work, invoice_id)


def insert_invoice(work: Work, **values: Any) -> str:
    """Write a new draft; returns its id."""
    row = {
        "id": work.new_id(),
        "kind": "invoice",
        "state": "draft",
        "created_by": work.owner,
        "created_at": work.now(),
        **values,
    }
    places = ", ".join("?" for _ in row)
    work.run(f"INSERT INTO invoice ({', '.join(row)}) VALUES ({places})", tuple(row.values()))
    return str(row["id"])


def update_invoice(work: Work, invoice_id: str, **values: Any) -> None:
    """Change some columns of an invoice."""
    columns = ", ".join(f"{name} = ?" for name in values)
    work.run(f"UPDATE invoice SET {columns} WHERE id = ?", (*values.values(), invoice_id))


def delete_invoice(work: Work, invoice_id: str) -> None:
    """Remove a draft with all that hangs on it; its entries are free again."""
    for table in ("payment_link", "invoice_entry", "invoice_tax", "invoice_line"):
        work.run(f"DELETE FROM {table} WHERE invoice_id = ?", (invoice_id,))
    work.run("DELETE FROM invoice WHERE id = ? AND state = 'draft'", (invoice_id,))


def store_document(work: Work, invoice_id: str, pdf: bytes, xml: bytes) -> None:
    """Keep the bytes of what is issued."""
    work.run("INSERT INTO invoice_document VALUES (?, ?, ?)", (invoice_id, pdf, xml))


def stored_document(work: Work, invoice_id: str) -> tuple[bytes, bytes]:
    """Read the PDF and the XML of what was issued; raises NothingToDo for a draft."""
    found = work.row("SELECT pdf, xml FROM invoice_document WHERE invoice_id = ?", (invoice_id,))
    if found is None:
        raise NothingToDo("This is a draft, so there is no document yet. Issue it first.")
    return bytes(found[0]), bytes(found[1])
