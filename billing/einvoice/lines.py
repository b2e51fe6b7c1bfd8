"""The lines of an electronic invoice (BG-25)."""

from __future__ import annotations

from typing import Any

from billing.document import Document, Line
from billing.einvoice.names import Amounts, add, add_text, decimal


def add_lines(deal: Any, document: Document) -> None:
    """Add every line, in the order of the document."""
    amount = Amounts(document)
    for line in document.lines:
        _add_line(deal, line, amount)


def _add_line(deal: Any, line: Line, amount: Amounts) -> None:
    # BR-27 forbids a negative price, so what is taken off is a negative quantity
    sign = -1 if line.price < 0 else 1
    item = add(deal, "ram:IncludedSupplyChainTradeLineItem")
    add(add(item, "ram:AssociatedDocumentLineDocument"), "ram:LineID", str(line.position))
    product = add(item, "ram:SpecifiedTradeProduct")
    add_text(product, "ram:Name", line.description or "–")
    add_text(product, "ram:Description", line.detail)
    agreed = add(item, "ram:SpecifiedLineTradeAgreement")
    price = add(agreed, "ram:NetPriceProductTradePrice")
    add(price, "ram:ChargeAmount", decimal(line.price * sign))
    delivered = add(item, "ram:SpecifiedLineTradeDelivery")
    quantity = decimal(line.quantity * sign)
    add(delivered, "ram:BilledQuantity", quantity, unitCode=line.unit or "C62")
    _add_settlement(item, line, amount)


def _add_settlement(item: Any, line: Line, amount: Amounts) -> None:
    settlement = add(item, "ram:SpecifiedLineTradeSettlement")
    tax = add(settlement, "ram:ApplicableTradeTax")
    add(tax, "ram:TypeCode", "VAT")
    add(tax, "ram:CategoryCode", line.tax_category)
    if line.tax_category != "O":
        add(tax, "ram:RateApplicablePercent", decimal(line.tax_percent))
    sums = add(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation")
    add(sums, "ram:LineTotalAmount", amount(line.amount))
