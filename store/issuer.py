"""The issuer: who bills, printed on every invoice. One for the workspace, kept by an admin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from store.ledger import require_admin
from store.particulars import (
    Field,
    bic,
    checked,
    colour,
    country,
    currency,
    email,
    iban,
    language,
    paper,
    percent,
    split_tax,
    switch,
    tax_category,
    vat_id,
    web_address,
)
from store.project_currencies import sums_kept
from store.text import clean
from store.work import Work


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who bills. What is empty is not printed."""

    name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    vat_id: str = ""
    tax_number: str = ""
    email: str = ""
    phone: str = ""
    contact: str = ""
    website: str = ""
    iban: str = ""
    bic: str = ""
    bank: str = ""
    currency: str = "EUR"
    language: str = "en"
    accent: str = "#1f6f5c"
    paper: str = "A4"
    footer: str = ""
    cash_accounting: bool = False
    tax_category: str = "S"
    tax_percent: str = "0"
    pay_url: str = ""


FIELDS: dict[str, Field] = {
    **{field.name: clean for field in fields(Issuer)},
    "country": country,
    "vat_id": vat_id,
    "email": email,
    "website": web_address,
    "iban": iban,
    "bic": bic,
    "currency": lambda text: currency(text) or Issuer().currency,
    "language": lambda text: language(text) or Issuer().language,
    "accent": lambda text: colour(text or Issuer().accent),
    "paper": lambda text: paper(text) or Issuer().paper,
    "footer": lambda text: clean(text, 2000),
    "cash_accounting": switch,
    "tax_category": tax_category,
    "tax_percent": percent,
    "pay_url": web_address,
}
COLUMNS = ", ".join(FIELDS)


def issuer(work: Work) -> Issuer:
    """Read who bills; all of it is empty or usual until an admin says otherwise."""
    found = work.row(f"SELECT {COLUMNS} FROM issuer WHERE id = 1")
    if found is None:
        return Issuer()
    values = dict(zip(FIELDS, found, strict=True))
    return Issuer(**{**values, "cash_accounting": bool(values["cash_accounting"])})


def set_issuer(work: Work, changes: Mapping[str, str]) -> Issuer:
    """Change what is printed about who bills; `tax` is short for category and percentage."""
    require_admin(work, "say who bills")
    values = checked(FIELDS, _with_tax(issuer(work), dict(changes)))
    work.run("INSERT INTO issuer (id) VALUES (1) ON CONFLICT (id) DO NOTHING")
    if values:
        places = ", ".join(f"{name} = ?" for name in values)
        stored = [int(text) if name == "cash_accounting" else text for name, text in values.items()]
        with sums_kept(work):
            work.run(f"UPDATE issuer SET {places} WHERE id = 1", stored)
    return issuer(work)


def _with_tax(before: Issuer, changes: dict[str, str]) -> dict[str, str]:
    """Bring category and percentage together, whichever of them is given, and how."""
    tax = changes.pop("tax", None)
    if tax is None and not changes.keys() & {"tax_category", "tax_percent"}:
        return changes
    category = changes.get("tax_category", before.tax_category)
    written = tax if tax is not None else f"{category}:{changes.get('tax_percent', '0')}"
    usual = {"tax_category": Issuer().tax_category, "tax_percent": Issuer().tax_percent}
    return {**changes, **(split_tax(written) if written.strip() else usual)}


def issuer_shape(found: Issuer) -> dict[str, object]:
    """Shape who bills, by the names that changes go by."""
    return asdict(found)
