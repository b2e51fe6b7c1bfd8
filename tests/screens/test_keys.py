"""Keys, palette, help, footer and mouse: all read off the one table."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from app.commands import COMMANDS
from screens.dialogs.ask import Ask
from screens.dialogs.choices import ChoiceList
from screens.dialogs.help import Help
from screens.dialogs.palette import Palette
from store.ledger import Ledger
from store.projects import add_project
from store.timer import status
from tests.screens.agency import fill, run_timer
from tests.screens.stage import SMALL, Stage, opened
from widgets.bar_line import BarLine
from widgets.search_field import SearchField
from widgets.task_list import TaskList

PLACES = (
    *(("1", "today"), ("2", "entries"), ("3", "week"), ("4", "projects")),
    *(("5", "invoices"), ("6", "integrations")),
)


def is_running(ledger: Ledger) -> bool:
    with ledger.read() as work:
        return status(work).entry is not None


async def test_places_are_a_digit_away(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        for key, place in (*PLACES[1:], PLACES[0]):
            await stage.press(key)
            assert stage.app.place_name == place
        await stage.press("7")
        assert stage.app.place_name == "today"


async def test_letters_are_text_while_typing(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("s")
        await stage.type("x1?q")
        assert is_running(sqlite_ledger)
        assert stage.app.screen.query_one(SearchField).value == "x1?q"


async def test_the_keys_for_anywhere_work_while_typing_and_over_a_dialog(
    sqlite_ledger: Ledger,
) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("2", "n")
        assert isinstance(stage.app.screen, Ask)
        await stage.press("ctrl+g")
        assert not is_running(sqlite_ledger)
        await stage.press("ctrl+t")
        assert stage.app.place_name == "today"
        assert isinstance(stage.app.focused, SearchField)


async def test_what_makes_no_sense_is_not_offered(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        footer = stage.app.screen.query_one("#footer", BarLine)
        assert "r resume" in footer.summary()
        assert "x stop" not in footer.summary()
        await stage.press("x")
        assert stage.notices == []
        await stage.press("r")
        assert "x stop" in footer.summary()
        assert "r resume" not in footer.summary()


async def test_the_help_lists_the_keys_of_the_place_and_does_what_is_chosen(
    sqlite_ledger: Ledger,
) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("question_mark")
        assert isinstance(stage.app.screen, Help)
        assert "Choose the project that tasks are picked for" in stage.text
        assert "Delete this entry" not in stage.text
        await stage.press("down", "enter")
        assert isinstance(stage.app.focused, SearchField)


async def test_the_palette_finds_a_command_by_its_words(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("ctrl+p")
        assert isinstance(stage.app.screen, Palette)
        await stage.type("go week")
        await stage.until(lambda: "Go to Week" in stage.text)
        await stage.press("enter")
        await stage.until(lambda: stage.app.place_name == "week")


async def test_the_palette_runs_a_command(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("ctrl+p")
        await stage.type("drop")
        await stage.until(lambda: "Drop the running timer" in stage.text)
        await stage.press("enter")
        await stage.until(lambda: not is_running(sqlite_ledger))


async def test_a_theme_is_chosen_and_it_is_said_how_to_keep_it(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("ctrl+p")
        await stage.type("theme")
        await stage.press("enter")
        await stage.type("nord")
        await stage.press("enter")
        assert stage.app.theme == "nord"
        said = stage.notices[-1]
        assert 'theme = "nord"' in said
        assert "config.toml" in said


async def test_of_each_kind_only_the_newest_notice_is_shown(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger, SMALL) as stage:
        for number in range(3):
            stage.app.say(f"Good {number}.")
            stage.app.say(f"Bad {number}.", "warning")
        await stage.settle()
        assert stage.notices == ["Good 2.", "Bad 2."]
        assert stage.text.count("Good 2.") == 1
        assert "start" in stage.lines[-1]
        await stage.press("question_mark")
        assert stage.text.count("Good 2.") == 1
        await stage.press("escape")
        assert stage.text.count("Good 2.") == 1


async def test_with_nothing_to_go_on_with_nothing_of_it_is_offered(sqlite_ledger: Ledger) -> None:
    async with opened(sqlite_ledger) as stage:
        await stage.press("escape")
        footer = stage.app.screen.query_one("#footer", BarLine).summary()
        assert "resume" not in footer
        assert "undo" not in footer
        assert "press s to pick a task" in stage.text
        assert "go on with the last" not in stage.text
        await stage.press("s")
        await stage.type("Books")
        await stage.press("enter")
        assert "u undo" in stage.app.screen.query_one("#footer", BarLine).summary()


@pytest.mark.parametrize("size", [(51, 30), (90, 13)])
async def test_a_terminal_that_is_too_small_is_told_so(
    sqlite_ledger: Ledger, size: tuple[int, int]
) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger, size) as stage:
        assert stage.text.strip() == "Ayron needs at least 52×14."


async def test_in_the_least_terminal_a_task_can_be_picked(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger, (52, 14)) as stage:
        assert "Homepage hero" in stage.text


async def test_what_is_called_so_stands_before_what_is_only_a_clients(
    sqlite_ledger: Ledger,
) -> None:
    with sqlite_ledger.write() as work:
        add_project(work, "Internal", "Acme")
        add_project(work, "The Acme Site", "Orbit")
        add_project(work, "Acme Shop", "Orbit")
    async with opened(sqlite_ledger) as stage:
        await stage.press("escape", "p")
        await stage.type("acme")
        found = stage.app.screen.query_one(ChoiceList).summary()
        assert [line[2:] for line in found[:3]] == [
            "Acme Shop Orbit",
            "The Acme Site Orbit",
            "Internal Acme",
        ]


async def test_own_keys_replace_the_default_ones(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger, keys={"timer.resume": "g,f5"}) as stage:
        assert "g resume" in stage.app.screen.query_one("#footer", BarLine).summary()
        await stage.press("r")
        assert not is_running(sqlite_ledger)
        await stage.press("g")
        assert is_running(sqlite_ledger)


async def test_keys_that_cannot_be_are_said_and_the_default_stays(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger, keys={"timer.resume": "s"}) as stage:
        assert "cannot share a key" in stage.notices[0]
        await stage.press("r")
        assert is_running(sqlite_ledger)


async def test_the_mouse_goes_places_and_presses_keys(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await click(stage, "2 Entries")
        assert stage.app.place_name == "entries"
        await click(stage, "1 Today")
        await click(stage, "r resume")
        assert is_running(sqlite_ledger)
        await click(stage, "x stop")
        assert not is_running(sqlite_ledger)


async def test_a_double_click_starts_a_task(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        row = next(n for n, line in enumerate(stage.lines) if "Kick-off notes" in line)
        await stage.pilot.click(offset=(10, row), times=2)
        await stage.settle()
        assert is_running(sqlite_ledger)


async def click(stage: Stage, text: str) -> None:
    """Click on a text."""
    row, line = next((n, line) for n, line in enumerate(stage.lines) if text in line)
    await stage.pilot.click(offset=(line.index(text) + len(text) - 1, row))
    await stage.settle()


async def test_quitting_takes_no_time_and_leaves_the_timer(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.pilot.press("q")
        await stage.until(lambda: not stage.app.is_running)
    assert stage.app.return_value == 0
    assert is_running(sqlite_ledger)


@pytest.mark.parametrize("size", [SMALL, (200, 60)])
async def test_every_place_fits(sqlite_ledger: Ledger, size: tuple[int, int]) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger)
    async with opened(sqlite_ledger, size) as stage:
        for key, _place in PLACES:
            await stage.press(key)
            assert all(len(line) <= size[0] for line in stage.lines)
            assert "5 Invoices" in stage.text
            assert "? help" in stage.text


async def test_themes_and_no_color_work(
    sqlite_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_ledger)
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(sqlite_ledger, theme="ayron-light") as stage:
        assert stage.app.no_color
        assert "▸" in stage.text
        for theme in stage.app.available_themes:
            stage.app.theme = theme
            await stage.pilot.pause()
        assert stage.app.screen.query_one(TaskList).current is not None


async def test_an_unknown_theme_is_said(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger, theme="nonesuch") as stage:
        assert stage.notices == ["There is no theme “nonesuch”; this is ayron-dark."]


async def test_every_command_has_somebody_who_does_it(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        for key, place in PLACES:
            await stage.press(key)
            for command in COMMANDS:
                if place in command.places:
                    doers = (stage.app.place, stage.app)
                    assert any(hasattr(doer, command.method) for doer in doers), command.id


async def test_a_field_of_a_dialog_takes_every_letter(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("a")
        await stage.type("xq1?/")
        field = stage.app.focused
        assert isinstance(field, Input)
        assert field.value == "xq1?/"


async def test_a_list_of_choices_finds_what_is_abbreviated_after_what_can_be_made(
    sqlite_ledger: Ledger,
) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("p")
        await stage.type("acrd")
        assert stage.app.screen.query_one(ChoiceList).summary() == [
            "> + create “acrd”",
            "  Acme Redesign Acme GmbH",
        ]
