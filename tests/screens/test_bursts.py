"""Keys that arrive in one packet: a macro, a slow link, somebody who types fast."""

from __future__ import annotations

from threading import Event
from typing import Any

from textual.widgets import Input

from screens.dialogs.sign_in import Register
from store.entries import entries
from store.ledger import Ledger
from store.local_time import clock_text, day_start
from store.records import Entry
from sync.kinds import kind_of
from sync.secrets import Secret
from tests.screens.agency import fill, run_timer
from tests.screens.stage import opened

FRIDAY = (2026, 11, 27)


def first_of_friday(ledger: Ledger) -> Entry:
    with ledger.read() as work:
        found = entries(work, day_start(FRIDAY), day_start((2026, 11, 28)))
    return min(found, key=lambda entry: entry.started_at)


async def test_an_entry_is_edited_in_one_burst(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("2", "home")
        stage.burst("e", "end", "ctrl+u", *"08:45", "tab", "end", "ctrl+u", *"10:15")
        stage.burst("tab", "end", "ctrl+u", *"a note", "enter", "b")
        await stage.until(lambda: not first_of_friday(sqlite_ledger).billable)
        entry = first_of_friday(sqlite_ledger)
        assert (clock_text(entry.started_at), clock_text(entry.stopped_at or 0)) == (
            "08:45",
            "10:15",
        )
        assert entry.note == "a note"


async def test_a_place_is_read_before_the_next_key_is_taken(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        stage.burst("2", "e", "tab", "tab", *"x")
        await stage.settle()
        assert isinstance(stage.app.focused, Input)
        assert stage.app.focused.id == "note"
        assert stage.app.focused.value.endswith("x")


async def test_fields_of_a_dialog_are_filled_in_one_burst(sqlite_ledger: Ledger) -> None:
    answers: list[Any] = []
    async with opened(sqlite_ledger) as stage:
        await stage.press("escape")
        register = Register(kind_of("asana"), "http://localhost:1/callback", answers.append)
        stage.app.push_screen(register)
        await stage.pilot.pause()
        stage.burst(*"12099", "tab", *"secret", "shift+tab", "end", *"1", "tab", "enter")
        await stage.until(lambda: answers)
    assert answers[0].id == "120991"
    assert answers[0].secret == Secret("secret")


async def test_a_dialog_takes_what_comes_after_the_key_that_opens_it(
    sqlite_ledger: Ledger,
) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        stage.burst("n", *"call back", "enter", "x")
        await stage.until(lambda: stage.app.facts.status.entry is None)
        with sqlite_ledger.read() as work:
            found = entries(work, day_start(FRIDAY), day_start((2026, 11, 28)))
        assert "call back" in {entry.note for entry in found}


async def test_a_key_that_waits_for_a_locked_ledger_holds_up_the_next_one_only_briefly(
    sqlite_ledger: Ledger,
) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        with sqlite_ledger.write():
            stage.burst("x", "n", *"still here")
            await stage.until(lambda: isinstance(stage.app.focused, Input))
            field = stage.app.focused
            assert isinstance(field, Input)
            await stage.until(lambda: field.value == "still here")


async def test_tasks_that_came_while_another_place_was_in_front_are_found(
    sqlite_ledger: Ledger,
) -> None:
    async with opened(sqlite_ledger) as stage:
        await stage.press("6")
        fill(sqlite_ledger)
        stage.app.ledger_changed()
        read_on = Event()
        stage.app.study(lambda _ledger: read_on.wait(10), lambda _none: None, "held up")
        stage.burst("s", *"pricing", "enter")
        await stage.until(lambda: stage.app.place_name == "today" and not stage.app._line)
        await stage.pilot.pause()
        read_on.set()
        await stage.until(lambda: stage.app.facts.status.entry)
        assert stage.app.facts.status.entry is not None
        assert stage.app.facts.status.entry.task == "Pricing page copy"
        await stage.settle()
