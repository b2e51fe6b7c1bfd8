"""Where an invoice can be paid at this moment, for what is open of it and nothing else."""

from __future__ import annotations

from billing.payments.template import UrlTemplate, pay_url
from store.billed import find_billed, sender_of
from store.errors import Refused
from store.payment_links import PaymentLink, link_of
from store.work import Work


def payment_url(work: Work, invoice_id: str) -> str:
    """Tell where what is open of an invoice can be paid; empty where nowhere, or nothing is."""
    link = link_of(work, invoice_id)
    if link is None:
        return ""
    billed = find_billed(work, invoice_id)
    due = billed.open if billed.state == "issued" and billed.kind == "invoice" else 0
    return address_of(link, sender_of(work).pay_url, billed.number, due, billed.currency)


def address_of(link: PaymentLink, template: str, number: str, due: int, currency: str) -> str:
    """Return the address of a link that asks for exactly what is due, else nothing.

    A template is filled anew; a link whose amount is fixed must not ask for another one.
    """
    if due <= 0 or link.state not in ("open", "pending"):
        return ""
    if link.provider != UrlTemplate.name:
        return link.url if link.amount == due else ""
    try:
        return pay_url(template, number, due, currency)
    except Refused:
        return ""
