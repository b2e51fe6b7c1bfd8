"""Money beside the timer and the week, and what is locked because it was billed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from screens import worth
from store.entries import entries
from store.ledger import Ledger
from store.local_time import day_start
from store.project_terms import set_project_terms
from store.projects import find_project
from store.rates import Scope, set_rate
from store.reserved import reserve_entries
from store.work import Work
from tests.clock import FixedClock
from tests.screens.agency import fill, run_timer
from tests.screens.stage import SMALL, WIDE, Stage, opened
from widgets.entry_list import EntryList
from widgets.timer import Timer
from widgets.week import WeekPane

LINE = (
    "INSERT INTO invoice_line (id, invoice_id, position, kind, description, quantity, unit, price,"
    " amount, tax_category, tax_percent) VALUES ('l1', 'i1', 1, 'time', 'Work', '1', 'HUR', '95',"
    " 9500, 'S', '19')"
)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read money without waiting for the first frame."""
    monkeypatch.setattr(worth, "FIRST_LOOK", 0.01)


@pytest.fixture
def priced(sqlite_ledger: Ledger) -> Ledger:
    """Return a ledger with a week that is billed at 95 an hour, but for what is internal."""
    fill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        set_rate(work, "bill", Scope(), Decimal(95), "EUR")
        set_project_terms(work, find_project(work, "Internal").id, "internal", "", None)
    return sqlite_ledger


def bill(work: Work, number: str = "2026-0007") -> None:
    """Put the first entry of Friday on an issued invoice."""
    client = find_project(work, "Acme Redesign").client_id
    found = entries(work, day_start((2026, 11, 27)), day_start((2026, 11, 28)))
    work.run(
        "INSERT INTO invoice (id, kind, state, number, client_id, currency, language, grouping,"
        " terms_days, created_by, created_at) VALUES ('i1', 'invoice', 'issued', ?, ?, 'EUR', 'en',"
        " 'task', 14, ?, 0)",
        (number, client, work.owner),
    )
    work.run(LINE)
    reserve_entries(work, "i1", [(work.owner, found[0].id, "l1", 5280)])


async def worth_read(stage: Stage) -> None:
    """Wait until the money was read and is shown."""
    await stage.until(lambda: getattr(stage.app.place, "worth", None))
    await stage.settle()


async def test_the_running_timer_says_what_it_earned_and_stays_calm(
    priced: Ledger, clock: FixedClock
) -> None:
    run_timer(priced, "asana:11", 60)
    async with opened(priced) as stage:
        await worth_read(stage)
        place = stage.app.place
        assert place is not None
        place.pass_time(clock.wall())
        timer = stage.app.screen.query_one(Timer)
        assert timer.earned == "€95.00"
        assert "€95.00 ─╯" in stage.text
        place.pass_time(clock.advance(seconds=59))
        assert timer.earned == "€95.00"
        place.pass_time(clock.advance(seconds=1))
        assert timer.earned == "€96.58"
        await stage.press("x")
        place.pass_time(clock.wall())
        assert timer.earned == ""


async def test_time_without_a_rate_earns_nothing_that_is_said(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        place = stage.app.place
        assert place is not None
        place.pass_time(clock.advance(minutes=1))
        await stage.settle()
        assert stage.app.screen.query_one(Timer).earned == ""
        assert "€" not in stage.text


@pytest.mark.parametrize("size", [WIDE, (200, 60)])
async def test_the_week_says_what_is_worth_what_and_what_is_not_invoiced(
    priced: Ledger, size: tuple[int, int]
) -> None:
    async with opened(priced, size) as stage:
        await stage.press("3")
        await worth_read(stage)
        said = "\n".join(stage.app.screen.query_one(WeekPane).summary())
        assert "€1,052.92" in said
        assert "€1,052.92 not yet invoiced" in said
        internal = next(line for line in said.split("\n") if line.startswith("Internal"))
        assert "€" not in internal


async def test_another_week_never_shows_the_money_of_the_one_before(priced: Ledger) -> None:
    async with opened(priced) as stage:
        await stage.press("3")
        await worth_read(stage)
        pane = stage.app.screen.query_one(WeekPane)
        await stage.press("[")
        assert "€" not in "\n".join(pane.summary())
        await stage.press(".")
        assert "€1,052.92 not yet invoiced" in pane.summary()[-1]


async def test_what_is_invoiced_is_no_longer_open(priced: Ledger) -> None:
    with priced.write() as work:
        bill(work)
    async with opened(priced, SMALL) as stage:
        await stage.press("3")
        await worth_read(stage)
        foot = stage.app.screen.query_one(WeekPane).summary()[-1]
        assert "€913.58 not yet invoiced" in foot


async def test_a_billed_entry_says_so_and_explains_why_it_stays(priced: Ledger) -> None:
    with priced.write() as work:
        bill(work)
    async with opened(priced) as stage:
        await stage.press("2", "home")
        row = stage.app.screen.query_one(EntryList).summary()[0]
        assert row.endswith("on invoice 2026-0007")
        assert "billed" in stage.text
        await stage.press("e", "end", "x", "enter")
        await stage.press("tab", "tab")
        await stage.type("more")
        await stage.press("b")
        await stage.press("escape", "b")
        assert any("This time is on invoice 2026-0007" in said for said in stage.notices)
        await stage.press("e", "tab", "tab")
        await stage.type("more")
        await stage.press("enter")
        assert "This time is on invoice 2026-0007, so it stays as it is." in stage.text
