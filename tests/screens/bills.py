"""An agency with a week that can be billed: who bills, rates, two clients."""

from __future__ import annotations

from decimal import Decimal

from billing.drafts import draft_invoice
from billing.issuing import issue_invoice
from store.client_terms import set_client_terms
from store.clients import find_client
from store.invoices import Invoice
from store.issuer import set_issuer
from store.ledger import Ledger
from store.projects import find_project
from store.rates import Scope, set_rate
from store.tasks import add_task
from tests.screens.agency import fill, spend

ISSUER = {
    "name": "Northwind Studio",
    "street": "Hafenstraße 1",
    "postcode": "20457",
    "city": "Hamburg",
    "country": "DE",
    "vat_id": "DE123456789",
    "email": "lena@northwind.example",
    "iban": "DE89370400440532013000",
    "currency": "EUR",
    "tax": "19",
}
ACME = {"street": "Ring 2", "postcode": "10115", "city": "Berlin", "country": "DE"}
WEEK = ("2026-11-23", "2026-11-27")


def open_agency(ledger: Ledger) -> None:
    """Fill the week, say who bills, and what an hour costs."""
    fill(ledger)
    with ledger.write() as work:
        set_issuer(work, ISSUER)
        for name, email in (("Acme GmbH", "ap@acme.example"), ("Orbit", "pay@orbit.example")):
            client = find_client(work, name)
            set_client_terms(work, client.id, {**ACME, "email": email})
        set_rate(work, "bill", Scope(), Decimal(95), "EUR")


def work_for_orbit(ledger: Ledger) -> None:
    """Spend two hours on Orbit's project, on Wednesday."""
    with ledger.write() as work:
        task = add_task(work, "Rate limits", find_project(work, "Orbit API").id)
        spend(work, task, 2, 15 * 60, 120)


def draft_for(ledger: Ledger, client: str = "Acme GmbH") -> Invoice:
    """Draft what the week has for a client."""
    with ledger.write() as work:
        return draft_invoice(work, find_client(work, client).id, WEEK)


def issue_for(ledger: Ledger, client: str = "Acme GmbH") -> Invoice:
    """Draft and issue it."""
    return issue_invoice(ledger, draft_for(ledger, client).id)
