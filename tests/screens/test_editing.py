"""The editor over the entries: its keys, where it stands, and the hour that came twice."""

from __future__ import annotations

import pytest

from store.clock import HOUR
from store.entries import add, delete, entries
from store.ledger import Ledger
from store.local_time import day_start, iso_instant
from store.tasks import add_task
from tests.clock import FixedClock
from tests.screens.agency import fill
from tests.screens.stage import SMALL, opened
from tests.screens.test_entries import day, fill_in
from widgets.bar_line import BarLine
from widgets.entry_editor import EntryEditor


async def test_the_footer_shows_the_keys_of_the_editor_while_it_is_open(
    sqlite_ledger: Ledger,
) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger, SMALL) as stage:
        await stage.press("2", "e")
        footer = stage.app.screen.query_one("#footer", BarLine)
        assert footer.summary() == "tab next  enter save  escape leave"
        await stage.press("escape")
        assert "e edit" in footer.summary()


async def test_the_editor_goes_where_its_entry_goes(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("2", "end", "e")
        editor, found = stage.app.screen.query_one(EntryEditor), day(sqlite_ledger)
        row = editor.region.y
        with sqlite_ledger.write() as work:
            delete(work, [found[0].id])
        stage.app.ledger_changed()
        await stage.settle()
        assert editor.region.y == row - 1
        assert "Accessibility audit" in stage.lines[editor.region.y]
        with sqlite_ledger.write() as work:
            delete(work, [found[1].id])
        stage.app.ledger_changed()
        await stage.settle()
        assert not editor.display
        assert stage.notices == ["The entry on Accessibility audit is no longer here."]


@pytest.mark.parametrize(
    ("keys", "written"),
    [
        (("enter",), "2026-10-25T02:30:00+02:00"),
        (("down", "enter"), "2026-10-25T02:30:00+01:00"),
    ],
)
async def test_an_hour_that_came_twice_is_chosen(
    sqlite_ledger: Ledger,
    clock: FixedClock,
    keys: tuple[str, ...],
    written: str,
) -> None:
    clock.set("2026-10-25 12:00")
    with sqlite_ledger.write() as work:
        start = day_start((2026, 10, 25)) + HOUR
        add(work, add_task(work, "Night shift"), start, start + HOUR)
    async with opened(sqlite_ledger) as stage:
        await stage.press("2", "e", "tab")
        await fill_in(stage, "02:30")
        await stage.press("enter")
        assert "02:30 on 2026-10-25 came twice" in stage.text
        assert "02:30, at UTC+02:00" in stage.text
        await stage.press(*keys)
        with sqlite_ledger.read() as work:
            (entry,) = entries(work, start, start + 24 * HOUR)
        assert iso_instant(entry.stopped_at or 0) == written
        assert not stage.app.screen.query_one(EntryEditor).display
