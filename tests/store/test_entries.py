"""Entries put right after the fact, overlaps marked, and what lies in a range of time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import entries, timer
from store.clock import DAY, HOUR, MINUTE
from store.errors import NothingToDo, Refused
from store.ledger import Ledger
from store.projects import add_project
from store.records import Entry
from store.tasks import add_task, move_task
from store.work import Work
from tests.clock import FRIDAY, FixedClock
from tests.store.filling import RemoteTask, at, connect, contents, map_project, mirror, write_down


def overlapping(found: list[Entry]) -> list[str]:
    """List the notes of the entries that are marked."""
    return [entry.note for entry in found if "overlap" in entry.flags]


def on_friday(work: Work) -> list[Entry]:
    """List the entries of the fixtures' Friday."""
    return entries.entries(work, at("00:00"), at("2026-11-28 00:00"))


def test_an_entry_is_added(ledger: Ledger) -> None:
    with ledger.write() as work:
        task_id = add_task(work, "Bookkeeping", add_project(work, "Internal").id)
        change = entries.add(work, task_id, at("09:00"), at("10:30"), note=" receipts\n")
        assert change.sentence == "Added 1:30 on Bookkeeping."
        (entry,) = change.changed
        assert (entry.started_at, entry.stopped_at) == (at("09:00"), at("10:30"))
        assert (entry.task, entry.project, entry.note) == ("Bookkeeping", "Internal", "receipts")
        assert (entry.billable, entry.tags, entry.flags) == (True, (), ())
        assert entry.zone == "Europe/Berlin"
        assert on_friday(work) == [entry]


def test_the_project_of_past_hours_stays(ledger: Ledger) -> None:
    with ledger.write() as work:
        then, now = add_project(work, "then").id, add_project(work, "now").id
        task_id = add_task(work, "Bookkeeping", then)
        entry_id = write_down(work, task_id, "09:00", "10:00")
        move_task(work, task_id, now)
        write_down(work, task_id, "10:00", "11:00")
        assert [entry.project for entry in on_friday(work)] == ["then", "now"]
        assert [entry.id for entry in entries.entries(work, 0, FRIDAY, then)] == [entry_id]


def test_every_field_is_edited(ledger: Ledger) -> None:
    with ledger.write() as work:
        mirror(work, connect(work), RemoteTask("1", "Homepage hero", ("p1",)))
        orbit = add_project(work, "Orbit", "Orbit Labs").id
        map_project(work, "p1", add_project(work, "Acme").id)
        entry_id = write_down(work, add_task(work, "Bookkeeping"), "09:00", "10:00")
        (entry,) = entries.edit(
            work,
            entry_id,
            task_id="asana:1",
            project_id=orbit,
            started_at=at("09:10"),
            stopped_at=at("09:50"),
            note="hero\tcopy",
            billable=False,
            tags=["deep work", "deep work", "", "tax"],
        ).changed
        assert (entry.task, entry.source, entry.remote_id) == ("Homepage hero", "asana", "1")
        assert (entry.project, entry.client) == ("Orbit", "Orbit Labs")
        assert (entry.started_at, entry.stopped_at) == (at("09:10"), at("09:50"))
        assert (entry.note, entry.billable) == ("hero copy", False)
        assert entry.tags == ("deep-work", "tax")
        assert entries.edit(work, entry_id, project_id=None).changed[0].project is None


def test_an_edit_that_changes_nothing_is_no_operation(ledger: Ledger) -> None:
    with ledger.write() as work:
        entry_id = write_down(work, add_task(work, "Bookkeeping"), "09:00", "10:00")
        timer.start(work, add_task(work, "Write proposal"))
        entries.undo(work)
    before = contents(ledger, "entry", "journal")
    with ledger.write() as work:
        (entry,) = on_friday(work)
        change = entries.edit(
            work,
            entry_id,
            **{name: getattr(entry, name) for name in ("task_id", "started_at", "note", "tags")},
            billable=True,
        )
        assert change.changed == (entry,)
        assert change.sentence == "Bookkeeping stays as it is."
    assert contents(ledger, "entry", "journal") == before
    with ledger.write() as work:
        entries.redo(work)


def test_an_end_ends_the_running_entry_and_none_lets_it_run_on(ledger: Ledger) -> None:
    with ledger.write() as work:
        started = timer.start(work, add_task(work, "Write proposal"), at=at("13:00")).started
        assert started
        entries.edit(work, started.id, stopped_at=at("13:30"))
        assert timer.status(work).entry is None
        entries.edit(work, started.id, stopped_at=None)
        assert timer.status(work).entry == started


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"started_at": at("10:01")}, "cannot end at 10:00 when it begins at 10:01"),
        ({"stopped_at": at("08:59")}, "cannot end at 08:59 when it begins at 09:00"),
        ({"stopped_at": at("14:06")}, "14:06 is still to come"),
        ({"started_at": at("15:00"), "stopped_at": None}, "15:00 is still to come"),
        ({"project_id": "nowhere"}, "no project nowhere"),
        ({"task_id": "nothing"}, "no task nothing"),
        ({"task_id": "asana:404"}, "no task asana:404"),
    ],
)
def test_an_edit_that_cannot_be_leaves_all_as_it_was(
    sqlite_ledger: Ledger, changes: dict[str, object], sentence: str
) -> None:
    with sqlite_ledger.write() as work:
        entry_id = write_down(work, add_task(work, "Bookkeeping"), "09:00", "10:00")
    before = contents(sqlite_ledger, "entry", "journal")
    with pytest.raises((Refused, NothingToDo), match=sentence), sqlite_ledger.write() as work:
        entries.edit(work, entry_id, note="changed", **changes)
    assert contents(sqlite_ledger, "entry", "journal") == before


def test_an_add_that_cannot_be_is_refused(ledger: Ledger) -> None:
    with ledger.write() as work:
        task_id = add_task(work, "Bookkeeping")
        with pytest.raises(Refused, match="cannot end at 09:00"):
            entries.add(work, task_id, at("10:00"), at("09:00"))
        with pytest.raises(Refused, match="still to come"):
            entries.add(work, task_id, at("10:00"), at("14:06"))
        with pytest.raises(Refused, match="no project nowhere"):
            entries.add(work, task_id, at("09:00"), at("10:00"), project_id="nowhere")
        with pytest.raises(NothingToDo, match="no task nothing"):
            entries.add(work, "nothing", at("09:00"), at("10:00"))
        assert on_friday(work) == []


def test_delete_takes_all_or_none(ledger: Ledger) -> None:
    with ledger.write() as work:
        task_id = add_task(work, "Bookkeeping")
        first = write_down(work, task_id, "09:00", "10:00")
        second = write_down(work, task_id, "10:00", "11:00")
    with pytest.raises(NothingToDo, match="no entry nothing"), ledger.write() as work:
        entries.delete(work, [first, "nothing"])
    with ledger.write() as work:
        assert len(on_friday(work)) == 2
        change = entries.delete(work, [first, second, first])
        assert change.removed == (first, second)
        assert change.sentence == "Deleted 2 entries."
        assert on_friday(work) == []


class TestOverlaps:
    """Two entries may overlap, but only knowingly: they are marked wherever they are listed."""

    def test_touching_is_no_overlap(self, ledger: Ledger) -> None:
        with ledger.write() as work:
            task_id = add_task(work, "Bookkeeping")
            write_down(work, task_id, "09:00", "12:32", note="morning")
            write_down(work, task_id, "12:32", "13:00", note="noon")
            write_down(work, task_id, "12:32", "12:32", note="nothing")
            write_down(work, task_id, "12:45", "12:45", note="nothing, inside")
            assert overlapping(on_friday(work)) == []

    def test_sharing_time_is_marked_at_once_and_in_the_list(self, ledger: Ledger) -> None:
        with ledger.write() as work:
            task_id = add_task(work, "Bookkeeping")
            write_down(work, task_id, "09:00", "12:00", note="long")
            write_down(work, task_id, "09:30", "09:40", note="inside")
            write_down(work, task_id, "13:00", "13:30", note="apart")
            added = entries.add(work, task_id, at("11:59"), at("13:00"), note="late").changed[0]
            assert added.flags == ("overlap",)
            assert overlapping(on_friday(work)) == ["long", "inside", "late"]
            moved = entries.edit(work, added.id, started_at=at("12:00")).changed[0]
            assert moved.flags == ()

    def test_the_running_entry_overlaps_up_to_now(self, ledger: Ledger, clock: FixedClock) -> None:
        with ledger.write() as work:
            task_id = add_task(work, "Bookkeeping")
            timer.start(work, task_id, at=at("13:00"), note="running")
            clock.advance(minutes=30)
            write_down(work, task_id, "14:10", "14:20", note="inside")
            assert overlapping(on_friday(work)) == ["running", "inside"]

    def test_an_overlap_outside_the_range_is_marked_too(self, ledger: Ledger) -> None:
        with ledger.write() as work:
            task_id = add_task(work, "Bookkeeping")
            write_down(work, task_id, "2026-11-26 22:00", "2026-11-27 01:00", note="night")
            write_down(work, task_id, "2026-11-26 22:30", "2026-11-26 23:00", note="evening")
            assert overlapping(on_friday(work)) == ["night"]
            thursday = entries.entries(work, at("2026-11-26 00:00"), at("00:00"))
            assert overlapping(thursday) == ["night", "evening"]


class TestRanges:
    """What lies in [from, to): all that shares time with it, however long."""

    def test_an_entry_across_midnight_is_in_both_days(self, ledger: Ledger) -> None:
        with ledger.write() as work:
            task_id = add_task(work, "Bookkeeping")
            night = write_down(work, task_id, "2026-11-26 23:00", "2026-11-27 01:00")
            ends = write_down(work, task_id, "2026-11-26 20:00", "2026-11-27 00:00")
            thursday = entries.entries(work, at("2026-11-26 00:00"), at("00:00"))
            assert [entry.id for entry in thursday] == [ends, night]
            assert [entry.id for entry in on_friday(work)] == [night]

    def test_an_entry_of_days_is_in_each_of_them(self, ledger: Ledger) -> None:
        with ledger.write() as work:
            task_id = add_task(work, "Night train")
            entry_id = write_down(work, task_id, "2026-11-23 10:00", "2026-11-26 10:00")
            found = [
                [entry.id for entry in entries.entries(work, start, start + DAY)]
                for start in range(at("2026-11-22 00:00"), FRIDAY, DAY)
            ]
            assert found == [[], [entry_id], [entry_id], [entry_id], [entry_id], []]

    def test_a_timer_left_running_is_in_each_day_up_to_now(
        self, ledger: Ledger, clock: FixedClock
    ) -> None:
        with ledger.write() as work:
            timer.start(work, add_task(work, "Night train"))
            clock.advance(days=3)
            days = range(at("00:00"), at("00:00") + 6 * DAY, DAY)
            found = [len(entries.entries(work, start, start + DAY)) for start in days]
            assert found == [1, 1, 1, 1, 0, 0]


spans = st.tuples(st.integers(-80, 0), st.integers(0, 60))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(spans, max_size=12), st.integers(-90, 10), st.integers(0, 60), st.booleans())
def test_ranges_and_overlaps_hold_against_comparing_each_with_each(
    sqlite_ledger: Ledger, hours: list[tuple[int, int]], first: int, length: int, runs: bool
) -> None:
    start, end = FRIDAY + first * HOUR, FRIDAY + (first + length) * HOUR
    with sqlite_ledger.write() as work:
        work.run("DELETE FROM entry")
        task_id = add_task(work, "task")
        found = {}
        for begin, lasts in hours:
            span = (FRIDAY + begin * HOUR, FRIDAY + min(0, begin + lasts) * HOUR)
            found[entries.add(work, task_id, *span).changed[0].id] = span
        if runs:
            started = timer.start(work, task_id, at=FRIDAY - 30 * HOUR).started
            assert started
            found[started.id] = (FRIDAY - 30 * HOUR, FRIDAY)
        listed = entries.entries(work, start, end)
    assert {entry.id for entry in listed} == {
        key for key, (a, b) in found.items() if (a < end and b > start) or start <= a < end
    }
    assert listed == sorted(listed, key=lambda entry: (entry.started_at, entry.id))
    for entry in listed:
        a, b = found[entry.id]
        shares = any(max(a, c) < min(b, d) for key, (c, d) in found.items() if key != entry.id)
        assert ("overlap" in entry.flags) == shares


def test_a_minute_is_sixty_seconds(sqlite_ledger: Ledger, clock: FixedClock) -> None:
    with sqlite_ledger.write() as work:
        timer.start(work, add_task(work, "task"))
        clock.wall_now += MINUTE + 999_999
        clock.boot_now += MINUTE + 999_999
        stopped = timer.stop(work).stopped
        assert stopped
        assert stopped.seconds(0) == 60
