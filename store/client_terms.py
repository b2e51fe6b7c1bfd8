"""What a client is billed by: address, tax, currency, terms, and how time is rounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from store.clients import find_client
from store.issuer import issuer
from store.journal import Recording
from store.ledger import require_admin
from store.particulars import (
    Field,
    checked,
    choice,
    country,
    currency,
    days,
    email,
    language,
    percent,
    split_tax,
    tax_category,
    vat_id,
)
from store.project_currencies import sums_kept
from store.text import clean
from store.work import Work


@dataclass(frozen=True, slots=True)
class ClientTerms:
    """What a client is billed by. Empty language, currency and tax are those of the issuer."""

    street: str
    postcode: str
    city: str
    country: str
    vat_id: str
    email: str
    contact: str
    language: str
    currency: str
    terms_days: int
    increment_minutes: int
    increment_mode: str
    increment_per: str
    tax_category: str
    tax_percent: str
    tax_reason: str
    buyer_reference: str


NUMBERS = ("terms_days", "increment_minutes")
FIELDS: dict[str, Field] = {
    **{field.name: clean for field in fields(ClientTerms)},
    "country": country,
    "vat_id": vat_id,
    "email": email,
    "language": language,
    "currency": currency,
    "terms_days": days,
    "increment_minutes": lambda text: choice("0", "1", "6", "15")(
        "0" if text in ("", "exact") else text
    ),
    "increment_mode": lambda text: choice("up", "nearest")(text) or "nearest",
    "increment_per": lambda text: choice("entry", "line")(text) or "line",
    "tax_category": tax_category,
    "tax_percent": percent,
}
COLUMNS = ", ".join(FIELDS)


def client_terms(work: Work, client_id: str) -> ClientTerms:
    """Read what a client is billed by, as it was entered; raises NothingToDo without a client."""
    client = find_client(work, client_id, archived=True)
    found = work.row(f"SELECT {COLUMNS} FROM client WHERE id = ?", (client.id,))
    assert found is not None
    return ClientTerms(*found)


def all_client_terms(work: Work) -> dict[str, ClientTerms]:
    """Read what every client is billed by, by its id."""
    found = work.rows(f"SELECT id, {COLUMNS} FROM client")
    return {key: ClientTerms(*row) for key, *row in found}


def effective_terms(work: Work, client_id: str) -> ClientTerms:
    """The same, with language, currency and tax of the issuer where the client has none.

    Where nobody has said anything about tax, there is none: zero rated.
    """
    terms, ours = client_terms(work, client_id), issuer(work)
    category, rate = terms.tax_category, terms.tax_percent
    if not category:
        unsaid = ours.tax_category == "S" and ours.tax_percent in ("", "0")
        category, rate = ("Z", "0") if unsaid else (ours.tax_category, ours.tax_percent)
    return replace(
        terms,
        language=terms.language or ours.language,
        currency=terms.currency or ours.currency,
        tax_category=category,
        tax_percent=rate or "0",
    )


def set_client_terms(work: Work, client_id: str, changes: Mapping[str, str]) -> ClientTerms:
    """Change what a client is billed by from now on; `tax` is short for category and percentage."""
    require_admin(work, "change what a client is billed by")
    client = find_client(work, client_id, archived=True)
    given = dict(changes)
    if "tax" in given:
        given |= split_tax(given.pop("tax"))
    values = checked(FIELDS, given)
    recording = Recording(work, "client terms")
    recording.watch("client", client.id)
    if values:
        places = ", ".join(f"{name} = ?" for name in values)
        stored = [int(text) if name in NUMBERS else text for name, text in values.items()]
        with sums_kept(work):
            work.run(f"UPDATE client SET {places} WHERE id = ?", (*stored, client.id))
    recording.save(f"Changed what {client.name} is billed by.")
    return client_terms(work, client.id)
