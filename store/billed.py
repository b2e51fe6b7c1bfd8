"""What mail and payment need to know of an invoice, and what of it is still open."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from store.errors import NothingToDo, Refused
from store.text import clean
from store.work import Work


class Billed(NamedTuple):
    """An invoice or a credit note; amounts are in minor units, dates are ISO 8601.

    `client`, `contact` and `email` are what was frozen when it was issued, else what holds now.
    """

    id: str
    kind: str
    state: str
    number: str
    original: str
    currency: str
    language: str
    gross: int
    paid: int
    credited: int
    issued_on: str
    due_on: str
    period_from: str
    period_to: str
    pdf_sha256: str
    client_id: str
    client: str
    contact: str
    email: str

    @property
    def open(self) -> int:
        """What is still to be paid; below zero where too much was."""
        return 0 if self.state == "void" else self.gross - self.paid - self.credited


class Sender(NamedTuple):
    """Who bills, as mail and payment pages name them."""

    name: str
    email: str
    website: str
    iban: str
    bic: str
    pay_url: str


_QUERY = (
    "SELECT invoice.id, invoice.kind, invoice.state, invoice.number,"
    " (SELECT number FROM invoice AS original WHERE original.id = invoice.original_id),"
    " invoice.currency, invoice.language, invoice.gross,"
    " (SELECT SUM(CASE kind WHEN 'payment' THEN amount ELSE -amount END) FROM payment"
    "  WHERE invoice_id = invoice.id AND removed_at IS NULL),"
    " (SELECT SUM(ABS(gross)) FROM invoice AS credit"
    "  WHERE original_id = invoice.id AND kind = 'credit' AND state = 'issued'),"
    " invoice.issued_on, invoice.due_on, invoice.period_from, invoice.period_to,"
    " invoice.pdf_sha256, invoice.client_id, client.name, client.contact, client.email,"
    " invoice.buyer"
    " FROM invoice JOIN client ON client.id = invoice.client_id"
)


def find_billed(work: Work, text: str) -> Billed:
    """Find an invoice by id or number; raises NothingToDo where there is none."""
    name = clean(text)
    found = work.row(f"{_QUERY} WHERE invoice.id = ? OR invoice.number = ?", (name, name))
    if found is None:
        raise NothingToDo(f"There is no invoice “{name}”. `ayron invoice list` names them.")
    return _billed(found)


def find_issued(work: Work, text: str) -> Billed:
    """Find an invoice that was issued and still holds; raises Refused for any other."""
    found = find_billed(work, text)
    if found.state == "draft":
        raise Refused(f"This invoice is a draft. Issue it first: ayron invoice issue {found.id}")
    if found.state == "void":
        raise Refused(f"Invoice {found.number} is void.")
    return found


def sender_of(work: Work) -> Sender:
    """Read who bills; everything is empty where nobody said so yet."""
    found = work.row("SELECT name, email, website, iban, bic, pay_url FROM issuer")
    return Sender(*found) if found else Sender("", "", "", "", "", "")


def read_pdf(work: Work, invoice_id: str) -> bytes:
    """Read the very bytes that were issued."""
    found = work.row("SELECT pdf FROM invoice_document WHERE invoice_id = ?", (invoice_id,))
    if found is None:
        raise Refused("The document of this invoice is missing; `ayron doctor` looks into it.")
    return bytes(found[0])


def _billed(row: tuple[Any, ...]) -> Billed:
    buyer = json.loads(row[19] or "{}")
    client, contact, email = (
        str(buyer.get(name) or present or "")
        for name, present in zip(("name", "contact", "email"), row[16:19], strict=True)
    )
    key, kind, state, number, original, currency, language = (str(part or "") for part in row[:7])
    gross, paid, credited = (int(amount or 0) for amount in row[7:10])
    issued, due, first, last, digest, client_id = (str(part or "") for part in row[10:16])
    return Billed(
        *(key, kind, state, number, original, currency, language),
        *(gross, paid, credited),
        *(issued, due, first, last, digest, client_id),
        *(client, contact, email),
    )
