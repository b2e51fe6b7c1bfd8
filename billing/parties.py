"""Who sells and who buys, as they are now; an issued invoice keeps what they were then."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any, Literal, cast

from billing.document import Bank, Party
from billing.quantities import Increments
from store.client_terms import effective_terms
from store.clients import find_client
from store.errors import Refused
from store.issuer import issuer
from store.work import Work

Facts = dict[str, Any]
NEEDED = ("name", "street", "city", "country")


def issuer_facts(work: Work) -> Facts:
    """Read who bills; where nobody has said so yet, what holds until then."""
    return asdict(issuer(work))


def buyer_facts(work: Work, client_id: str) -> Facts:
    """Read who pays, and on what terms; what a client leaves open is as the issuer has it."""
    client = find_client(work, client_id, archived=True)
    return {"name": client.name, **asdict(effective_terms(work, client_id))}


def issuer_logo(work: Work) -> bytes | None:
    """Read the picture that is printed at the head."""
    row = work.row("SELECT logo FROM issuer WHERE id = 1")
    return bytes(row[0]) if row and row[0] is not None else None


def party(facts: Facts) -> Party:
    """Make a party of what is known of it."""
    return Party(**{field.name: facts.get(field.name, "") for field in fields(Party)})


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
    mode = cast("Literal['up', 'nearest']", buyer["increment_mode"])
    per = cast("Literal['entry', 'line']", buyer["increment_per"])
    return Increments(buyer["increment_minutes"], mode, per)


def usual_tax(buyer: Facts) -> tuple[str, Decimal, str]:
    """Say which tax a line has unless somebody says otherwise: category, percentage, reason.

    Only the standard category has a percentage.
    """
    category = buyer["tax_category"]
    percent = buyer["tax_percent"] if category == "S" else "0"
    return category, Decimal(percent), buyer["tax_reason"]


def refuse_unnamed(issuer_now: Facts, buyer: Facts) -> None:
    """Refuse to issue what the law does not take for an invoice: who sells, and who buys, where."""
    for who, known, remedy in (
        ("who bills", issuer_now, "ayron issuer set"),
        (f"the client {buyer['name']}", buyer, "ayron client edit"),
    ):
        lacks = [word for word in NEEDED if not known[word]]
        if lacks:
            raise Refused(
                f"The invoice has to say the {' and the '.join(lacks)} of {who}. Fill that in:"
                f" {remedy}"
            )
