"""The working day: pick, start, stop, resume, note, undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.ledger import Ledger
from store.records import Entry, TimerStatus
from store.remote import upsert_tasks
from store.timer import start, status, stop
from tests.clock import FixedClock
from tests.screens.agency import fill, run_timer
from tests.screens.stage import SMALL, Stage, opened
from tests.store.filling import RemoteProject, RemoteTask
from tests.store.test_mapping import connect_linear
from widgets.search_field import SearchField
from widgets.task_list import TaskList


def running(ledger: Ledger) -> Entry:
    """Read the running entry."""
    entry = read(ledger).entry
    assert entry is not None
    return entry


def read(ledger: Ledger) -> TimerStatus:
    """Read what runs."""
    with ledger.read() as work:
        return status(work)


async def test_four_letters_and_enter_start_a_timer(ledger: Ledger) -> None:
    fill(ledger)
    async with opened(ledger) as stage:
        await stage.press("s")
        assert isinstance(stage.app.focused, SearchField)
        await stage.type("hero")
        await stage.press("enter")
        assert running(ledger).task == "Homepage hero"
        assert running(ledger).project == "Acme Redesign"
        assert "● Running" in stage.text
        assert isinstance(stage.app.focused, TaskList)


async def test_keys_in_one_breath_start_what_was_typed(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("s", "p", "r", "i", "c", "enter")
        assert running(sqlite_ledger).task == "Pricing page copy"


async def test_a_task_from_asana_becomes_one_task_of_ours(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        for _ in range(2):
            await stage.press("ctrl+t")
            await stage.type("kick")
            await stage.press("enter")
            await stage.press("ctrl+g")
        with sqlite_ledger.read() as work:
            tasks = work.rows("SELECT id FROM task WHERE name = 'Kick-off notes'")
        assert len(tasks) == 1


async def test_starting_while_one_runs_switches(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("slash")
        await stage.type("audit")
        await stage.press("enter")
        assert running(sqlite_ledger).task == "Accessibility audit"
        with sqlite_ledger.read() as work:
            ended = work.rows("SELECT stopped_at FROM entry ORDER BY started_at DESC LIMIT 2")[1]
        assert ended[0] == running(sqlite_ledger).started_at


async def test_a_new_name_makes_a_task_and_starts_it(sqlite_ledger: Ledger) -> None:
    async with opened(sqlite_ledger) as stage:
        await stage.press("s")
        await stage.type("Call [Öztürk]")
        assert "+ create “Call [Öztürk]”" in stage.text
        await stage.press("enter")
        assert running(sqlite_ledger).task == "Call [Öztürk]"
        assert "Call [Öztürk]" in stage.text


async def test_stop_says_how_long_it_was_and_undo_takes_it_back(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("x")
        assert read(sqlite_ledger).entry is None
        assert "Stopped Homepage hero after 0:42. u takes it back." in stage.notices
        assert "Nothing runs." in stage.text
        await stage.press("u")
        assert running(sqlite_ledger).task == "Homepage hero"


async def test_resume_goes_on_with_the_last(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("r")
        assert running(sqlite_ledger).task == "Accessibility audit"


async def test_a_note_is_written_on_the_running_timer(sqlite_ledger: Ledger) -> None:
    run_timer_on_own(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("n")
        await stage.type("first draft")
        await stage.press("ctrl+s")
        assert running(sqlite_ledger).note == "first draft"
        assert "note: first draft" in stage.text


def run_timer_on_own(ledger: Ledger) -> None:
    """Have a timer running on a task of one's own."""
    from store.tasks import add_task

    with ledger.write() as work:
        start(work, add_task(work, "Write proposal"))


async def test_the_scoped_project_comes_first_and_is_written_on_the_entry(
    sqlite_ledger: Ledger,
) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("p")
        await stage.type("orb")
        await stage.press("enter")
        assert stage.app.scope is not None
        assert "Orbit API ─╮" in stage.text
        await stage.press("s")
        await stage.type("bookk")
        await stage.press("enter")
        assert running(sqlite_ledger).task == "Bookkeeping"
        assert running(sqlite_ledger).project == "Orbit API"
        assert "Bookkeeping is booked on Orbit API." in stage.notices


async def test_mapped_tasks_stand_under_their_project(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("p")
        await stage.type("red")
        await stage.press("enter")
        summary = stage.app.screen.query_one(TaskList).summary(4)
        assert summary[0] == "  Acme Redesign"
        assert {line[4:].split(" Acme")[0] for line in summary[1:]} == {
            "Homepage hero",
            "Accessibility audit",
            "Pricing page copy",
        }


async def test_a_project_can_be_made_where_one_is_chosen(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("p")
        await stage.type("Pro bono")
        await stage.press("enter")
        assert stage.app.scope is not None
        assert stage.app.scope.name == "Pro bono"


async def test_a_task_is_added_renamed_moved_and_archived(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("a")
        await stage.type("Zebra")
        await stage.press("enter")
        assert "Added the task Zebra." in stage.notices
        await find(stage, "zeb")
        await stage.press("e")
        await stage.press("home")
        await stage.type("New ")
        await stage.press("enter")
        await find(stage, "zeb")
        await stage.press("m")
        await stage.type("int")
        await stage.press("enter")
        await find(stage, "zeb")
        assert stage.app.screen.query_one(TaskList).summary(1) == ["> ◦ New Zebra Internal"]
        await stage.press("d")
        await find(stage, "zeb")
        assert stage.app.screen.query_one(TaskList).summary() == ["> + create “zeb”"]


async def find(stage: Stage, text: str) -> None:
    """Search for a text, and go to the list."""
    await stage.press("escape", "escape", "slash")
    await stage.type(text)
    stage.app.screen.query_one(TaskList).focus()
    await stage.settle()


async def test_what_is_open_in_asana_is_not_archived_here(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await find(stage, "kick")
        await stage.press("d")
        assert stage.notices == ["Kick-off notes is open elsewhere, so it stays here too."]


async def test_the_original_is_opened_only_by_https(
    sqlite_ledger: Ledger, opened_urls: Callable[[], list[str]]
) -> None:
    fill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        work.run("UPDATE remote_task SET url = 'javascript:alert(1)' WHERE remote_id = '15'")
    async with opened(sqlite_ledger) as stage:
        await find(stage, "kick")
        await stage.press("o")
        assert stage.notices == ["This task has no original elsewhere."]
        await find(stage, "review")
        await stage.press("o")
        assert stage.notices[-1] == "Opened Review contract in the browser."
        await stage.until(opened_urls)
        assert opened_urls() == ["https://app.asana.com/0/1/16"]


async def test_without_a_browser_the_address_is_said(
    sqlite_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_ledger)
    monkeypatch.delenv("BROWSER")
    monkeypatch.setenv("SSH_TTY", "/dev/pts/1")
    async with opened(sqlite_ledger) as stage:
        await find(stage, "review")
        await stage.press("o")
        assert stage.notices[-1].endswith("is at https://app.asana.com/0/1/16")


async def test_what_another_program_does_is_seen_within_a_second(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        with sqlite_ledger.write() as work:
            stop(work)
        await stage.until(lambda: stage.app.facts.status.entry is None)
        await stage.settle()
        assert "Nothing runs." in stage.text


async def test_weeks_are_leafed_through(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        assert "Week 48" in stage.text
        await stage.press("left_square_bracket")
        assert "Week 47" in stage.text
        await stage.press("right_square_bracket", "right_square_bracket")
        assert "Week 49" in stage.text
        await stage.press("full_stop")
        assert "Week 48" in stage.text


async def test_the_timer_goes_on_by_the_clock(sqlite_ledger: Ledger, clock: FixedClock) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        clock.advance(hours=2, seconds=5)
        stage.app._tick()
        await stage.settle()
        assert "since 13:23" in stage.text
        place = stage.app.place
        assert place is not None
        assert place.query_one("Timer").elapsed == "2:42:05"  # type: ignore[attr-defined]


async def test_everything_is_there_on_a_small_screen(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger)
    async with opened(sqlite_ledger, SMALL) as stage:
        assert "● Running" in stage.text
        assert "Start a timer" in stage.text
        assert "Week 48" in stage.text
        assert "5 Invoices" in stage.text
        await stage.pilot.resize_terminal(120, 40)
        await stage.settle()
        assert any("Start a timer" in line and "● Running" in line for line in stage.lines)


def see_engineering(ledger: Ledger, *identifiers: str) -> None:
    with ledger.write() as work:
        seen = [
            RemoteTask(f"u{at}", f"Task {at}", ("team",), identifier=identifier)
            for at, identifier in enumerate(identifiers)
        ]
        team = RemoteProject("team", "Engineering", kind="team")
        upsert_tasks(work, connect_linear(work, team), "linear", seen)


async def test_enter_after_an_identifier_starts_that_task_alone(sqlite_ledger: Ledger) -> None:
    see_engineering(sqlite_ledger, "ENG-12", "ENG-1", "ENG-11")
    async with opened(sqlite_ledger) as stage:
        await stage.press("s")
        await stage.type("eng-1")
        await stage.press("enter")
        assert running(sqlite_ledger).task == "Task 1"


async def test_enter_after_an_identifier_that_is_gone_starts_no_other(
    sqlite_ledger: Ledger,
) -> None:
    see_engineering(sqlite_ledger, "ENG-12", "ENG-21")
    async with opened(sqlite_ledger) as stage:
        await stage.press("s")
        await stage.type("eng-2")
        rows = stage.app.screen.query_one(TaskList).summary(3)
        assert rows[0] == "> + create “eng-2”"
        assert any("ENG-21" in row for row in rows[1:])
        await stage.press("down", "enter")
        assert running(sqlite_ledger).task == "Task 1"
