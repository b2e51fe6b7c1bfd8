"""The list of invoices: how each stands, and what is open by currency and age."""

from __future__ import annotations

from billing.crediting import credit_invoice
from billing.paying import pay_invoice
from billing.voiding import void_invoice
from reports.invoices import Ageing, InvoiceBook, amount_text, invoice_book, plain_amount
from store.ledger import Ledger
from store.opening import open_ledger
from tests.clock import FixedClock
from tests.screens.bills import draft_for, issue_for, open_agency, work_for_orbit


def book(ledger: Ledger) -> InvoiceBook:
    with ledger.read() as work:
        return invoice_book(work)


def words(ledger: Ledger) -> dict[str, str]:
    return {row.number or "draft": row.word for row in book(ledger).rows}


def set_back(ledger: Ledger, number: str, issued_on: str, due_on: str) -> None:
    """Let an invoice have been issued on another day."""
    with ledger.write() as work:
        work.run(
            "UPDATE invoice SET issued_on = ?, due_on = ? WHERE number = ?",
            (issued_on, due_on, number),
        )


def test_a_word_says_how_each_stands(ledger: Ledger) -> None:
    open_agency(ledger)
    work_for_orbit(ledger)
    made = issue_for(ledger)
    draft_for(ledger, "Orbit")
    assert words(ledger) == {"draft": "draft", "2026-0001": "open"}
    with ledger.write() as work:
        pay_invoice(work, made.id, "1000")
    assert words(ledger)["2026-0001"] == "partly paid"
    set_back(ledger, "2026-0001", "2026-11-01", "2026-11-26")
    assert words(ledger)["2026-0001"] == "overdue"
    with ledger.write() as work:
        pay_invoice(work, made.id, "300")
    (paid,) = (row for row in book(ledger).rows if row.number)
    assert (paid.word, paid.due) == ("paid", 125_296 - 130_000)


def test_void_and_credited_are_no_longer_open(ledger: Ledger) -> None:
    open_agency(ledger)
    work_for_orbit(ledger)
    first, second = issue_for(ledger), issue_for(ledger, "Orbit")
    assert [(age.open, age.overdue) for age in book(ledger).ageing] == [(125_296 + 22_610, 0)]
    with ledger.write() as work:
        void_invoice(work, second.id, "wrong client")
        credit_invoice(work, first.id)
    assert words(ledger) == {
        "2026-0001": "credited",
        "2026-0002": "void",
        "2026-0003": "credit note",
    }
    assert book(ledger).ageing == ()


def test_what_is_open_is_sorted_by_the_days_since_it_was_issued(ledger: Ledger) -> None:
    open_agency(ledger)
    issue_for(ledger)
    for issued_on, at in (
        *(("2026-11-27", 0), ("2026-10-28", 0), ("2026-10-27", 1), ("2026-09-28", 1)),
        *(("2026-09-27", 2), ("2026-08-29", 2), ("2026-08-28", 3), ("2020-01-01", 3)),
    ):
        set_back(ledger, "2026-0001", issued_on, "2026-11-27")
        ages = [125_296 if index == at else 0 for index in range(4)]
        (found,) = book(ledger).ageing
        assert found == Ageing("EUR", 125_296, 0, (ages[0], ages[1], ages[2], ages[3])), issued_on


def test_currencies_are_never_added(ledger: Ledger) -> None:
    open_agency(ledger)
    work_for_orbit(ledger)
    issue_for(ledger)
    second = issue_for(ledger, "Orbit")
    with ledger.write() as work:
        work.run("UPDATE invoice SET currency = 'JPY' WHERE id = ?", (second.id,))
    assert [(age.currency, age.open) for age in book(ledger).ageing] == [
        ("EUR", 125_296),
        ("JPY", 22_610),
    ]
    assert amount_text(22_610, "JPY") == "22,610 JPY"
    assert amount_text(-1_234_567, "KWD") == "-1,234.567 KWD"
    assert plain_amount(125_296, "EUR") == "1252.96"


def test_a_member_gets_no_invoice(sqlite_ledger: Ledger, clock: FixedClock) -> None:
    open_agency(sqlite_ledger)
    issue_for(sqlite_ledger)
    member = open_ledger(sqlite_ledger.path, clock, member="bob")
    found = book(member)
    member.close()
    assert found.rows == ()
    assert found.admins
