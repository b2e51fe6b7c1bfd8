"""What keeps an invoice from being an electronic invoice, in sentences for the person."""

from __future__ import annotations

from collections.abc import Iterator

from billing.document import Document, Party

MOST_DECIMALS = 2


def gaps(document: Document) -> list[str]:
    """List what EN 16931 asks for and the document lacks; nothing where it can be written."""
    return [*_of_the_currency(document), *_of_the_parties(document), *_of_the_taxes(document)]


def xrechnung_gaps(document: Document) -> list[str]:
    """List what XRechnung 3.0 asks for and the document lacks."""
    seller, buyer = document.issuer, document.buyer
    wanted = {
        "the contact person of the issuer": seller.contact,
        "the phone number of the issuer": seller.phone,
        "the e-mail address of the issuer": seller.email,
        "the postcode of the issuer": seller.postcode,
        "the city of the issuer": seller.city,
        "the postcode of the client": buyer.postcode,
        "the city of the client": buyer.city,
        "the e-mail address of the client": buyer.email,
        "the buyer reference (Leitweg-ID) of the client": document.buyer_reference,
        "the IBAN of the issuer": document.bank.iban,
    }
    return gaps(document) + [
        f"XRechnung needs {name}." for name, value in wanted.items() if not value.strip()
    ]


def _of_the_currency(document: Document) -> Iterator[str]:
    from billing.money import exponent

    if exponent(document.currency) > MOST_DECIMALS:
        yield f"{document.currency} has three decimals; an electronic invoice may have two."


def _of_the_parties(document: Document) -> Iterator[str]:
    for party, role in ((document.issuer, "issuer"), (document.buyer, "client")):
        if not party.name.strip():
            yield f"The {role} has no name."
        if not _is_country(party.country):
            yield f"The {role} has no country, written as two letters such as DE."
        if party.vat_id and not _is_vat_id(party):
            yield f"The VAT id of the {role} does not begin with a country, such as DE123456789."
    if not (document.issuer.vat_id or document.issuer.tax_number):
        yield "The issuer has neither a VAT id nor a tax number."


def _of_the_taxes(document: Document) -> Iterator[str]:
    found = {tax.category for tax in document.taxes}
    if not document.lines:
        yield "There is no line."
    if "O" in found and len(document.taxes) > 1:
        yield "What is outside the scope of VAT cannot be on one invoice with anything else."
    if "O" in found and not document.issuer.tax_number:
        yield "Outside the scope of VAT the issuer needs a tax number."
    if found & {"K", "G"} and not document.issuer.vat_id:
        yield "For a supply to another country the issuer needs a VAT id."
    if found & {"AE", "K"} and not document.buyer.vat_id:
        yield "For reverse charge and supplies within the EU the client needs a VAT id."


def _is_country(code: str) -> bool:
    from babel import Locale

    return len(code) == 2 and code.upper() in Locale("en").territories


def _is_vat_id(party: Party) -> bool:
    code = party.vat_id.strip()[:2].upper()
    return code == "EL" or _is_country(code)
