"""Invoices as they are once issued, written straight into the tables."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from store.clients import add_client, clients
from store.invoices import insert_invoice, store_document, update_invoice
from store.ledger import Ledger
from sync.access import Surroundings
from sync.secrets import open_secrets
from tests.clock import FixedClock

PDF = b"%PDF-1.7\n.hidden\n..dots\r\n." + bytes(range(256)) * 40
ISSUER = {
    "name": "Łódź Söhne",
    "email": "billing@example.com",
    "website": "https://www.example.com/thanks",
    "iban": "DE89370400440532013000",
    "bic": "COBADEFFXXX",
}


def set_issuer(ledger: Ledger, **values: str) -> None:
    """Say who bills."""
    told = ISSUER | values
    with ledger.write() as work:
        work.run("DELETE FROM issuer")
        work.run(
            f"INSERT INTO issuer (id, {', '.join(told)}) VALUES (1{', ?' * len(told)})",
            tuple(told.values()),
        )


def bill(ledger: Ledger, number: str = "2026-0042", /, **values: object) -> str:
    """Issue an invoice of 1,190.00 euros to Acme; returns its id."""
    set_issuer(ledger)
    with ledger.write() as work:
        known = {client.name: client.id for client in clients(work)}
        client_id = known.get("Acme GmbH") or add_client(work, "Acme GmbH").id
        work.run("UPDATE client SET email = 'ap@example.org' WHERE id = ?", (client_id,))
        made = insert_invoice(
            work, client_id=client_id, currency="EUR", language="en", grouping="task", terms_days=14
        )
        issued: dict[str, object] = {
            "state": "issued",
            "number": number,
            "gross": 119_000,
            "issued_at": work.now(),
            "issued_on": "2026-11-27",
            "due_on": "2026-12-11",
            "period_from": "2026-11-01",
            "period_to": "2026-11-30",
            "pdf_sha256": sha256(PDF).hexdigest(),
        }
        update_invoice(work, made, **issued | values)
        store_document(work, made, PDF, b"<xml/>")
    return made


def surroundings(clock: FixedClock, folder: Path, **environment: str) -> Surroundings:
    """Gather what going out needs, with an environment of the test's own."""
    folder.mkdir(parents=True, exist_ok=True)
    secrets = open_secrets(folder, environment)
    return Surroundings(secrets, clock, environment, folder, str(folder / "ayron.db"))
