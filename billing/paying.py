"""Payments by hand: what came in, in part or too much, what went back, and slips taken back."""

from __future__ import annotations

from billing.money import Money, format_money, parse_amount
from billing.standing import Standings
from billing.voiding import refuse_unissued
from store.dates import date_text
from store.errors import NothingToDo, Refused
from store.invoices import Invoice, find_invoice, hold_invoice
from store.ledger import require_admin
from store.local_time import date_of, iso_date
from store.payments import Payment, find_payment, insert_payment, remove_payment
from store.text import clean
from store.work import Work

BY_HAND = "hand"


def pay_invoice(work: Work, text: str, amount: str, paid_on: str = "", note: str = "") -> Invoice:
    """Write down that money came in; more than is due is taken, and shown."""
    return _book(work, text, "payment", amount, paid_on, note)


def refund_invoice(
    work: Work, text: str, amount: str, paid_on: str = "", note: str = ""
) -> Invoice:
    """Write down that money went back; no more can go back than came in."""
    return _book(work, text, "refund", amount, paid_on, note)


def unpay(work: Work, payment_id: str) -> Invoice:
    """Take back what was written down by mistake."""
    require_admin(work, "take a payment back")
    payment = find_payment(work, payment_id)
    if payment is None:
        raise NothingToDo(f"There is no payment {clean(payment_id)}. `ayron invoice show` has it.")
    hold_invoice(work, payment.invoice_id)
    if payment.method != BY_HAND:
        raise Refused("This payment was reported by the provider, so it stays on record.")
    remove_payment(work, payment_id)
    return find_invoice(work, payment.invoice_id)


def _book(work: Work, text: str, kind: str, amount: str, paid_on: str, note: str) -> Invoice:
    require_admin(work, "write payments down")
    invoice = hold_invoice(work, text)
    refuse_unissued(invoice, "paid")
    units = parse_amount(amount, invoice.currency)
    if units <= 0:
        raise Refused("An amount is more than nothing. What went back is a --refund.")
    today = iso_date(date_of(work.now()))
    day = date_text(paid_on) if paid_on else today
    if day > today:
        raise Refused(f"{day} is still to come; give a day up to today.")
    paid = Standings(work).of(invoice).paid
    if kind == "refund" and units > paid:
        came = format_money(Money(paid, invoice.currency), "en")
        raise Refused(f"Only {came} came in for {invoice.number}, so no more can go back.")
    row = (work.new_id(), invoice.id, kind, units, day, BY_HAND, clean(note), work.now())
    insert_payment(work, Payment(*row))
    return invoice
