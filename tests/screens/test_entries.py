"""Entries and Week: read a day, put it right in place, take it back."""

from __future__ import annotations

from store.entries import entries
from store.ledger import Ledger
from store.local_time import add_days, clock_text, day_start
from store.records import Entry
from tests.screens.agency import MONDAY, fill, run_timer
from tests.screens.stage import SMALL, Stage, opened
from widgets.entry_editor import EntryEditor
from widgets.entry_list import EntryList

FRIDAY = 4


def day(ledger: Ledger, number: int = FRIDAY) -> list[Entry]:
    """Read the entries of a day of the week."""
    date = add_days(MONDAY, number)
    with ledger.read() as work:
        return entries(work, day_start(date), day_start(add_days(date, 1)))


def span(entry: Entry) -> str:
    assert entry.stopped_at is not None
    return f"{clock_text(entry.started_at)}–{clock_text(entry.stopped_at)}"


def listed(stage: Stage) -> EntryList:
    return stage.app.screen.query_one(EntryList)


async def fill_in(stage: Stage, text: str) -> None:
    """Replace what is in the field by a text."""
    await stage.pilot.press("end", "ctrl+u")
    await stage.type(text)


async def test_a_day_says_what_was_done_when_and_how_long(ledger: Ledger) -> None:
    fill(ledger)
    async with opened(ledger) as stage:
        await stage.press("2")
        assert "Friday 27 November 2026" in stage.text
        assert listed(stage).summary() == [
            "> 09:12–10:40 1:28 Homepage hero Acme Redesign headline variants",
            "  11:00–11:25 0:25 Accessibility audit Acme Redesign",
        ]
        assert "1:53 ─╮" in stage.text
        assert "2 entries" in stage.text


async def test_other_days_are_a_key_away(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("2", "left_square_bracket")
        assert "Thursday 26 November 2026" in stage.text
        assert "3 entries" in stage.text
        await stage.press("right_square_bracket", "right_square_bracket")
        assert "nothing tracked on this day" in stage.text
        await stage.press("full_stop")
        assert "Friday 27 November 2026" in stage.text


async def test_times_and_note_are_edited_in_place(ledger: Ledger) -> None:
    fill(ledger)
    async with opened(ledger) as stage:
        await stage.press("2", "enter")
        await fill_in(stage, "09:30")
        await stage.press("tab")
        await fill_in(stage, "10:15")
        await stage.press("tab")
        await fill_in(stage, "new")
        await stage.press("enter")
        entry = day(ledger)[0]
        assert (span(entry), entry.note) == ("09:30–10:15", "new")
        assert listed(stage).has_focus
        await stage.press("u")
        assert span(day(ledger)[0]) == "09:12–10:40"


async def test_what_is_not_touched_keeps_its_seconds(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        work.run("UPDATE entry SET started_at = started_at + 7000000 WHERE note <> ''")
    before = day(sqlite_ledger)[0]
    async with opened(sqlite_ledger) as stage:
        await stage.press("2", "enter", "tab", "tab", "end")
        await stage.type("!")
        await stage.press("ctrl+s")
    after = day(sqlite_ledger)[0]
    assert after.note == "headline variants!"
    assert after.started_at == before.started_at


async def test_a_time_that_cannot_be_is_refused_and_nothing_is_lost(
    sqlite_ledger: Ledger,
) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("2", "enter")
        await fill_in(stage, "half past")
        await stage.press("enter")
        assert "! “half past” is no moment" in stage.text
        await stage.press("left")
        assert "is no moment" not in stage.text
        editor = stage.app.screen.query_one(EntryEditor)
        assert editor.display
        assert editor.fields().start == "half past"
        await fill_in(stage, "10:50")
        await stage.press("enter")
        assert "! An entry cannot end at 10:40" in stage.text
        assert stage.notices == []
        assert stage.app.focused is editor.query_one("#stop")
        await stage.press("escape")
        assert span(day(sqlite_ledger)[0]) == "09:12–10:40"


async def test_an_overlap_is_allowed_and_said(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("2", "enter", "tab")
        await fill_in(stage, "11:10")
        await stage.press("enter")
        assert "It overlaps another entry." in stage.notices[-1]
        assert listed(stage).summary()[1].endswith("overlaps")


async def test_an_entry_is_added_on_a_task(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("2", "a")
        await stage.type("book")
        await stage.press("enter")
        editor = stage.app.screen.query_one(EntryEditor)
        assert editor.fields() == ("11:25", "14:05", "")
        await stage.press("tab")
        await fill_in(stage, "12:00")
        await stage.press("enter")
        assert [(entry.task, span(entry)) for entry in day(sqlite_ledger)][-1] == (
            "Bookkeeping",
            "11:25–12:00",
        )


async def test_task_project_and_billing_are_changed_by_a_key(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("2", "b")
        assert not day(sqlite_ledger)[0].billable
        await stage.press("t")
        await stage.type("kick")
        await stage.press("enter")
        assert day(sqlite_ledger)[0].task == "Kick-off notes"
        await stage.press("m")
        await stage.type("orb")
        await stage.press("enter")
        assert day(sqlite_ledger)[0].project == "Orbit API"
        assert "not billable" in listed(stage).summary()[0]


async def test_a_deleted_entry_comes_back(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("2", "d")
        assert len(day(sqlite_ledger)) == 1
        assert stage.notices[-1] == "Deleted Homepage hero. u takes it back."
        await stage.press("u")
        assert len(day(sqlite_ledger)) == 2
        await stage.press("U")
        assert len(day(sqlite_ledger)) == 1


async def test_the_running_entry_is_ended_where_it_is_listed(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        assert "● 0:42 Homepage hero" not in stage.text
        await stage.press("2", "end", "enter", "tab")
        await fill_in(stage, "14:00")
        await stage.press("enter")
        assert span(day(sqlite_ledger)[-1]) == "13:23–14:00"
        assert stage.app.facts.status.entry is None


async def test_the_week_lists_every_entry_under_its_day(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("3")
        headings = [line for line in listed(stage).summary() if "–" not in line]
        assert headings == [
            "  Mon 23 2:33",
            "  Tue 24 4:53",
            "  Wed 25 2:13",
            "  Thu 26 2:48",
            "  Fri 27 1:53",
        ]
        await stage.press("left_square_bracket")
        assert "nothing tracked in this week" in stage.text


async def test_a_day_is_put_right_on_a_small_screen(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger, SMALL) as stage:
        await stage.press("2", "enter")
        assert "09:12" in stage.text
        assert "headline variants" in stage.text
        await stage.press("escape", "3")
        assert "Mon 2:33" in stage.text
        assert "Mon 23" in stage.text
