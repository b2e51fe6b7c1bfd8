"""Issuing, voiding and crediting: numbers, what is frozen, what is refused, what is freed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from billing import issuing
from billing.crediting import credit_invoice
from billing.document import Document
from billing.documents import draft_document, issued_document
from billing.drafts import delete_draft, draft_invoice
from billing.editing import add_line, edit_draft, edit_line, remove_lines
from billing.issuing import issue_invoice
from billing.numbering import all_series, set_series
from billing.paying import pay_invoice
from billing.rendering import Rendered
from billing.standing import Standings
from billing.verifying import faults_of_documents
from billing.voiding import void_invoice
from store import entries
from store.client_terms import set_client_terms
from store.errors import NothingToDo, Refused
from store.invoices import Invoice, find_invoice, stored_document
from store.issuer import set_issuer
from store.ledger import Ledger
from store.rates import Scope, set_rate
from store.spans import find_entry
from store.work import Work
from tests.billing.studio import (
    CLIENT,
    again,
    amounts,
    assert_books_sound,
    client_id,
    draft,
    issued,
    lines_of,
    open_studio,
    worked,
)
from tests.clock import FixedClock
from tests.store.filling import at, contents

TABLES = ("invoice", "invoice_line", "invoice_tax", "invoice_entry", "number_series")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw nothing: these tests are about the books."""
    monkeypatch.setattr("billing.issuing.render", sketched)
    monkeypatch.setattr("billing.crediting.render", sketched)


def sketched(document: Document) -> Rendered:
    """Write down a document instead of drawing it."""
    return Rendered(repr(document).encode(), b"")


def prepared(ledger: Ledger, hours: int = 2) -> Invoice:
    """Make a draft with one line."""
    with ledger.write() as work:
        worked(work, open_studio(work), "Hero", "09:00", f"{9 + hours:02}:00")
        return draft(work)


def test_an_issued_invoice_has_its_number_bytes_and_hash(ledger: Ledger) -> None:
    invoice = issued(ledger)
    assert (invoice.number, invoice.issued_on, invoice.due_on) == (
        "2026-0001",
        "2026-11-27",
        "2026-12-11",
    )
    assert (invoice.net, invoice.tax, invoice.gross) == (33_250, 6_318, 39_568)
    with ledger.read() as work:
        pdf, xml = stored_document(work, invoice.id)
        assert pdf.startswith(b"%PDF-")
        assert b"2026-0001" in xml
        assert hashlib.sha256(pdf).hexdigest() == invoice.pdf_sha256
        assert_books_sound(work)
        document = issued_document(work, invoice.id)
    assert (document.number, document.gross, document.draft) == ("2026-0001", 39_568, False)


@pytest.mark.usefixtures("quick")
def test_what_is_issued_stays_as_it_was(ledger: Ledger) -> None:
    invoice = issued(ledger)
    with ledger.read() as work:
        before = issued_document(work, invoice.id)
    with ledger.write() as work:
        set_issuer(work, {"name": "Somebody else", "tax": "7"})
        set_client_terms(work, client_id(work), {"city": "Elsewhere", "language": "de"})
        set_rate(work, "bill", Scope(), Decimal(1), "EUR", "2026-01-01")
    with ledger.write() as work:
        assert issued_document(work, invoice.id) == before
        changes: list[Callable[[], object]] = [
            lambda: edit_draft(work, invoice.id, notes="x"),
            lambda: add_line(work, invoice.id, "x", Decimal(1), Decimal(1)),
            lambda: remove_lines(work, invoice.id, [1]),
            lambda: delete_draft(work, invoice.id),
        ]
        for change in changes:
            with pytest.raises(Refused, match="2026-0001 is issued"):
                change()
    with pytest.raises(Refused, match="issued"):
        issue_invoice(ledger, invoice.id)


@pytest.mark.usefixtures("quick")
def test_time_on_an_issued_invoice_does_not_change(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        entry_id = worked(work, project, "Hero", "09:00", "11:00")
        entries.edit(work, entry_id, note="before")
        made = draft(work)
    assert lookup(ledger, entry_id).invoice == made.id
    issue_invoice(ledger, made.id)
    assert lookup(ledger, entry_id).invoice == "2026-0001"
    before = contents(ledger, "entry", *TABLES)
    for change in (
        lambda work: entries.edit(work, entry_id, note="x"),
        lambda work: entries.edit(work, entry_id, stopped_at=at("10:00")),
        lambda work: entries.edit(work, entry_id, billable=False),
        lambda work: entries.delete(work, [entry_id]),
        entries.undo,
    ):
        with pytest.raises(Refused, match="on invoice 2026-0001"), ledger.write() as work:
            change(work)
    assert contents(ledger, "entry", *TABLES) == before
    with ledger.write() as work:
        void_invoice(work, "2026-0001", "wrong month")
        assert entries.edit(work, entry_id, note="x").changed[0].invoice is None


def lookup(ledger: Ledger, entry_id: str) -> Any:
    """Read an entry."""
    with ledger.read() as work:
        return find_entry(work, entry_id)


@pytest.mark.usefixtures("quick")
def test_numbers_follow_and_begin_anew_with_the_year(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        open_studio(work)
    numbers = [issue_by_hand(ledger) for _ in range(2)]
    clock.set("2027-01-01 00:01")
    numbers += [issue_by_hand(ledger) for _ in range(2)]
    assert numbers == ["2026-0001", "2026-0002", "2027-0001", "2027-0002"]
    clock.set("2026-12-31 23:59")
    with pytest.raises(Refused, match=r"last number was given in 2027"):
        issue_by_hand(ledger)


def issue_by_hand(ledger: Ledger) -> str:
    """Issue an invoice with one line by hand; return its number."""
    with ledger.write() as work:
        made = draft_invoice(work, client_id(work), None)
        add_line(work, made.id, "Workshop", Decimal(1), Decimal(800))
    return issue_invoice(ledger, made.id).number or ""


@pytest.mark.usefixtures("quick")
def test_a_workspace_has_its_own_pattern(ledger: Ledger) -> None:
    with ledger.write() as work:
        open_studio(work)
        set_series(work, "invoice", "RE{yy}/{number:03}", 41, 2026)
        set_series(work, "credit", "GS-{number}", None, 2026)
    assert [issue_by_hand(ledger), issue_by_hand(ledger)] == ["RE26/041", "RE26/042"]
    with ledger.write() as work:
        assert credit_invoice(work, "RE26/041").number == "GS-1"
        assert credit_invoice(work, "RE26/042").number == "GS-2"
        with pytest.raises(Refused, match="without a gap"):
            set_series(work, "invoice", None, 1, 2026)
        assert [series.number for series in all_series(work, 2027)] == ["RE27/001", "GS-3"]


@pytest.mark.parametrize("pattern", ["", "2026", "{number}{number}", "{nummer}", "{number:44}"])
def test_a_pattern_without_its_number_is_refused(sqlite_ledger: Ledger, pattern: str) -> None:
    with sqlite_ledger.write() as work, pytest.raises(Refused, match="where the number goes"):
        set_series(work, "invoice", pattern, None, 2026)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda work, _made: set_issuer(work, {"name": "", "city": ""}), "the name and the city"),
        (lambda work, _made: set_client_terms(work, client_id(work), {"street": ""}), "street of"),
        (lambda work, made: edit_line(work, made.id, 1, tax_category="AE"), "VAT id of Acme"),
        (lambda work, made: edit_line(work, made.id, 1, tax_category="E"), "reason why"),
        (lambda work, made: remove_lines(work, made.id, [1]), "nothing on this draft"),
        (lambda work, made: edit_line(work, made.id, 1, price=Decimal(0)), "come to nothing"),
        (
            lambda work, made: add_line(work, made.id, "Off", Decimal(-9), Decimal(999)),
            "below zero",
        ),
        (lambda work, _made: work.run("DELETE FROM rate"), "no rate any more for Hero"),
    ],
)
def test_what_is_no_invoice_is_refused_and_uses_no_number(
    sqlite_ledger: Ledger, spoil: Any, sentence: str
) -> None:
    made = prepared(sqlite_ledger)
    with sqlite_ledger.write() as work:
        spoil(work, made)
    before = contents(sqlite_ledger, *TABLES)
    with pytest.raises(Refused, match=sentence):
        issue_invoice(sqlite_ledger, made.id)
    assert contents(sqlite_ledger, *TABLES) == before


def test_a_renderer_that_fails_leaves_the_draft_and_its_number(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = prepared(ledger)
    before = contents(ledger, *TABLES)
    monkeypatch.setattr("billing.issuing.render", out_of_memory)
    with pytest.raises(MemoryError):
        issue_invoice(ledger, made.id)
    assert contents(ledger, *TABLES) == before
    monkeypatch.undo()
    assert issue_invoice(ledger, made.id).number == "2026-0001"


def out_of_memory(_document: Document) -> Rendered:
    """Fail where a document is drawn."""
    raise MemoryError


@pytest.mark.usefixtures("quick")
def test_a_draft_that_is_changed_while_it_is_drawn_is_drawn_again(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = prepared(ledger)
    prices = iter([Decimal(100), Decimal(110)])
    drawn: list[Document] = []

    def drawing(document: Document) -> Rendered:
        drawn.append(document)
        price = next(prices, None)
        if price:
            with ledger.write() as work:
                edit_line(work, made.id, 1, price=price)
        return sketched(document)

    monkeypatch.setattr("billing.issuing.render", drawing)
    invoice = issue_invoice(ledger, made.id)
    assert [document.net for document in drawn] == [19_000, 20_000, 22_000]
    assert invoice.net == 22_000
    with ledger.read() as work:
        assert stored_document(work, invoice.id)[0] == repr(drawn[-1]).encode()


@pytest.mark.usefixtures("quick")
def test_time_that_was_edited_is_counted_when_it_is_issued(ledger: Ledger) -> None:
    with ledger.write() as work:
        entry_id = worked(work, open_studio(work), "Hero", "09:00", "10:00")
        made = draft(work)
        entries.edit(work, entry_id, stopped_at=at("11:00"))
    assert issue_invoice(ledger, made.id).net == 19_000


@pytest.mark.usefixtures("quick")
def test_the_address_to_pay_at_is_printed(ledger: Ledger) -> None:
    made = prepared(ledger)
    invoice = issue_invoice(ledger, made.id, lambda document: f"https://pay/{document.number}")
    with ledger.read() as work:
        assert b"https://pay/2026-0001" in stored_document(work, invoice.id)[0]


@pytest.mark.usefixtures("quick")
def test_a_void_frees_everything_and_keeps_number_and_bytes(ledger: Ledger) -> None:
    invoice = issued(ledger)
    with ledger.write() as work:
        with pytest.raises(Refused, match="--reason"):
            void_invoice(work, invoice.id, " ")
        bytes_before = stored_document(work, invoice.id)
        gone = void_invoice(work, "2026-0001", "wrong client")
        assert (gone.state, gone.number, gone.void_reason) == ("void", "2026-0001", "wrong client")
        assert stored_document(work, invoice.id) == bytes_before
        assert Standings(work).of(gone).word == "void"
        acts: list[Callable[[], object]] = [
            lambda: void_invoice(work, invoice.id, "again"),
            lambda: credit_invoice(work, invoice.id),
        ]
        for act in acts:
            with pytest.raises(Refused, match="void already"):
                act()
        second = draft(work)
    assert issue_invoice(ledger, second.id).number == "2026-0002"
    with ledger.read() as work:
        assert_books_sound(work)


@pytest.mark.usefixtures("quick")
def test_a_full_credit_note_mirrors_the_invoice(ledger: Ledger) -> None:
    invoice = issued(ledger)
    with ledger.write() as work:
        note = credit_invoice(work, invoice.id, reason="never done")
        assert (note.kind, note.number, note.original_id) == ("credit", "2026-0002", invoice.id)
        assert (note.net, note.tax, note.gross) == (invoice.net, invoice.tax, invoice.gross)
        assert amounts(work, note.id) == amounts(work, invoice.id)
        document = issued_document(work, note.id)
        assert (document.original_number, document.notes) == ("2026-0001", "never done")
        standing = Standings(work).of(again(work, invoice))
        assert (standing.word, standing.due) == ("credited", 0)
        acts: list[Callable[[], object]] = [
            lambda: credit_invoice(work, invoice.id),
            lambda: credit_invoice(work, invoice.id, [1]),
            lambda: void_invoice(work, invoice.id, "x"),
            lambda: void_invoice(work, note.id, "x"),
            lambda: credit_invoice(work, note.id),
        ]
        for act in acts:
            with pytest.raises(Refused):
                act()
        assert len(lines_of(work, draft(work).id)) == 2
        assert_books_sound(work)


@pytest.mark.usefixtures("quick")
def test_a_partial_credit_note_frees_the_time_of_its_lines(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        for number, hours in enumerate(("09:00 10:00", "10:00 10:20", "10:20 11:00")):
            worked(work, project, f"Task {number}", *hours.split())
        made = draft(work)
        edit_draft(work, made.id, discount="10")
    invoice = issue_invoice(ledger, made.id)
    with ledger.write() as work:
        first = credit_invoice(work, invoice.id, [2])
        assert [line.description for line in lines_of(work, draft(work).id)] == ["Task 1"]
        with pytest.raises(Refused, match="Line 2 of 2026-0001 is credited already"):
            credit_invoice(work, invoice.id, [1, 2])
        with pytest.raises(Refused, match="no line 9"):
            credit_invoice(work, invoice.id, [9])
        second = credit_invoice(work, invoice.id)
        assert (first.net or 0) + (second.net or 0) == invoice.net
        assert Standings(work).of(again(work, invoice)).word == "credited"
        assert_books_sound(work)


def test_a_draft_shows_what_will_be_issued(ledger: Ledger) -> None:
    made = prepared(ledger)
    with ledger.read() as work:
        shown = draft_document(work, made.id)
    invoice = issue_invoice(ledger, made.id)
    with ledger.read() as work:
        assert replace(issued_document(work, invoice.id), number="", draft=True) == shown


def test_there_is_no_document_of_a_draft_and_no_invoice_of_any_name(ledger: Ledger) -> None:
    made = prepared(ledger)
    with ledger.read() as work:
        with pytest.raises(NothingToDo, match="draft"):
            stored_document(work, made.id)
        with pytest.raises(NothingToDo, match="no invoice 2026-0009"):
            find_invoice(work, "2026-0009")


@pytest.mark.usefixtures("quick")
def test_what_was_tampered_with_is_found(ledger: Ledger) -> None:
    invoice = issued(ledger)
    issue_by_hand(ledger)
    with ledger.write() as work:
        set_series(work, "credit", "GS-{number}", None, 2026)
        credit_invoice(work, invoice.id)
        issued_last = issue_order(work)
        assert faults_of_documents(work) == []
        work.run("UPDATE invoice_document SET pdf = ? WHERE invoice_id = ?", (b"x", invoice.id))
        assert faults_of_documents(work) == ["The PDF of 2026-0001 is not the one that was issued."]
        digest = hashlib.sha256(b"x").hexdigest()
        work.run("UPDATE invoice SET pdf_sha256 = ? WHERE id = ?", (digest, invoice.id))
        assert "2026-0001 does not follow on" in faults_of_documents(work)[0]
        assert issued_last == ["2026-0001", "2026-0002", "GS-1"]


def issue_order(work: Work) -> list[str]:
    """List the numbers as they were given."""
    return [row[0] for row in work.rows("SELECT number FROM invoice ORDER BY issued_at, number")]


@pytest.mark.parametrize(
    ("currency", "rate", "total"), [("JPY", "9800", b"17493"), ("KWD", "30.125", b"53.774")]
)
def test_other_decimals_are_printed_and_paid(
    ledger: Ledger, currency: str, rate: str, total: bytes
) -> None:
    with ledger.write() as work:
        worked(work, open_studio(work, rate, currency), "Hero", "09:00", "10:30")
        made = draft(work)
    invoice = issue_invoice(ledger, made.id)
    with ledger.write() as work:
        _pdf, xml = stored_document(work, invoice.id)
        pay_invoice(work, invoice.id, total.decode())
        assert Standings(work).of(invoice).word == "paid"
    assert xml == b"" or total in xml


HOSTILE = "<b>x</b> & [/red] \x1b]0;P\x07 ${7*7} =1+1 ../../etc \r\nBcc: x\u202egpj.exe Łódź Ωμέγα"


def test_hostile_text_is_drawn_and_stored_as_text(sqlite_ledger: Ledger) -> None:
    with sqlite_ledger.write() as work:
        project = open_studio(work)
        worked(work, project, HOSTILE, "09:00", "10:00", note=HOSTILE)
        set_issuer(work, {"name": HOSTILE, "footer": HOSTILE})
        set_client_terms(work, client_id(work), {"contact": HOSTILE, "city": HOSTILE})
        made = draft(work, "entry")
        edit_draft(work, made.id, notes=HOSTILE, po_number=HOSTILE)
        edit_line(work, made.id, 1, detail=HOSTILE)
    invoice = issue_invoice(sqlite_ledger, made.id)
    with sqlite_ledger.read() as work:
        pdf, xml = stored_document(work, invoice.id)
        kept = issued_document(work, invoice.id)
    assert pdf.startswith(b"%PDF-")
    assert b"<b>x</b>" not in xml
    texts = (kept.notes, kept.po_number, kept.lines[0].detail, kept.issuer.name, kept.buyer.city)
    assert all("\x1b" not in text and "\u202e" not in text for text in texts)


@pytest.mark.slow
def test_ten_thousand_lines_are_issued(sqlite_ledger: Ledger) -> None:
    with sqlite_ledger.write() as work:
        task_of = open_studio(work, "90")
        first = worked(work, task_of, "Hero", "2026-11-01 09:00", "2026-11-01 09:01")
        work.run(
            "WITH RECURSIVE step (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM step WHERE n < 9999)"
            " INSERT INTO entry SELECT id || n, owner, task_id, project_id,"
            " started_at + n * 120000000, stopped_at + n * 120000000, zone, note, billable, tags,"
            " flags, boot_id, boot_at, alive_at FROM entry, step WHERE id = ?",
            (first,),
        )
        made = draft(work, "entry")
        assert made.net == 10_000 * 150
        assert len(lines_of(work, made.id)) == 10_000
    assert issuing.issue_invoice(sqlite_ledger, made.id).gross == 1_785_000
    with sqlite_ledger.write() as work:
        assert credit_invoice(work, "2026-0001").gross == 1_785_000
        assert_books_sound(work)
        assert again(work, made).client == CLIENT
