"""Payments by hand, and the word for how an invoice stands, which is never stored."""

from __future__ import annotations

import pytest

from billing.crediting import credit_invoice
from billing.paying import pay_invoice, refund_invoice, unpay
from billing.standing import Standing, Standings
from billing.voiding import void_invoice
from store.errors import NothingToDo, Refused
from store.invoices import Invoice, find_invoice
from store.ledger import Ledger
from store.payments import payments
from store.work import Work
from tests.billing.studio import draft, issued, open_studio, worked
from tests.clock import FixedClock


def standing(work: Work, invoice: Invoice) -> Standing:
    """Say how an invoice stands now."""
    return Standings(work).of(find_invoice(work, invoice.id))


def test_payments_in_parts_and_too_much(ledger: Ledger) -> None:
    invoice = issued(ledger)
    with ledger.write() as work:
        assert standing(work, invoice) == Standing("open", 0, 0, 39_568)
        pay_invoice(work, "2026-0001", "100", "2026-11-26")
        assert standing(work, invoice) == Standing("partly paid", 10_000, 0, 29_568)
        pay_invoice(work, "2026-0001", "295.68")
        assert standing(work, invoice) == Standing("paid", 39_568, 0, 0)
        pay_invoice(work, "2026-0001", "5,00")
        assert standing(work, invoice) == Standing("paid", 40_068, 0, -500)
        refund_invoice(work, "2026-0001", "5")
        assert standing(work, invoice).due == 0
        assert payments(work, invoice.id)[0].paid_on == "2026-11-26"


def test_a_slip_is_taken_back_and_stays_on_record(ledger: Ledger) -> None:
    invoice = issued(ledger)
    with ledger.write() as work:
        pay_invoice(work, invoice.id, "395.68")
        (paid,) = payments(work, invoice.id)
        unpay(work, paid.id)
        assert standing(work, invoice).word == "open"
        assert work.rows("SELECT amount, removed_at IS NOT NULL FROM payment") in (
            [(39_568, 1)],
            [(39_568, True)],
        )
        with pytest.raises(NothingToDo):
            unpay(work, paid.id)


def test_what_a_provider_says_is_not_taken_back_by_hand(ledger: Ledger) -> None:
    invoice = issued(ledger)
    with ledger.write() as work:
        pay_invoice(work, invoice.id, "10")
        work.run("UPDATE payment SET method = 'link'")
        with pytest.raises(Refused, match="stays on record"):
            unpay(work, payments(work, invoice.id)[0].id)


def test_overdue_comes_with_the_day_after(ledger: Ledger, clock: FixedClock) -> None:
    invoice = issued(ledger)
    for day, word in (("2026-12-11", "open"), ("2026-12-12", "overdue")):
        clock.set(f"{day} 23:59")
        with ledger.read() as work:
            assert standing(work, invoice).word == word
    with ledger.write() as work:
        pay_invoice(work, invoice.id, "395.68")
        assert standing(work, invoice).word == "paid"


def test_a_credit_lowers_what_is_due(ledger: Ledger) -> None:
    invoice = issued(ledger)
    with ledger.write() as work:
        pay_invoice(work, invoice.id, "200")
        note = credit_invoice(work, invoice.id, [2])
        assert standing(work, invoice) == Standing("partly paid", 20_000, 16_958, 2_610)
        assert standing(work, note) == Standing("credited", 0, 0, 0)
        credit_invoice(work, invoice.id)
        assert standing(work, invoice) == Standing("credited", 20_000, 39_568, -20_000)


@pytest.mark.parametrize(
    ("amount", "day", "sentence"),
    [
        ("0", "", "more than nothing"),
        ("-5", "", "more than nothing"),
        ("much", "", "no number"),
        ("1.005", "", "."),
        ("5", "2026-11-28", "still to come"),
        ("5", "2026-02-30", "no date"),
    ],
)
def test_what_is_no_payment_is_refused(
    sqlite_ledger: Ledger, amount: str, day: str, sentence: str
) -> None:
    invoice = issued(sqlite_ledger)
    with sqlite_ledger.write() as work, pytest.raises(Refused, match=sentence):
        pay_invoice(work, invoice.id, amount, day)
    with sqlite_ledger.read() as work:
        assert payments(work, invoice.id) == []


def test_only_what_is_issued_and_stands_is_paid(ledger: Ledger) -> None:
    with ledger.write() as work:
        worked(work, open_studio(work), "Hero", "09:00", "10:00")
        made = draft(work)
        with pytest.raises(Refused, match="draft"):
            pay_invoice(work, made.id, "5")
        with pytest.raises(Refused, match="draft"):
            void_invoice(work, made.id, "x")


def test_a_paid_invoice_is_not_voided_and_no_more_goes_back_than_came(ledger: Ledger) -> None:
    invoice = issued(ledger)
    with ledger.write() as work:
        pay_invoice(work, invoice.id, "5")
        with pytest.raises(Refused, match="was paid"):
            void_invoice(work, invoice.id, "x")
        with pytest.raises(Refused, match=r"Only €5\.00 came in"):
            refund_invoice(work, invoice.id, "6")
