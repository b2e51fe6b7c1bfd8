"""Clocks that are set, that jump, that begin again: flagged where it matters, never negative."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import entries, timer
from store.clock import HOUR, SECOND
from store.ledger import Ledger
from store.records import Entry
from store.tasks import add_task
from store.work import Work
from tests.clock import FRIDAY, FixedClock
from tests.store.filling import at


def running_id(work: Work) -> str:
    """Return the id of the entry that runs."""
    entry = timer.status(work).entry
    assert entry
    return entry.id


def started(ledger: Ledger) -> None:
    """Start a timer at 14:05 in a transaction of its own."""
    with ledger.write() as work:
        timer.start(work, add_task(work, "Write proposal"))


def stopped(ledger: Ledger) -> Entry:
    """Stop it."""
    with ledger.write() as work:
        entry = timer.stop(work).stopped
    assert entry
    return entry


def test_time_that_just_passes_is_not_flagged(sqlite_ledger: Ledger, clock: FixedClock) -> None:
    started(sqlite_ledger)
    clock.advance(days=3, seconds=1)
    clock.wall_now += SECOND  # a time server corrects by a second
    assert stopped(sqlite_ledger).flags == ()


def test_set_back_before_the_start_the_boot_clock_counts(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    started(sqlite_ledger)
    clock.advance(minutes=30)
    clock.set("2026-11-27 13:00")
    entry = stopped(sqlite_ledger)
    assert (entry.seconds(0), entry.flags) == (1800, ("clock",))


def test_set_back_after_the_start_it_is_flagged(sqlite_ledger: Ledger, clock: FixedClock) -> None:
    started(sqlite_ledger)
    clock.advance(minutes=30)
    clock.set("2026-11-27 14:10")
    entry = stopped(sqlite_ledger)
    assert (entry.stopped_at, entry.flags) == (at("14:10"), ("clock",))


def test_set_forward_it_is_flagged(sqlite_ledger: Ledger, clock: FixedClock) -> None:
    started(sqlite_ledger)
    clock.advance(minutes=30)
    clock.set("2026-11-28 14:05")
    entry = stopped(sqlite_ledger)
    assert (entry.seconds(0), entry.flags) == (86_400, ("clock",))


def test_a_reboot_says_nothing_about_the_wall(sqlite_ledger: Ledger, clock: FixedClock) -> None:
    started(sqlite_ledger)
    clock.advance(hours=2)
    clock.reboot()
    entry = stopped(sqlite_ledger)
    assert (entry.seconds(0), entry.flags) == (7200, ())


def test_a_reboot_with_the_wall_set_back_gives_no_negative_time(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    started(sqlite_ledger)
    clock.reboot()
    clock.set("2026-11-27 13:00")
    entry = stopped(sqlite_ledger)
    assert (entry.seconds(0), entry.flags) == (0, ("clock",))


def test_a_machine_without_a_boot_clock_is_not_flagged(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    clock.boot_name = ""
    started(sqlite_ledger)
    clock.set("2026-11-27 15:05")
    assert stopped(sqlite_ledger).flags == ()


def test_while_the_wall_is_before_the_start_nothing_is_negative(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    started(sqlite_ledger)
    clock.set("2026-11-27 13:00")
    with sqlite_ledger.read() as work:
        status = timer.status(work)
    assert status.today_seconds == 0
    assert status.entry
    assert status.entry.seconds(status.now) == 0


def test_a_start_that_was_given_or_edited_is_no_changed_clock(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    with sqlite_ledger.write() as work:
        timer.start(work, add_task(work, "Write proposal"), at=at("10:00"))
    clock.advance(minutes=5)
    with sqlite_ledger.write() as work:
        entries.edit(work, running_id(work), started_at=at("09:00"))
    clock.advance(minutes=5)
    entry = stopped(sqlite_ledger)
    assert (entry.seconds(0), entry.flags) == (5 * 3600 + 15 * 60, ())
    with sqlite_ledger.write() as work:
        entries.undo(work)
    clock.advance(minutes=5)
    assert stopped(sqlite_ledger).flags == ()


def test_a_flag_goes_once_a_person_has_set_the_times(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    started(sqlite_ledger)
    clock.set("2026-11-27 16:00")
    entry = stopped(sqlite_ledger)
    with sqlite_ledger.write() as work:
        assert entries.edit(work, entry.id, note="late").changed[0].flags == ("clock",)
        assert entries.edit(work, entry.id, stopped_at=at("15:00")).changed[0].flags == ()


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(-(10**12), 10**12), st.integers(0, 10**12), st.booleans())
def test_whatever_the_clocks_do_no_time_is_negative(
    sqlite_ledger: Ledger, wall: int, boot: int, reboots: bool
) -> None:
    clock = sqlite_ledger.clock
    assert isinstance(clock, FixedClock)
    clock.wall_now, clock.boot_now, clock.boot_name = FRIDAY, HOUR, "boot-1"
    started(sqlite_ledger)
    clock.wall_now += wall
    clock.boot_now += boot
    if reboots:
        clock.reboot()
    entry = stopped(sqlite_ledger)
    assert entry.stopped_at is not None
    assert entry.stopped_at >= entry.started_at
    jumped = abs(wall - boot) > timer.TOLERANCE
    assert ("clock" in entry.flags) == (wall < 0 if reboots else jumped or wall < 0)
