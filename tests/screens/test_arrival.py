"""What is asked at the door: the first time, and after a timer was left running."""

from __future__ import annotations

import pytest

from screens.arrival import TRY_DEMO
from screens.dialogs.ask import Ask
from screens.dialogs.help import Help
from screens.dialogs.welcome import Welcome
from store.entries import entries
from store.ledger import Ledger
from store.local_time import add_days, clock_text, day_start
from store.members import rename_member
from store.opening import open_ledger
from tests.clock import FixedClock
from tests.screens.agency import fill, run_timer
from tests.screens.stage import SMALL, Stage, opened
from widgets.task_list import TaskList


async def test_a_newcomer_is_offered_three_ways(sqlite_ledger: Ledger) -> None:
    async with opened(sqlite_ledger, SMALL) as stage:
        for way in ("Just start", "Connect Asana", "Try it with sandbox data"):
            assert way in stage.text
        await stage.press("enter")
        assert isinstance(stage.app.focused, TaskList)


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_after_the_welcome_the_keys_of_the_footer_work(
    sqlite_ledger: Ledger, key: str
) -> None:
    async with opened(sqlite_ledger) as stage:
        await stage.press(key, "s")
        await stage.type("Write proposal")
        await stage.press("enter")
        assert stage.app.facts.status.entry is not None
        assert stage.app.facts.status.entry.task == "Write proposal"
        await stage.press("x")
        assert stage.app.facts.status.entry is None


async def test_the_welcome_gives_way_to_the_key_of_a_command(sqlite_ledger: Ledger) -> None:
    async with opened(sqlite_ledger) as stage:
        await stage.press("6")
        assert stage.app.place_name == "integrations"
        assert not isinstance(stage.app.screen, Welcome)


async def test_the_welcome_gives_way_to_the_help(sqlite_ledger: Ledger) -> None:
    async with opened(sqlite_ledger) as stage:
        await stage.press("question_mark")
        assert isinstance(stage.app.screen, Help)


async def test_what_is_typed_at_once_starts_a_timer_behind_the_welcome(
    sqlite_ledger: Ledger,
) -> None:
    async with opened(sqlite_ledger) as stage:
        stage.burst("s", *"Proposal", "enter")
        await stage.until(lambda: stage.app.facts.status.entry)
        assert stage.app.facts.status.entry is not None
        assert stage.app.facts.status.entry.task == "Proposal"
        await stage.settle()


async def test_a_newcomer_can_go_and_connect(sqlite_ledger: Ledger) -> None:
    async with opened(sqlite_ledger) as stage:
        await stage.pilot.press("down", "enter")
        await stage.until(lambda: "Paste a personal access token" in stage.text)
        assert stage.app.place_name == "integrations"


async def test_a_member_is_told_what_is_off_and_who_can_turn_it_on(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    with sqlite_ledger.write() as work:
        rename_member(work, work.owner, "Ada")
    bob = open_ledger(sqlite_ledger.path, clock, member="bob")
    async with opened(bob) as stage:
        said = " ".join(stage.text.split())
        assert "Only Ada can turn that on." in said
        assert stage.text.count("off in this workspace") >= 2
        await stage.press("down", "enter")
        await stage.until(lambda: "Only Ada can turn it on" in said_by(stage))
        assert stage.app.place_name == "integrations"
        for key in ("a", "enter", "ctrl+r"):
            stage.app.clear_notifications()
            await stage.press(key)
            await stage.until(lambda: "Only Ada can turn it on" in said_by(stage))
        assert "a connect" not in stage.text
    bob.close()


def said_by(stage: Stage) -> str:
    """Join what was said in notices."""
    return " ".join(" ".join(notice.message.split()) for notice in stage.app._notifications)


async def test_a_newcomer_can_try_the_demo(sqlite_ledger: Ledger) -> None:
    async with opened(sqlite_ledger) as stage:
        await stage.pilot.press("down", "down", "down", "enter")
        await stage.pilot.pause()
    assert stage.app.return_value == TRY_DEMO


async def test_who_has_tasks_is_asked_nothing(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        assert "Welcome" not in stage.text


async def leave_running(ledger: Ledger, clock: FixedClock) -> None:
    """Leave a timer running on Thursday at 17:02, last seen at 17:40, until Friday."""
    clock.set("2026-11-26 17:40")
    run_timer(ledger, minutes=38)
    clock.set("2026-11-27 08:30")


def ended(ledger: Ledger) -> str | None:
    """Tell when that timer ended; None while it runs."""
    day = (2026, 11, 26)
    with ledger.read() as work:
        found = entries(work, day_start(day), day_start(add_days(day, 1)))
    stopped = next(entry for entry in found if clock_text(entry.started_at) == "17:02").stopped_at
    return None if stopped is None else clock_text(stopped)


@pytest.mark.parametrize(
    ("keys", "end"), [(("enter",), None), (("down", "enter"), "17:40"), (("escape",), None)]
)
async def test_a_forgotten_timer_is_kept_or_ended(
    sqlite_ledger: Ledger, clock: FixedClock, keys: tuple[str, ...], end: str | None
) -> None:
    fill(sqlite_ledger)
    await leave_running(sqlite_ledger, clock)
    async with opened(sqlite_ledger) as stage:
        assert "Was it forgotten?" in stage.text.replace("│\n", "")
        assert "End it at Thu 17:40" in stage.text
        await stage.press(*keys)
        assert ended(sqlite_ledger) == end


async def test_a_forgotten_timer_is_ended_at_a_time_that_is_asked_for(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    fill(sqlite_ledger)
    await leave_running(sqlite_ledger, clock)
    async with opened(sqlite_ledger) as stage:
        await stage.press("down", "down", "enter")
        assert isinstance(stage.app.screen, Ask)
        await stage.type("noon?")
        await stage.press("enter")
        assert "“noon?” is no moment" in stage.text
        await stage.press("end", "ctrl+u")
        await stage.type("17:15")
        await stage.press("enter")
        assert ended(sqlite_ledger) == "17:15"
        assert "Ended Homepage hero at Thu 17:15, after 0:13. u takes it back." in stage.notices


async def test_a_day_of_work_is_not_asked_about(sqlite_ledger: Ledger, clock: FixedClock) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger, minutes=300)
    async with opened(sqlite_ledger) as stage:
        assert "Still working?" not in stage.text
