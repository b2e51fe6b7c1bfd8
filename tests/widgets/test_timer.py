"""The timer pane: elapsed is now minus start, whatever happened in between."""

from __future__ import annotations

import time

from store.records import TimerStatus
from tests.widgets.samples import FRIDAY, MINUTE, entry, idle, running
from tests.widgets.stand import standing
from widgets.timer import Timer

SECOND = 1_000_000


def timer(status: TimerStatus, hint: str = "") -> Timer:
    """Make a pane that shows a status."""
    made = Timer()
    made.hint = hint
    made.status = status
    return made


async def test_it_says_what_runs() -> None:
    async with standing(timer(running()), (60, 10)) as (stand, _pilot):
        rows = [row.rstrip() for row in stand.rows()]
        assert rows[0].startswith("╭─ ● Running ")
        assert "Homepage hero" in rows[1]
        assert "Acme Redesign · Acme GmbH" in rows[2]
        assert "since 10:12 · today 5:40" in rows[3]
        assert rows[4].startswith("╰")


async def test_the_words_go_below_where_there_is_no_room_beside() -> None:
    async with standing(timer(running()), (40, 10)) as (stand, _pilot):
        rows = stand.rows()
        assert "█" in rows[1]
        assert "Homepage hero" not in rows[1]
        assert "Homepage hero" in rows[4]


async def test_an_identifier_stands_before_the_name() -> None:
    started = entry("Flaky import", FRIDAY, None, identifier="ENG-214")
    async with standing(timer(TimerStatus(started, 0, FRIDAY)), (60, 10)) as (stand, _pilot):
        assert "ENG-214 Flaky import" in stand.rows()[1]


async def test_nothing_runs() -> None:
    async with standing(timer(idle(), "press s"), (60, 10)) as (stand, _pilot):
        assert stand.widget.summary() == (  # type: ignore[attr-defined]
            "■ Stopped | 0:00:00 | Nothing runs. | press s | today 2:00"
        )


async def test_elapsed_follows_the_clock_and_not_the_ticks() -> None:
    pane = timer(running())
    async with standing(pane, (60, 10)) as (_stand, _pilot):
        assert pane.elapsed == "5:40:00"
        pane.now = FRIDAY + 3 * 3600 * SECOND + 59 * SECOND
        assert pane.elapsed == "8:40:59"
        assert "today 8:40" in pane.summary()


async def test_a_clock_that_was_set_back_never_shows_less_than_nothing() -> None:
    pane = timer(TimerStatus(entry("Homepage hero", FRIDAY, None), 0, FRIDAY))
    async with standing(pane, (60, 10)) as (_stand, _pilot):
        pane.now = FRIDAY - 90 * MINUTE
        assert pane.elapsed == "0:00:00"
        assert "today 0:00" in pane.summary()


async def test_a_tick_costs_little() -> None:
    pane = timer(running())
    async with standing(pane, (60, 10)) as (_stand, pilot):
        began = time.process_time()
        for second in range(1, 51):
            pane.now = FRIDAY + second * SECOND
            await pilot._wait_for_screen()
        assert (time.process_time() - began) / 50 < 0.02


async def test_a_note_stands_in_the_lower_edge() -> None:
    status = running()
    assert status.entry is not None
    noted = TimerStatus(status.entry.replace(note="headline [b]"), 0, FRIDAY)
    async with standing(timer(noted), (60, 10)) as (stand, _pilot):
        assert "note: headline [b]" in stand.rows()[4]
