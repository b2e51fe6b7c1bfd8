"""The timer: what each operation does, which project it is for, and clocks that are changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store import entries, timer
from store.clock import MINUTE
from store.errors import LedgerError, NothingToDo, Refused
from store.ledger import Ledger
from store.projects import add_project
from store.records import Entry
from store.tasks import add_task
from store.work import Work
from tests.clock import FRIDAY, FixedClock
from tests.store.filling import (
    RemoteTask,
    adopted,
    at,
    connect,
    contents,
    map_project,
    mirror,
    write_down,
)


def running(work: Work) -> Entry:
    """Return the entry that runs."""
    entry = timer.status(work).entry
    assert entry
    return entry


def test_start_and_stop(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        task_id = add_task(work, "Write proposal")
        begun = timer.start(work, task_id, note=" first\tdraft ")
    assert begun.stopped is None
    assert begun.started == begun.status.entry
    entry = begun.started
    assert entry
    assert (entry.task, entry.note, entry.zone) == (
        "Write proposal",
        "first draft",
        "Europe/Berlin",
    )
    assert (entry.started_at, entry.stopped_at, entry.zone) == (FRIDAY, None, "Europe/Berlin")
    assert (entry.source, entry.billable, entry.tags, entry.flags) == ("ayron", True, (), ())
    clock.advance(minutes=25, seconds=30)
    with ledger.write() as work:
        assert timer.status(work).today_seconds == 25 * 60 + 30
        done = timer.stop(work)
    assert done.status.entry is None
    assert done.status.today_seconds == 25 * 60 + 30
    assert done.stopped == entry.replace(stopped_at=clock.wall())


def test_a_switch_is_at_one_instant(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        timer.start(work, add_task(work, "Write proposal"))
        clock.advance(minutes=10)
        change = timer.start(work, add_task(work, "Bookkeeping"))
    assert change.stopped
    assert change.started
    assert change.stopped.task == "Write proposal"
    assert change.stopped.stopped_at == change.started.started_at == clock.wall()


def test_starting_what_runs_changes_nothing_but_a_note(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        task_id = add_task(work, "Write proposal")
        begun = timer.start(work, task_id).started
        before = contents_of(work)
        clock.advance(minutes=10)
        again = timer.start(work, task_id)
        assert (again.started, again.stopped, again.status.entry) == (None, None, begun)
        assert contents_of(work) == before
        timer.start(work, task_id, note="second draft")
        assert (running(work).note, running(work).started_at) == ("second draft", FRIDAY)


def contents_of(work: Work) -> list[tuple[object, ...]]:
    """Read what a start might write."""
    return work.rows("SELECT * FROM entry") + work.rows("SELECT * FROM journal")


def test_resume_goes_on_with_what_was_last(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        orbit = add_project(work, "Orbit").id
        first = timer.start(work, add_task(work, "Write proposal"), project_id=orbit, note="draft")
        assert first.started
        entries.edit(work, first.started.id, billable=False, tags=["tax"])
        clock.advance(minutes=10)
        timer.stop(work)
        write_down(work, add_task(work, "Bookkeeping"), "08:00", "09:00")
        clock.advance(minutes=10)
        entry = timer.resume(work).started
    assert entry
    assert (entry.task, entry.project, entry.note) == ("Write proposal", "Orbit", "draft")
    assert (entry.billable, entry.tags, entry.flags) == (False, ("tax",), ())
    assert entry.started_at == clock.wall()


def test_cancel_leaves_nothing(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        timer.start(work, add_task(work, "Write proposal"))
        clock.advance(minutes=10)
        change = timer.cancel(work)
    assert (change.status.entry, change.started, change.stopped) == (None, None, None)
    assert change.status.today_seconds == 0
    assert contents(ledger, "entry") == {"entry": []}


def test_a_note_is_written_and_taken_away(ledger: Ledger) -> None:
    with ledger.write() as work:
        timer.start(work, add_task(work, "Write proposal"))
        timer.annotate(work, "call\x1b[31m Ada\x00\n" + "x" * 3000)
        note = running(work).note
        assert note.startswith("call�[31m Ada� xxx")
        assert len(note) == 2000
        timer.annotate(work, "")
        assert running(work).note == ""


NOTHING: dict[str, Callable[[Work], object]] = {
    "There is no timer to stop.": timer.stop,
    "There is no timer to cancel.": timer.cancel,
    "There is no timer to write a note on.": lambda work: timer.annotate(work, "note"),
    "There is no earlier timer to resume.": timer.resume,
    "There is no task none of yours. `ayron tasks` lists them.": lambda work: timer.start(
        work, "none"
    ),
}


@pytest.mark.parametrize("sentence", NOTHING)
def test_with_nothing_to_act_on_it_says_so(sqlite_ledger: Ledger, sentence: str) -> None:
    with pytest.raises(NothingToDo) as caught, sqlite_ledger.write() as work:
        NOTHING[sentence](work)
    assert str(caught.value) == sentence
    assert caught.value.exit_code == 3


def test_resume_while_one_runs_has_nothing_to_do(sqlite_ledger: Ledger) -> None:
    with sqlite_ledger.write() as work:
        timer.start(work, add_task(work, "Write proposal"))
        with pytest.raises(NothingToDo, match="already runs: Write proposal"):
            timer.resume(work)


class TestAt:
    """An instant that is given."""

    def test_start_and_stop_take_it(self, sqlite_ledger: Ledger) -> None:
        with sqlite_ledger.write() as work:
            timer.start(work, add_task(work, "Write proposal"), at=at("09:00"))
            stopped = timer.stop(work, at("10:30")).stopped
        assert stopped
        assert (stopped.seconds(0), stopped.flags) == (5400, ())

    def test_a_switch_ends_the_running_one_there(self, sqlite_ledger: Ledger) -> None:
        with sqlite_ledger.write() as work:
            timer.start(work, add_task(work, "Write proposal"), at=at("09:00"))
            change = timer.start(work, add_task(work, "Bookkeeping"), at=at("11:00"))
        assert change.stopped
        assert change.stopped.stopped_at == at("11:00")
        assert running_since(change.status.entry) == at("11:00")

    def test_resume_takes_it(self, sqlite_ledger: Ledger) -> None:
        with sqlite_ledger.write() as work:
            write_down(work, add_task(work, "Write proposal"), "08:00", "09:00")
            assert running_since(timer.resume(work, at("13:00")).started) == at("13:00")

    def test_the_same_task_again_is_a_new_entry(self, sqlite_ledger: Ledger) -> None:
        with sqlite_ledger.write() as work:
            task_id = add_task(work, "Write proposal")
            timer.start(work, task_id, at=at("09:00"))
            change = timer.start(work, task_id, at=at("10:00"))
        assert change.stopped
        assert change.stopped.stopped_at == running_since(change.started)

    def test_nothing_starts_or_ends_in_the_future(self, sqlite_ledger: Ledger) -> None:
        with sqlite_ledger.write() as work:
            task_id = add_task(work, "Write proposal")
            with pytest.raises(Refused, match="14:06 is still to come"):
                timer.start(work, task_id, at=at("14:06"))
            timer.start(work, task_id)
            with pytest.raises(Refused, match="still to come"):
                timer.stop(work, at("14:06"))

    def test_nothing_ends_before_it_began(self, sqlite_ledger: Ledger) -> None:
        with sqlite_ledger.write() as work:
            timer.start(work, add_task(work, "Write proposal"), at=at("10:00"))
        for act in (
            lambda work: timer.stop(work, at("09:59")),
            lambda work: timer.start(work, add_task(work, "Bookkeeping"), at=at("09:59")),
        ):
            before = contents(sqlite_ledger, "entry", "task", "journal")
            with pytest.raises(Refused, match="was started at 10:00, after 09:59"):
                in_transaction(sqlite_ledger, act)
            assert contents(sqlite_ledger, "entry", "task", "journal") == before

    def test_it_may_end_when_it_began(self, sqlite_ledger: Ledger) -> None:
        with sqlite_ledger.write() as work:
            timer.start(work, add_task(work, "Write proposal"), at=at("10:00"))
            stopped = timer.stop(work, at("10:00")).stopped
        assert stopped
        assert stopped.seconds(0) == 0


def running_since(entry: Entry | None) -> int:
    """Return the start of an entry that runs."""
    assert entry
    assert entry.stopped_at is None
    return entry.started_at


def in_transaction(ledger: Ledger, act: Callable[[Work], object]) -> None:
    """Do something in a transaction of its own."""
    with ledger.write() as work:
        act(work)


class TestProject:
    """Which project an entry is for; it is fixed when the entry starts."""

    def test_the_scoped_then_the_mapped_then_the_task_s(self, ledger: Ledger) -> None:
        with ledger.write() as work:
            (task_id,) = adopted(work, RemoteTask("1", project_ids=("p0", "p1", "p2")))
            scoped, mapped, other, own = (add_project(work, name).id for name in "SMOT")
            work.run("UPDATE task SET project_id = ?", (own,))
            assert project_started(work, task_id) == own
            map_project(work, "p2", other)
            map_project(work, "p1", mapped)
            assert project_started(work, task_id) == mapped
            assert project_started(work, task_id, scoped) == scoped
            assert project_started(work, add_task(work, "loose")) is None
            past = [row[0] for row in work.rows("SELECT project_id FROM entry ORDER BY id")]
            assert past == [own, mapped, scoped, None]

    def test_of_two_connections_the_one_that_still_sees_it_counts(self, ledger: Ledger) -> None:
        with ledger.write() as work:
            (task_id,) = adopted(work, RemoteTask("1", project_ids=("p1",), modified_at=9))
            here, there = add_project(work, "here").id, add_project(work, "there").id
            map_project(work, "p1", there)
            map_project(work, "p2", here)
            assert project_started(work, task_id) == there
            work.run("UPDATE remote_task SET gone = 'no_access'")
            assert project_started(work, task_id) == there
            mirror(
                work,
                connect(work, "ada at work"),
                RemoteTask("1", project_ids=("p2",), modified_at=1),
            )
            assert project_started(work, task_id) == here

    def test_an_unknown_one_is_refused(self, ledger: Ledger) -> None:
        with ledger.write() as work:
            task_id = add_task(work, "Write proposal")
            with pytest.raises(Refused, match="no project nowhere"):
                timer.start(work, task_id, project_id="nowhere")


def project_started(work: Work, task_id: str, scope: str | None = None) -> str | None:
    """Start a timer and return the project that it is for."""
    return running_project(timer.start(work, task_id, project_id=scope).status.entry)


def running_project(entry: Entry | None) -> str | None:
    """Return the project of an entry that runs."""
    assert entry
    return entry.project_id


def test_today_is_the_part_of_today(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        task_id = add_task(work, "Write proposal")
        write_down(work, task_id, "2026-11-26 23:00", "2026-11-27 00:30")
        timer.start(work, task_id, at=at("14:00"))
        assert timer.status(work).today_seconds == 35 * 60
        clock.set("2026-11-28 00:10")
        assert timer.status(work).today_seconds == 10 * 60


def test_a_sign_of_life_is_left_on_the_running_timer_alone(
    ledger: Ledger, clock: FixedClock
) -> None:
    with ledger.write() as work:
        done = write_down(work, add_task(work, "Bookkeeping"), "09:00", "10:00")
        timer.start(work, add_task(work, "Write proposal"))
        clock.advance(minutes=1)
        timer.heartbeat(work)
        assert running(work).alive_at == FRIDAY + MINUTE
        assert work.rows("SELECT alive_at FROM entry WHERE id = ?", (done,)) == [(None,)]


def test_only_one_runs_whatever_the_code_does(ledger: Ledger) -> None:
    with ledger.write() as work:
        timer.start(work, add_task(work, "Write proposal"))
        done = write_down(work, add_task(work, "Bookkeeping"), "09:00", "10:00")
    with pytest.raises(LedgerError, match="already running"), ledger.write() as work:
        work.run("UPDATE entry SET stopped_at = NULL WHERE id = ?", (done,))
