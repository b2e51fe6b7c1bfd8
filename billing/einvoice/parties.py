"""Seller and buyer in an electronic invoice (BG-4, BG-7)."""

from __future__ import annotations

from typing import Any

from billing.document import Document, Party
from billing.einvoice.names import add, add_text


def add_seller(agreement: Any, document: Document) -> None:
    """Add who sells. Without a VAT id the tax number is what identifies the seller (BR-CO-26)."""
    seller = document.issuer
    party = add(agreement, "ram:SellerTradeParty")
    if not _vat_id(document, seller):
        add_text(party, "ram:ID", seller.tax_number)
    add_text(party, "ram:Name", seller.name)
    if seller.contact or seller.phone or seller.email:
        _add_contact(party, seller)
    _add_place(party, seller)
    if seller.tax_number:
        registration = add(party, "ram:SpecifiedTaxRegistration")
        add_text(registration, "ram:ID", seller.tax_number, schemeID="FC")
    _add_vat_id(party, _vat_id(document, seller))


def add_buyer(agreement: Any, document: Document) -> None:
    """Add who buys."""
    buyer = document.buyer
    party = add(agreement, "ram:BuyerTradeParty")
    add_text(party, "ram:Name", buyer.name)
    if buyer.contact:
        _add_contact(party, buyer)
    _add_place(party, buyer)
    _add_vat_id(party, _vat_id(document, buyer))


def _vat_id(document: Document, party: Party) -> str:
    """Find the VAT id to show: none where nothing is within the scope of VAT (BR-O-02)."""
    outside = any(tax.category == "O" for tax in document.taxes)
    return "" if outside else "".join(party.vat_id.split()).upper()


def _add_vat_id(party: Any, vat_id: str) -> None:
    if vat_id:
        add_text(add(party, "ram:SpecifiedTaxRegistration"), "ram:ID", vat_id, schemeID="VA")


def _add_contact(party: Any, given: Party) -> None:
    contact = add(party, "ram:DefinedTradeContact")
    add_text(contact, "ram:PersonName", given.contact or given.name)
    if given.phone:
        phone = add(contact, "ram:TelephoneUniversalCommunication")
        add_text(phone, "ram:CompleteNumber", given.phone)
    if given.email:
        add_text(add(contact, "ram:EmailURIUniversalCommunication"), "ram:URIID", given.email)


def _add_place(party: Any, given: Party) -> None:
    """Add the postal address, and the electronic one (BT-34, BT-49)."""
    address = add(party, "ram:PostalTradeAddress")
    add_text(address, "ram:PostcodeCode", given.postcode)
    lines = [line for line in given.street.splitlines() if line.strip()]
    for name, line in zip(("LineOne", "LineTwo", "LineThree"), lines, strict=False):
        add_text(address, f"ram:{name}", line)
    add_text(address, "ram:CityName", given.city)
    add_text(address, "ram:CountryID", given.country.upper())
    if given.email:
        communication = add(party, "ram:URIUniversalCommunication")
        add_text(communication, "ram:URIID", given.email, schemeID="EM")
