"""The forms of money: what a client is billed by, how a project earns, and who bills."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from billing.agreeing import agree, agreed
from screens.dialogs.sheet import LedgerSheet, SheetField
from store.client_terms import FIELDS as CLIENT_FIELDS
from store.client_terms import ClientTerms, client_terms, set_client_terms
from store.issuer import FIELDS as ISSUER_FIELDS
from store.issuer import Issuer, issuer, set_issuer
from store.particulars import Field, split_tax

if TYPE_CHECKING:
    from screens.host import Host
    from store.clients import Client
    from store.records import Project

STANDARD_TAX = "S"
TAX_HINT = "S:19, or Z, E, AE, K, G, O without"
INHERITED = "What is empty is as in “who bills”."
ISSUER_WORDS = "Printed on every invoice; what is empty is left out."
CLIENT_LABELS = {
    "street": ("Street", ""),
    "postcode": ("Postcode", ""),
    "city": ("City", ""),
    "country": ("Country", "DE"),
    "vat_id": ("VAT number", "DE123456789"),
    "email": ("E-mail", "office@example.com"),
    "contact": ("Contact", ""),
    "language": ("Language", "de, en or fr"),
    "currency": ("Currency", "EUR"),
    "terms_days": ("Pays within", "14"),
    "increment_minutes": ("Bill by", "minutes: 0 is exact, 1, 6 or 15"),
    "increment_mode": ("Round", "up or nearest"),
    "increment_per": ("Round each", "entry or line"),
    "tax": ("Tax", TAX_HINT),
    "tax_reason": ("Why no tax", ""),
    "buyer_reference": ("Reference", "what the client wants on it"),
}
PROJECT_LABELS = {
    "kind": ("Earns", "hourly, fixed, capped or internal"),
    "fee": ("Fee or cap", "of a fixed or a capped project"),
    "currency": ("Currency", "that of its client"),
    "complete": ("Done, percent", "empty: its stages and tasks tell"),
    "method": ("At the end", "cpi, remaining or reestimate"),
    "remaining": ("Hours to go", "for reestimate"),
}
ISSUER_LABELS = {
    "name": ("Name", ""),
    "street": ("Street", ""),
    "postcode": ("Postcode", ""),
    "city": ("City", ""),
    "country": ("Country", "DE"),
    "vat_id": ("VAT number", "DE123456789"),
    "tax_number": ("Tax number", ""),
    "email": ("E-mail", "office@example.com"),
    "phone": ("Phone", ""),
    "contact": ("Contact", ""),
    "website": ("Website", ""),
    "iban": ("IBAN", ""),
    "bic": ("BIC", ""),
    "bank": ("Bank", ""),
    "currency": ("Currency", "EUR"),
    "language": ("Language", "de, en or fr"),
    "tax": ("Tax", TAX_HINT),
    "cash_accounting": ("Tax when paid", "on or off"),
    "accent": ("Colour", "#1f6f5c"),
    "paper": ("Paper", "A4 or Letter"),
    "pay_url": ("Pay link", "https://…"),
    "footer": ("Footer", ""),
}


def edit_client(host: Host, client: Client) -> None:
    """Show what a client is billed by, to be changed."""

    def ask(terms: ClientTerms) -> None:
        form = LedgerSheet(
            client.name,
            _fields(asdict(terms), CLIENT_LABELS),
            lambda work, changes: set_client_terms(work, client.id, changes),
            check=_check(CLIENT_FIELDS),
            sentence=INHERITED,
        )
        host.push_screen(form, lambda saved: _said(host, saved, f"{client.name} is saved."))

    host.look(lambda work: client_terms(work, client.id), ask)


def edit_project(host: Host, project: Project) -> None:
    """Show how a project earns and how far it is, to be changed."""

    def ask(values: dict[str, str]) -> None:
        fields = [
            SheetField(name, label, values[name], hint)
            for name, (label, hint) in PROJECT_LABELS.items()
        ]
        form = LedgerSheet(
            project.name, fields, lambda work, changes: agree(work, project.id, changes)
        )
        host.push_screen(form, lambda saved: _said(host, saved, f"{project.name} is saved."))

    host.look(lambda work: agreed(work, project.id), ask)


def edit_issuer(host: Host, then: Callable[[], object] | None = None) -> None:
    """Show who bills, to be changed; `then` goes on once it is closed, saved or not."""

    def answered(saved: object) -> None:
        _said(host, saved, "Who bills is saved. Invoices that are issued stay as they are.")
        if then is not None:
            then()

    def ask(found: Issuer) -> None:
        values = asdict(found) | {"cash_accounting": "on" if found.cash_accounting else "off"}
        fields = _fields(values, ISSUER_LABELS)
        form = LedgerSheet(
            "Who bills", fields, set_issuer, check=_check(ISSUER_FIELDS), sentence=ISSUER_WORDS
        )
        host.push_screen(form, answered)

    host.look(issuer, ask)


def once_issuer_is_named(host: Host, then: Callable[[], object]) -> None:
    """Go on, but before the first invoice of all let an admin say who bills."""

    def look(found: Issuer) -> None:
        if found.name or host.ledger.role != "admin":
            then()
        else:
            edit_issuer(host, then)

    host.look(issuer, look)


def _fields(values: Mapping[str, Any], labels: Mapping[str, tuple[str, str]]) -> list[SheetField]:
    texts = {**values, "tax": _tax_text(values["tax_category"], values["tax_percent"])}
    return [
        SheetField(name, label, str(texts[name]), hint) for name, (label, hint) in labels.items()
    ]


def _tax_text(category: str, percent: str) -> str:
    """Write a tax as it can be typed; a standard one without a percentage is none yet."""
    if category != STANDARD_TAX:
        return category
    return f"{category}:{percent}" if percent not in ("", "0") else ""


def _check(fields: Mapping[str, Field]) -> Callable[[str, str], object]:
    known = {**fields, "tax": split_tax}
    return lambda name, text: known[name](text)


def _said(host: Host, saved: object, sentence: str) -> None:
    if saved is not None:
        host.say(sentence)
