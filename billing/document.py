"""An invoice or a credit note as it is printed: everything is decided, nothing is looked up.

Amounts are in minor units of `currency`; quantities, prices and percentages are decimals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

TaxCategory = Literal["S", "Z", "E", "AE", "K", "G", "O"]
"""UNCL5305: standard, zero, exempt, reverse charge, intra-community, export, outside of scope."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who sells, or who buys. What is empty is not printed."""

    name: str
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


@dataclass(frozen=True, slots=True)
class Bank:
    """Where money is sent to."""

    iban: str = ""
    bic: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: quantity times price is the amount, exactly as printed. `unit` is UNECE Rec 20."""

    position: int
    description: str
    detail: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: int
    tax_category: TaxCategory
    tax_percent: Decimal
    tax_reason: str = ""


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax of one category and rate, worked out on the sum of its lines and rounded once."""

    category: TaxCategory
    percent: Decimal
    base: int
    amount: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount on the whole, spread over the tax rates. `amounts` go with `taxes` in order."""

    text: str
    amount: int
    amounts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice or a credit note. Dates are ISO 8601; a draft has no number and says so."""

    kind: Literal["invoice", "credit"]
    number: str
    language: str
    currency: str
    paper: Literal["A4", "Letter"]
    accent: str
    issuer: Party
    buyer: Party
    bank: Bank
    issued_on: str
    due_on: str
    period_from: str
    period_to: str
    lines: tuple[Line, ...]
    taxes: tuple[Tax, ...]
    lines_total: int
    net: int
    tax: int
    gross: int
    discount: Discount | None = None
    terms_days: int = 14
    po_number: str = ""
    buyer_reference: str = ""
    notes: str = ""
    footer: str = ""
    cash_accounting: bool = False
    original_number: str = ""
    original_issued_on: str = ""
    payment_url: str = ""
    logo: bytes | None = field(default=None, repr=False)
    draft: bool = False
    time_lines: tuple[str, ...] = ()
