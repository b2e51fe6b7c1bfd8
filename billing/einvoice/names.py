"""The names of Cross Industry Invoice, and how values are written in it."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from lxml import etree

from billing.document import Document, TaxCategory
from billing.words import plain

SPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
EXEMPTION_CODES: dict[TaxCategory, str] = {
    "AE": "VATEX-EU-AE",
    "K": "VATEX-EU-IC",
    "G": "VATEX-EU-G",
    "O": "VATEX-EU-O",
}


def add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    """Add an element such as `ram:Name` below `parent`, and hand it back."""
    element = etree.SubElement(parent, _tag(name), attributes or None)
    if text:
        element.text = text
    return element


def add_text(parent: Any, name: str, text: str, **attributes: str) -> None:
    """Add an element that holds text from people; none where there is no text."""
    if kept := plain(text):
        add(parent, name, kept, **attributes)


def add_date(parent: Any, name: str, date: str, space: str = "udt") -> None:
    """Add a date, written YYYYMMDD."""
    add(add(parent, name), f"{space}:DateTimeString", date.replace("-", ""), format="102")


@cache
def _tag(name: str) -> str:
    """Write a name with its space in full, as lxml wants it."""
    space, _, local = name.partition(":")
    return f"{{{SPACES[space]}}}{local}"


def decimal(value: Decimal) -> str:
    """Write a quantity, price or percentage without an exponent and without idle zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Amounts:
    """Amounts of one currency as decimal text."""

    def __init__(self, document: Document) -> None:
        from billing.money import exponent

        self.places = exponent(document.currency)

    def __call__(self, minor: int) -> str:
        if not self.places:
            return str(minor)
        sign, digits = "-" * (minor < 0), str(abs(minor)).zfill(self.places + 1)
        return f"{sign}{digits[: -self.places]}.{digits[-self.places :]}"
