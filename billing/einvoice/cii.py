"""The invoice as Cross Industry Invoice XML, in the profile EN 16931 of Factur-X.

Business terms (BT-1 …) are those of EN 16931. Amounts are written as they are in the document:
nothing is worked out again here.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from billing.document import Document, Tax
from billing.einvoice.lines import add_lines
from billing.einvoice.names import (
    EXEMPTION_CODES,
    SPACES,
    Amounts,
    add,
    add_date,
    add_text,
    decimal,
)
from billing.einvoice.parties import add_buyer, add_seller
from billing.words import words

FACTUR_X = "urn:cen.eu:en16931:2017"
DISCOUNT, CREDIT_TRANSFER, SEPA_TRANSFER, PAID_TO_DATE = "95", "30", "58", "72"


def cii(document: Document, guideline: str = FACTUR_X, process: str = "") -> bytes:
    """Write the XML of an issued invoice or credit note; the same document gives the same bytes."""
    root = etree.Element(f"{{{SPACES['rsm']}}}CrossIndustryInvoice", nsmap=SPACES)
    _add_context(root, guideline, process)
    _add_heading(root, document)
    deal = add(root, "rsm:SupplyChainTradeTransaction")
    add_lines(deal, document)
    _add_agreement(deal, document)
    _add_delivery(deal, document)
    _add_settlement(deal, document)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _add_context(root: Any, guideline: str, process: str) -> None:
    context = add(root, "rsm:ExchangedDocumentContext")
    if process:
        add(add(context, "ram:BusinessProcessSpecifiedDocumentContextParameter"), "ram:ID", process)
    add(add(context, "ram:GuidelineSpecifiedDocumentContextParameter"), "ram:ID", guideline)


def _add_heading(root: Any, document: Document) -> None:
    heading = add(root, "rsm:ExchangedDocument")
    add_text(heading, "ram:ID", document.number)
    add(heading, "ram:TypeCode", "381" if document.kind == "credit" else "380")
    add_date(heading, "ram:IssueDateTime", document.issued_on)
    said = words(document.language)
    for text in (document.notes, said.cash_accounting if document.cash_accounting else ""):
        if text.strip():
            add_text(add(heading, "ram:IncludedNote"), "ram:Content", text)


def _add_agreement(deal: Any, document: Document) -> None:
    agreement = add(deal, "ram:ApplicableHeaderTradeAgreement")
    add_text(agreement, "ram:BuyerReference", document.buyer_reference)
    add_seller(agreement, document)
    add_buyer(agreement, document)
    if document.po_number:
        order = add(agreement, "ram:BuyerOrderReferencedDocument")
        add_text(order, "ram:IssuerAssignedID", document.po_number)


def _add_delivery(deal: Any, document: Document) -> None:
    """Say where a service within the Community went (BT-80), and when it was done (BT-72)."""
    delivery = add(deal, "ram:ApplicableHeaderTradeDelivery")
    if any(tax.category == "K" for tax in document.taxes):
        address = add(add(delivery, "ram:ShipToTradeParty"), "ram:PostalTradeAddress")
        add_text(address, "ram:PostcodeCode", document.buyer.postcode)
        add_text(address, "ram:CityName", document.buyer.city)
        add_text(address, "ram:CountryID", document.buyer.country.upper())
    event = add(delivery, "ram:ActualDeliverySupplyChainEvent")
    add_date(event, "ram:OccurrenceDateTime", document.period_to or document.issued_on)


def _add_settlement(deal: Any, document: Document) -> None:
    settlement = add(deal, "ram:ApplicableHeaderTradeSettlement")
    add_text(settlement, "ram:PaymentReference", document.number)
    add(settlement, "ram:InvoiceCurrencyCode", document.currency)
    if document.bank.iban:
        _add_bank(settlement, document)
    for tax in document.taxes:
        _add_tax(settlement, document, tax)
    if document.period_from and document.period_to:
        period = add(settlement, "ram:BillingSpecifiedPeriod")
        add_date(period, "ram:StartDateTime", document.period_from)
        add_date(period, "ram:EndDateTime", document.period_to)
    _add_discount(settlement, document)
    _add_terms(settlement, document)
    _add_sums(settlement, document)
    if document.original_number:
        original = add(settlement, "ram:InvoiceReferencedDocument")
        add_text(original, "ram:IssuerAssignedID", document.original_number)
        if document.original_issued_on:
            add_date(original, "ram:FormattedIssueDateTime", document.original_issued_on, "qdt")


def _add_bank(settlement: Any, document: Document) -> None:
    means = add(settlement, "ram:SpecifiedTradeSettlementPaymentMeans")
    add(means, "ram:TypeCode", SEPA_TRANSFER if document.currency == "EUR" else CREDIT_TRANSFER)
    account = add(means, "ram:PayeePartyCreditorFinancialAccount")
    add(account, "ram:IBANID", document.bank.iban.replace(" ", ""))
    if document.bank.bic:
        institution = add(means, "ram:PayeeSpecifiedCreditorFinancialInstitution")
        add(institution, "ram:BICID", document.bank.bic.replace(" ", ""))


def _add_tax(settlement: Any, document: Document, tax: Tax) -> None:
    amount = Amounts(document)
    entry = add(settlement, "ram:ApplicableTradeTax")
    add(entry, "ram:CalculatedAmount", amount(tax.amount))
    add(entry, "ram:TypeCode", "VAT")
    if tax.category not in ("S", "Z"):
        add_text(
            entry,
            "ram:ExemptionReason",
            tax.reason or words(document.language).reasons[tax.category],
        )
    add(entry, "ram:BasisAmount", amount(tax.base))
    add(entry, "ram:CategoryCode", tax.category)
    if tax.category in EXEMPTION_CODES:
        add(entry, "ram:ExemptionReasonCode", EXEMPTION_CODES[tax.category])
    if document.cash_accounting:
        add(entry, "ram:DueDateTypeCode", PAID_TO_DATE)
    add(entry, "ram:RateApplicablePercent", decimal(tax.percent))  # BR-DE-14: even outside VAT


def _add_discount(settlement: Any, document: Document) -> None:
    """Write the discount as one allowance for each tax rate (BG-20)."""
    if not document.discount:
        return
    amount = Amounts(document)
    for tax, share in zip(document.taxes, document.discount.amounts, strict=True):
        if not share:
            continue
        allowance = add(settlement, "ram:SpecifiedTradeAllowanceCharge")
        add(add(allowance, "ram:ChargeIndicator"), "udt:Indicator", "false")
        add(allowance, "ram:ActualAmount", amount(share))
        add(allowance, "ram:ReasonCode", DISCOUNT)
        said = words(document.language).discount_of(document.discount.text)
        add_text(allowance, "ram:Reason", said)
        kind = add(allowance, "ram:CategoryTradeTax")
        add(kind, "ram:TypeCode", "VAT")
        add(kind, "ram:CategoryCode", tax.category)
        if tax.category != "O":
            add(kind, "ram:RateApplicablePercent", decimal(tax.percent))


def _add_terms(settlement: Any, document: Document) -> None:
    if not document.due_on:
        return
    terms = add(settlement, "ram:SpecifiedTradePaymentTerms")
    said = words(document.language)
    add_text(terms, "ram:Description", said.terms(document.terms_days))
    add_date(terms, "ram:DueDateDateTime", document.due_on)


def _add_sums(settlement: Any, document: Document) -> None:
    amount = Amounts(document)
    sums = add(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    add(sums, "ram:LineTotalAmount", amount(document.lines_total))
    if document.discount:
        add(sums, "ram:AllowanceTotalAmount", amount(document.discount.amount))
    add(sums, "ram:TaxBasisTotalAmount", amount(document.net))
    add(sums, "ram:TaxTotalAmount", amount(document.tax), currencyID=document.currency)
    add(sums, "ram:GrandTotalAmount", amount(document.gross))
    add(sums, "ram:DuePayableAmount", amount(document.gross))
