"""A studio that bills a client: who they are, what an hour costs, and some time."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from billing.drafts import draft_invoice
from billing.issuing import issue_invoice
from store.client_terms import set_client_terms
from store.clients import find_client
from store.invoice_lines import InvoiceLine, invoice_lines
from store.invoices import Invoice, find_invoice
from store.issuer import set_issuer
from store.ledger import Ledger
from store.project_terms import set_project_terms
from store.projects import add_project
from store.rates import Scope, set_rate
from store.tasks import add_task
from store.work import Work
from tests.store.filling import write_down

CLIENT = "Acme GmbH"
NOVEMBER = ("2026-11-01", "2026-11-30")
ISSUER = {
    "name": "Ada Studio",
    "street": "Weg 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
    "vat_id": "DE123456789",
    "iban": "DE89370400440532013000",
    "tax": "19",
}
ADDRESS = {"street": "Ring 2", "postcode": "20095", "city": "Hamburg", "country": "DE"}


def open_studio(work: Work, rate: str = "95", currency: str = "EUR", **terms: str) -> str:
    """Set up who bills, one client with the project Website, and a rate; return the project."""
    set_issuer(work, {**ISSUER, "currency": currency})
    project_id = add_project(work, "Website", CLIENT).id
    set_client_terms(work, client_id(work), {**ADDRESS, **terms})
    set_rate(work, "bill", Scope(), Decimal(rate), currency)
    return project_id


def client_id(work: Work) -> str:
    """Name the client."""
    return find_client(work, CLIENT).id


def worked(work: Work, project_id: str, task: str, start: str, end: str, **more: Any) -> str:
    """Write down time on a new task of a project; return the entry's id."""
    return write_down(work, add_task(work, task, project_id), start, end, **more)


def agree(work: Work, project_id: str, kind: str, fee: int | None = None, own: str = "") -> None:
    """Say how a project earns, and in which currency of its own."""
    set_project_terms(work, project_id, kind, own, fee)


def draft(work: Work, grouping: str = "task", **more: Any) -> Invoice:
    """Draft what November has for the client."""
    return draft_invoice(work, client_id(work), NOVEMBER, grouping=grouping, **more)


def issued(ledger: Ledger, *hours: tuple[str, str]) -> Invoice:
    """Issue an invoice over some time of the fixtures' Friday, in a studio made for it."""
    with ledger.write() as work:
        project_id = open_studio(work)
        for number, (start, end) in enumerate(hours or [("09:00", "11:00"), ("11:00", "12:30")]):
            worked(work, project_id, f"Task {number + 1}", start, end)
        made = draft(work)
    return issue_invoice(ledger, made.id)


def lines_of(work: Work, invoice_id: str) -> list[InvoiceLine]:
    """Read the lines of an invoice."""
    return invoice_lines(work, invoice_id)


def amounts(work: Work, invoice_id: str) -> list[tuple[str, str, str, int]]:
    """Read what lines say: description, quantity, price, amount."""
    return [
        (line.description, str(line.quantity), str(line.price), line.amount)
        for line in lines_of(work, invoice_id)
    ]


def billed_on(work: Work) -> dict[str, list[str]]:
    """Tell of each entry which invoices that hold it are live; there may be one at most."""
    found: dict[str, list[str]] = {}
    for entry_id, invoice_id in work.rows(
        "SELECT entry_id, invoice_id FROM invoice_entry WHERE freed = 0"
    ):
        found.setdefault(entry_id, []).append(invoice_id)
    return found


def assert_books_sound(work: Work) -> None:
    """Check what holds whatever happened: numbers, hashes, chain, and each entry billed once."""
    assert all(len(held) == 1 for held in billed_on(work).values())
    rows = work.rows(
        "SELECT number, pdf_sha256, chain, id FROM invoice WHERE number IS NOT NULL ORDER BY number"
    )
    assert [row[0] for row in rows] == [f"2026-{at:04}" for at in range(1, len(rows) + 1)]
    link = ""
    for _number, digest, chain, invoice_id in rows:
        (pdf,) = work.rows("SELECT pdf FROM invoice_document WHERE invoice_id = ?", (invoice_id,))
        assert hashlib.sha256(bytes(pdf[0])).hexdigest() == digest
        link = hashlib.sha256((link + digest).encode()).hexdigest()
        assert chain == link
    series = work.row("SELECT next, chain FROM number_series WHERE name = 'invoice'")
    assert series in (None, (len(rows) + 1, link))
    drafts = work.rows("SELECT id FROM invoice WHERE state = 'draft' AND kind = 'credit'")
    assert drafts == []


def again(work: Work, invoice: Invoice) -> Invoice:
    """Read an invoice as it is now."""
    return find_invoice(work, invoice.id)
