"""A timer that was left running: noticed when it surely is, and not before."""

from __future__ import annotations

import pytest

from store import timer
from store.forgotten import forgotten_entry, last_sign_of_life
from store.ledger import Ledger
from store.tasks import add_task
from tests.clock import FixedClock
from tests.store.filling import at

CASES = [
    # started, last sign of life, now, forgotten
    ("14:00", "14:00", "14:05", False),
    ("08:00", "17:59", "18:00", False),  # ten hours are a long day
    ("08:00", "18:00", "18:01", True),
    ("23:00", "23:59", "2026-11-28 00:30", False),  # working past midnight
    ("23:00", "23:30", "2026-11-28 00:29", False),
    ("23:00", "23:30", "2026-11-28 00:31", True),
    ("22:00", "22:00", "23:30", False),  # silent for long, but of the same day
    ("17:00", "17:30", "2026-11-30 09:00", True),
]


@pytest.mark.parametrize(("started", "alive", "now", "forgotten"), CASES)
def test_a_timer_is_forgotten_after_a_long_time_or_a_silent_night(
    sqlite_ledger: Ledger, clock: FixedClock, started: str, alive: str, now: str, forgotten: bool
) -> None:
    with sqlite_ledger.write() as work:
        clock.wall_now = at(started)
        timer.start(work, add_task(work, "Night shift"))
        clock.wall_now = at(alive)
        timer.heartbeat(work)
        clock.wall_now = at(now)
        found = forgotten_entry(work)
        assert (found is not None) == forgotten
        if found:
            assert last_sign_of_life(found) == at(alive)


def test_a_sign_of_life_is_never_before_the_start(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        assert forgotten_entry(work) is None
        timer.start(work, add_task(work, "Night shift"))
        clock.set("2026-11-27 09:00")
        timer.heartbeat(work)
        entry = timer.status(work).entry
        assert entry
        assert last_sign_of_life(entry) == entry.started_at
        assert forgotten_entry(work) is None
