"""Which project is this for? Asked after the timer runs, and in nobody's way."""

from __future__ import annotations

from screens.dialogs.choices import Choose, Find
from store.choices import remembered
from store.entries import edit
from store.ledger import Ledger
from store.mapping import mappings
from store.projects import add_project, projects
from store.records import Entry
from store.timer import status
from tests.clock import FixedClock
from tests.screens.agency import connect, fill, run_timer
from tests.screens.members import bob_beside
from tests.screens.stage import SMALL, Stage, opened
from widgets.bar_line import BarLine
from widgets.search_field import SearchField


def running(ledger: Ledger) -> Entry:
    with ledger.read() as work:
        entry = status(work).entry
    assert entry is not None
    return entry


def answers(ledger: Ledger) -> dict[str, str | None]:
    with ledger.read() as work:
        return {row.remote_id: row.project for row in remembered(work)}


def mapped(ledger: Ledger) -> dict[str, str]:
    with ledger.read() as work:
        return {row.remote_id: row.project for row in mappings(work)}


def question(stage: Stage) -> str:
    """The line that asks, empty where none does."""
    bars = stage.app.screen_stack[0].query("#question").results(BarLine)
    return "".join(bar.summary() for bar in bars if bar.display)


async def start(stage: Stage, name: str) -> None:
    """Start a timer on the task whose name begins so."""
    stage.burst("s", *name, "enter")
    await stage.until(lambda: name in _runs(stage))
    await stage.settle()


def _runs(stage: Stage) -> str:
    entry = stage.app.facts.status.entry
    return entry.task.lower() if entry else ""


async def test_the_timer_runs_at_once_and_the_question_follows(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger, SMALL) as stage:
        await start(stage, "flaky")
        assert running(sqlite_ledger).project_id is None
        assert question(stage).startswith("w which project?  Flaky import is in Orbit API (Asana)")
        await stage.press("2")
        assert "w which project?" in stage.text
        await stage.press("s", "w")
        assert stage.app.focused is stage.app.screen.query_one(SearchField)
        assert stage.app.screen.query_one(SearchField).value == "w"


async def test_left_unanswered_it_stays_and_is_asked_by_the_same_key(
    sqlite_ledger: Ledger,
) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await start(stage, "flaky")
        await stage.press("w", "escape")
        assert question(stage) != ""
        await stage.press("w", "enter")
        assert isinstance(stage.app.screen, Choose)
        await stage.press("escape")
        assert question(stage) != ""
        await stage.press("n", "escape", "w")
        assert isinstance(stage.app.screen, Find)
        await stage.press("escape")
        assert answers(sqlite_ledger) == {}
        await start(stage, "bookk")
        assert question(stage) == ""


async def test_what_was_left_is_asked_again_when_an_undo_brings_its_timer_back(
    sqlite_ledger: Ledger,
) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await start(stage, "flaky")
        await stage.press("w", "escape")
        await start(stage, "kick")
        assert question(stage) != ""
        await stage.press("u")
        await stage.until(lambda: "Flaky import" in question(stage))


async def test_a_click_on_the_line_asks(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await start(stage, "flaky")
        await stage.pilot.click("#question", offset=(4, 0))
        await stage.settle()
        assert isinstance(stage.app.screen, Find)


async def test_an_answer_fills_the_entry_in_and_is_remembered(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await start(stage, "flaky")
        await stage.press("w")
        await stage.type("intern")
        await stage.press("enter", "down", "enter")
        assert running(sqlite_ledger).project == "Internal"
        assert answers(sqlite_ledger) == {"p2": "Internal"}
        assert "p2" not in mapped(sqlite_ledger)
        assert question(stage) == ""
        await start(stage, "kick")
        assert running(sqlite_ledger).project == "Internal"
        assert question(stage) == ""


async def test_an_admin_may_map_it_and_undo_takes_all_of_it_back(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await start(stage, "flaky")
        await stage.press("w", "enter")
        assert "Map it to Orbit API" in stage.text
        await stage.press("enter")
        assert running(sqlite_ledger).project == "Orbit API"
        assert mapped(sqlite_ledger)["p2"] == "Orbit API"
        await stage.press("u")
        await stage.until(lambda: question(stage))
        assert running(sqlite_ledger).project is None
        assert "p2" not in mapped(sqlite_ledger)
        assert answers(sqlite_ledger) == {}
        await stage.press("ctrl+r" if False else "U")
        await stage.until(lambda: not question(stage))
        assert mapped(sqlite_ledger)["p2"] == "Orbit API"


async def test_an_entry_that_is_edited_later_takes_no_answer_back(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await start(stage, "flaky")
        await stage.press("w", "enter", "enter")
        first = running(sqlite_ledger)
        await start(stage, "homepage")
        with sqlite_ledger.write() as work:
            edit(work, first.id, project_id=None)
        await stage.press("x")
        await stage.until(lambda: stage.app.facts.status.entry is None)
        await stage.settle()
        assert mapped(sqlite_ledger)["p2"] == "Orbit API"
        assert answers(sqlite_ledger) == {"p2": "Orbit API"}


async def test_a_long_answer_and_its_remark_stand_apart(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        add_project(work, "Bäckerei Weiß Website 2027")
    async with opened(sqlite_ledger) as stage:
        await start(stage, "flaky")
        await stage.press("w")
        await stage.type("bäckerei")
        await stage.press("enter")
        assert "…   its tasks come first" in stage.text


async def test_a_new_project_can_be_the_answer(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await start(stage, "flaky")
        await stage.press("w")
        await stage.type("Orbit 2")
        await stage.press("end", "enter", "enter")
        assert running(sqlite_ledger).project == "Orbit 2"
        assert mapped(sqlite_ledger)["p2"] == "Orbit 2"
        await stage.press("u")
        await stage.until(lambda: question(stage))
        with sqlite_ledger.read() as work:
            assert "Orbit 2" not in [project.name for project in projects(work)]


async def test_a_project_of_the_same_name_is_offered_and_none_is_typed_by_accident(
    sqlite_ledger: Ledger,
) -> None:
    with sqlite_ledger.write() as work:
        connect(work)
    async with opened(sqlite_ledger) as stage:
        await start(stage, "flaky")
        await stage.press("w")
        assert "▸ + create “Orbit API”" in stage.text
        await stage.type("orbit")
        assert "don't ask again" not in stage.text
        await stage.press("enter", "enter")
        assert running(sqlite_ledger).project == "Orbit API"
        assert mapped(sqlite_ledger) == {"p2": "Orbit API"}


async def test_no_project_is_an_answer_that_can_be_forgotten(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await start(stage, "flaky")
        await stage.press("w", "up")
        assert "▸ No project, and don't ask again" in stage.text
        await stage.press("enter")
        assert answers(sqlite_ledger) == {"p2": None}
        await start(stage, "kick")
        assert question(stage) == ""
        await stage.press("4", "f")
        assert "Orbit API" in stage.text
        await stage.press("enter")
        assert answers(sqlite_ledger) == {}
        await start(stage, "flaky")
        assert question(stage) != ""


async def test_what_has_a_project_asks_nothing(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        for name in ("homep", "bookk", "review"):
            await start(stage, name)
            assert question(stage) == ""
        await stage.press("p", *"internal", "enter")
        await start(stage, "flaky")
        assert running(sqlite_ledger).project == "Internal"
        assert question(stage) == ""


async def test_a_start_elsewhere_is_asked_about_here(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        run_timer(sqlite_ledger, "asana:14")
        await stage.until(lambda: question(stage))
        assert stage.app.screen is stage.app.place


async def test_a_member_answers_for_nobody_else(sqlite_ledger: Ledger, clock: FixedClock) -> None:
    fill(sqlite_ledger)
    with bob_beside(sqlite_ledger, clock) as ledger:
        async with opened(ledger) as stage:
            await start(stage, "flaky")
            await stage.press("w")
            await stage.type("orbit 2")
            assert "+ create" not in stage.text
            await stage.press("ctrl+u")
            await stage.type("orbit api")
            await stage.press("enter")
            assert running(ledger).project == "Orbit API"
            assert answers(ledger) == {"p2": "Orbit API"}
            assert "p2" not in mapped(ledger)
