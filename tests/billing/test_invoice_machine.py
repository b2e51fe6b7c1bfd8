"""Whatever is done in whatever order: each entry billed once, numbers without a gap, no wrong cent.

The sums are checked by a second calculation with the decimal module alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.crediting import credit_invoice
from billing.document import Document
from billing.drafts import delete_draft
from billing.editing import add_line, edit_draft, edit_line, regroup_draft, remove_lines
from billing.issuing import issue_invoice
from billing.paying import pay_invoice, refund_invoice
from billing.refreshing import refresh_draft
from billing.rendering import Rendered
from billing.standing import Standings
from billing.voiding import void_invoice
from store import entries
from store.errors import LedgerError, Refused
from store.invoice_lines import invoice_lines, invoice_taxes
from store.invoices import Invoice, invoices
from store.ledger import Ledger
from store.opening import open_ledger
from store.tasks import add_task
from store.work import Work
from tests.billing.studio import assert_books_sound, billed_on, draft, open_studio
from tests.clock import FixedClock
from tests.store.filling import at

GROUPINGS = ["task", "project", "person", "day", "entry"]
CHANGES = st.one_of(
    st.tuples(st.just("discount"), st.integers(0, 5), st.sampled_from(["", "7.5%", "3.33"])),
    st.tuples(st.just("price"), st.integers(0, 5), st.decimals(0, 500, places=3)),
    st.tuples(st.just("tax"), st.integers(0, 5), st.sampled_from(["7", "19", "5.5", "0"])),
    st.tuples(st.just("add"), st.integers(0, 5), st.decimals(-3, 9, places=2)),
    st.tuples(st.just("remove"), st.integers(0, 5)),
    st.tuples(st.just("regroup"), st.integers(0, 5), st.sampled_from(GROUPINGS)),
    st.tuples(st.just("refresh"), st.integers(0, 5)),
    st.tuples(st.just("delete"), st.integers(0, 5)),
)
ENDS = st.one_of(
    st.tuples(st.just("void"), st.integers(0, 5)),
    st.tuples(st.just("credit"), st.integers(0, 5)),
    st.tuples(st.just("credit one"), st.integers(0, 5), st.integers(1, 4)),
    st.tuples(st.just("pay"), st.integers(0, 5), st.integers(1, 90_000)),
    st.tuples(st.just("refund"), st.integers(0, 5), st.integers(1, 90_000)),
)
TIME = st.one_of(
    st.tuples(st.just("work"), st.integers(1, 26), st.integers(1, 20_000)),
    st.tuples(st.just("edit"), st.integers(0, 20), st.integers(1, 20_000)),
    st.tuples(st.just("drop"), st.integers(0, 20)),
    st.tuples(st.just("undo")),
)
DRAFT = st.tuples(st.just("draft"), st.sampled_from(GROUPINGS))
ISSUE = st.tuples(st.just("issue"), st.integers(0, 5))
WORK = st.tuples(st.just("work"), st.integers(1, 26), st.integers(1, 20_000))
# What is likely to come to something comes first; anything may follow in any order.
ROUND = st.tuples(WORK, WORK, DRAFT, CHANGES, TIME, ISSUE, ENDS, st.one_of(TIME, CHANGES, ENDS))
ACTS = st.lists(ROUND, min_size=2, max_size=6).flatmap(
    lambda rounds: st.builds(
        lambda swaps: swapped([act for acts in rounds for act in acts], swaps),
        st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=4),
    )
)


def swapped(acts: list[tuple[Any, ...]], swaps: list[tuple[int, int]]) -> list[tuple[Any, ...]]:
    """Let some acts change places."""
    for one, other in swaps:
        first, second = one % len(acts), other % len(acts)
        acts[first], acts[second] = acts[second], acts[first]
    return acts


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    """Make a ledger with a studio once."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        ledger = open_ledger(str(path), FixedClock())
        with ledger.write() as work:
            add_task(work, "Hero", open_studio(work, "83.37"))
            for table in ("journal_change", "journal"):  # nobody undoes the studio itself
                work.run(f"DELETE FROM {table}")
        ledger.close()
        yield path


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_the_books_are_sound_whatever_is_done(
    template: Path, monkeypatch: pytest.MonkeyPatch, acts: list[tuple[Any, ...]]
) -> None:
    for module in ("issuing", "crediting"):
        monkeypatch.setattr(f"billing.{module}.render", sketched)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ayron.db"
        shutil.copy(template, path)
        ledger = open_ledger(str(path), FixedClock())
        frozen: dict[str, Any] = {}
        for act in acts:
            with suppress(LedgerError):
                perform(ledger, *act)
            with ledger.read() as work:
                check(work, frozen)
        ledger.close()


def sketched(document: Document) -> Rendered:
    """Write down a document instead of drawing it."""
    return Rendered(repr(document).encode(), b"")


def perform(ledger: Ledger, act: str, which: Any = 0, how: Any = None) -> None:
    """Do one thing to one of the drafts or issued invoices, or to an entry."""
    if act == "issue":
        issue_invoice(ledger, chosen(ledger, "draft", which))
        return
    with ledger.write() as work:
        if act in ON_TIME:
            ON_TIME[act](work, which, how)
        elif act in ON_DRAFTS:
            ON_DRAFTS[act](work, named(work, "draft", which), how)
        else:
            ON_ISSUED[act](work, named(work, "issued", which), how)


def note_time(work: Work, day: int, seconds: int) -> None:
    """Write down some time of a day of the month; the future is refused."""
    (task,) = work.rows("SELECT id FROM task")
    started = at(f"2026-11-{day:02} 00:00")
    entries.add(work, task[0], started, started + seconds * 1_000_000)


def entry_at(work: Work, which: int) -> str:
    """Choose an entry."""
    found = work.rows("SELECT id FROM entry ORDER BY id")
    if not found:
        raise Refused("none")
    return str(found[which % len(found)][0])


def stretch(work: Work, which: int, seconds: int) -> None:
    """Change how long an entry took."""
    entry_id = entry_at(work, which)
    (started,) = work.rows("SELECT started_at FROM entry WHERE id = ?", (entry_id,))
    entries.edit(work, entry_id, stopped_at=started[0] + seconds * 1_000_000)


Act = Callable[[Work, Any, Any], object]
ON_TIME: dict[str, Act] = {
    "work": note_time,
    "edit": stretch,
    "drop": lambda work, which, _how: entries.delete(work, [entry_at(work, which)]),
    "undo": lambda work, _which, _how: entries.undo(work),
    "draft": lambda work, grouping, _how: draft(work, grouping),
}
ON_DRAFTS: dict[str, Act] = {
    "discount": lambda work, key, text: edit_draft(work, key, discount=text),
    "price": lambda work, key, price: edit_line(work, key, 1, price=price),
    "tax": lambda work, key, rate: edit_line(work, key, 1, tax_percent=Decimal(rate)),
    "add": lambda work, key, quantity: add_line(work, key, "Ticket", quantity, Decimal("7.77")),
    "remove": lambda work, key, _how: remove_lines(work, key, [1]),
    "regroup": lambda work, key, grouping: regroup_draft(work, key, grouping),
    "refresh": lambda work, key, _how: refresh_draft(work, key),
    "delete": lambda work, key, _how: delete_draft(work, key),
}
ON_ISSUED: dict[str, Act] = {
    "void": lambda work, key, _how: void_invoice(work, key, "test"),
    "credit": lambda work, key, _how: credit_invoice(work, key),
    "credit one": lambda work, key, position: credit_invoice(work, key, [position]),
    "pay": lambda work, key, cents: pay_invoice(work, key, str(Decimal(cents) / 100)),
    "refund": lambda work, key, cents: refund_invoice(work, key, str(Decimal(cents) / 100)),
}


def chosen(ledger: Ledger, state: str, which: int) -> str:
    """Choose an invoice in a state."""
    with ledger.read() as work:
        return named(work, state, which)


def named(work: Work, state: str, which: int) -> str:
    """Choose an invoice in a state; refuse where there is none."""
    found = sorted(invoice.id for invoice in invoices(work) if invoice.state == state)
    if not found:
        raise Refused("none")
    return found[which % len(found)]


def check(work: Work, frozen: dict[str, Any]) -> None:
    """Check all that has to hold after each step; `frozen` is what was issued so far."""
    assert_books_sound(work)
    standings = Standings(work)
    for invoice in invoices(work):
        check_sums(work, invoice)
        standing = standings.of(invoice)
        if standing.word in ("open", "partly paid", "overdue", "paid"):
            assert standing.due == (invoice.gross or 0) - standing.paid - standing.credited
        if invoice.state != "draft":
            kept = (invoice_lines(work, invoice.id), invoice.number, invoice.pdf_sha256)
            assert frozen.setdefault(invoice.id, kept) == kept
    check_locked(work)


def check_locked(work: Work) -> None:
    """Check that all time on issued invoices is there as it was billed."""
    rows = work.rows(
        "SELECT invoice_entry.seconds, (entry.stopped_at - entry.started_at) / 1000000"
        " FROM invoice_entry JOIN invoice ON invoice.id = invoice_entry.invoice_id"
        " LEFT JOIN entry ON entry.id = invoice_entry.entry_id"
        " WHERE invoice.state = 'issued' AND invoice_entry.freed = 0"
    )
    assert all(billed == there for billed, there in rows)
    assert len(billed_on(work)) == sum(len(held) for held in billed_on(work).values())


def check_sums(work: Work, invoice: Invoice) -> None:
    """Add an invoice up by other means."""
    lines = invoice_lines(work, invoice.id)
    for line in lines:
        assert Decimal(line.amount) == rounded(line.quantity * line.price * 100)
    total = Decimal(sum(line.amount for line in lines))
    off = discount_of(invoice.discount, total)
    assert Decimal(invoice.net or 0) == total - off
    bases: dict[tuple[str, Decimal], Decimal] = {}
    for line in lines:
        kind = line.tax_category, line.tax_percent
        bases[kind] = bases.get(kind, Decimal(0)) + line.amount
    taxes = invoice_taxes(work, invoice.id)
    assert {(tax.category, tax.percent) for tax in taxes} == set(bases)
    assert sum(tax.base for tax in taxes) == invoice.net
    for tax in taxes:
        fair = bases[tax.category, tax.percent] * (1 - (off / total if total else 0))
        assert abs(tax.base - fair) <= 1
        assert Decimal(tax.amount) == rounded(tax.base * tax.percent / 100)
    assert invoice.tax == sum(tax.amount for tax in taxes)
    assert invoice.gross == (invoice.net or 0) + (invoice.tax or 0)


def discount_of(text: str, total: Decimal) -> Decimal:
    """Work out a discount by other means."""
    if text.endswith("%"):
        return rounded(total * Decimal(text[:-1]) / 100)
    amount = Decimal(text or "0") * 100
    return -amount if total < 0 else amount


def rounded(value: Decimal) -> Decimal:
    """Round to whole cents, a tie away from zero."""
    return value.quantize(Decimal(1), ROUND_HALF_UP)
