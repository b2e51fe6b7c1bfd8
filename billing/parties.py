"""Who sells and who buys, as they are now; an issued invoice keeps what they were then."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from billing.document import Bank, Party
from billing.quantities import Increments
from store.errors import NothingToDo, Refused
from store.work import Work

PARTY = (
    *("name", "street", "postcode", "city", "country", "vat_id", "tax_number", "email", "phone"),
    *("contact", "website"),
)
ISSUER = (
    *(*PARTY, "iban", "bic", "bank", "currency", "language", "accent", "paper", "footer"),
    *("cash_accounting", "tax_category", "tax_percent"),
)
BUYER = (
    *("name", "street", "postcode", "city", "country", "vat_id", "email", "contact"),
    *("language", "currency", "terms_days", "increment_minutes", "increment_mode"),
    *("increment_per", "tax_category", "tax_percent", "tax_reason", "buyer_reference"),
)
NO_ISSUER = {
    **dict.fromkeys(ISSUER, ""),
    "currency": "EUR",
    "language": "en",
    "accent": "#1f6f5c",
    "paper": "A4",
    "cash_accounting": 0,
    "tax_category": "S",
    "tax_percent": "0",
}

Facts = dict[str, Any]


def issuer_facts(work: Work) -> Facts:
    """Read who bills; where nobody has said so yet, what holds until then."""
    row = work.row(f"SELECT {', '.join(ISSUER)} FROM issuer WHERE id = 1")
    return dict(zip(ISSUER, row, strict=True)) if row else dict(NO_ISSUER)


def buyer_facts(work: Work, client_id: str) -> Facts:
    """Read who pays, and on what terms."""
    row = work.row(f"SELECT {', '.join(BUYER)} FROM client WHERE id = ?", (client_id,))
    if row is None:
        raise NothingToDo("That client is not there any more.")
    return dict(zip(BUYER, row, strict=True))


def issuer_logo(work: Work) -> bytes | None:
    """Read the picture that is printed at the head."""
    row = work.row("SELECT logo FROM issuer WHERE id = 1")
    return bytes(row[0]) if row and row[0] is not None else None


def party(facts: Facts) -> Party:
    """Make a party of what is known of it."""
    return Party(**{name: facts.get(name, "") for name in PARTY})


def bank(facts: Facts) -> Bank:
    """Make the account of what is known of who bills."""
    return Bank(facts["iban"], facts["bic"], facts["bank"])


def frozen(facts: Facts) -> str:
    """Write facts down as they are kept with an invoice."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def thawed(text: str) -> Facts:
    """Read facts as they were kept with an invoice."""
    facts: Facts = json.loads(text)
    return facts


def increments(buyer: Facts) -> Increments:
    """Say how a client's time is rounded."""
    return Increments(buyer["increment_minutes"], buyer["increment_mode"], buyer["increment_per"])


def usual_tax(issuer: Facts, buyer: Facts) -> tuple[str, Decimal, str]:
    """Say which tax a line has unless somebody says otherwise: category, percentage, reason.

    Only the standard category has a percentage.
    """
    category = buyer["tax_category"] or issuer["tax_category"] or "S"
    percent = buyer["tax_percent"] or issuer["tax_percent"] or "0"
    return category, Decimal(percent if category == "S" else "0"), buyer["tax_reason"]


def refuse_unnamed(issuer: Facts, buyer: Facts) -> None:
    """Refuse to issue what the law does not take for an invoice: who sells, and who buys, where."""
    for who, facts, remedy in (
        ("the issuer", issuer, "ayron issuer set"),
        (f"the client {buyer['name']}", buyer, "ayron client edit"),
    ):
        lacks = [word for word in ("name", "street", "city", "country") if not facts[word]]
        if lacks:
            raise Refused(
                f"The {' and the '.join(lacks)} of {who} {'is' if len(lacks) == 1 else 'are'}"
                f" missing on the invoice. Fill in what is missing: {remedy}"
            )
