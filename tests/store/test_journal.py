"""The journal: every operation can be taken back and done again, exactly, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from store import entries, journal, tasks, timer
from store.errors import NothingToDo, Refused
from store.ledger import Ledger
from store.projects import add_project
from store.work import Work
from tests.clock import FixedClock
from tests.store.filling import RemoteTask, adopted, at, contents, mirror, write_down


class Desk(dict[str, str]):
    """The ids of what is on the ledger before an operation."""


def lay_out(work: Work) -> Desk:
    """Put two tasks, two entries and a running timer into a ledger."""
    project = add_project(work, "Orbit", "Orbit Labs").id
    desk = Desk(project=project)
    desk["proposal"] = tasks.add_task(work, "Write proposal", project)
    desk["books"] = tasks.add_task(work, "Bookkeeping")
    desk["early"] = write_down(work, desk["books"], "08:00", "09:00", note="receipts")
    desk["late"] = write_down(work, desk["proposal"], "09:30", "11:00")
    running = timer.start(work, desk["proposal"], at=at("13:00")).started
    assert running
    desk["running"] = running.id
    return desk


OPERATIONS: dict[str, Callable[[Work, Desk], object]] = {
    "stop": lambda work, _: timer.stop(work),
    "stop at a time": lambda work, _: timer.stop(work, at("13:30")),
    "switch": lambda work, desk: timer.start(work, desk["books"], note="more receipts"),
    "cancel": lambda work, _: timer.cancel(work),
    "note": lambda work, _: timer.annotate(work, "second draft"),
    "add": lambda work, desk: write_down(work, desk["books"], "07:00", "07:30"),
    "edit everything": lambda work, desk: entries.edit(
        work,
        desk["early"],
        task_id=desk["proposal"],
        project_id=desk["project"],
        started_at=at("08:10"),
        stopped_at=at("08:50"),
        note="",
        billable=False,
        tags=["tax", "2026"],
    ),
    "end the running entry": lambda work, desk: entries.edit(
        work, desk["running"], stopped_at=at("14:00")
    ),
    "delete": lambda work, desk: entries.delete(work, [desk["early"], desk["running"]]),
    "add a task": lambda work, _: tasks.add_task(work, "Kick-off notes"),
    "rename a task": lambda work, desk: tasks.rename_task(work, desk["books"], "Accounts"),
    "move a task": lambda work, desk: tasks.move_task(work, desk["books"], desk["project"]),
    "archive a task": lambda work, desk: tasks.archive_task(work, desk["books"]),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_undone_and_done_again_exactly(
    ledger: Ledger, clock: FixedClock, name: str
) -> None:
    with ledger.write() as work:
        desk = lay_out(work)
    before = contents(ledger, "entry", "task")
    with ledger.write() as work:
        OPERATIONS[name](work, desk)
    after = contents(ledger, "entry", "task")
    assert after != before
    for _ in range(2):
        clock.advance(minutes=1)
        with ledger.write() as work:
            journal.undo(work)
        assert contents(ledger, "entry", "task") == before
        with ledger.write() as work:
            journal.redo(work)
        assert contents(ledger, "entry", "task") == after


def test_start_and_resume_are_undone_too(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        timer.start(work, tasks.add_task(work, "Write proposal"))
        clock.advance(minutes=5)
        timer.stop(work)
        timer.resume(work)
        assert [entries.undo(work).sentence for _ in range(3)] == [
            "Undone: Resumed Write proposal at 14:10.",
            "Undone: Stopped Write proposal.",
            "Undone: Started Write proposal at 14:05.",
        ]
    assert contents(ledger, "entry") == {"entry": []}


def test_undo_says_what_it_changed_and_removed(ledger: Ledger) -> None:
    with ledger.write() as work:
        desk = lay_out(work)
        switched = timer.start(work, desk["books"])
        assert switched.started
        undone = entries.undo(work)
        assert [entry.id for entry in undone.changed] == [desk["running"]]
        assert undone.changed[0].stopped_at is None
        assert undone.removed == (switched.started.id,)
        redone = entries.redo(work)
        assert {entry.id for entry in redone.changed} == {desk["running"], switched.started.id}
        assert redone.sentence == "Done again: Started Bookkeeping at 14:05."


def test_undo_goes_back_to_the_beginning_and_redo_to_the_end(ledger: Ledger) -> None:
    with ledger.write() as work:
        lay_out(work)
    laid_out = contents(ledger, "entry", "task")
    with ledger.write() as work:
        for _ in range(5):
            journal.undo(work)
        with pytest.raises(NothingToDo, match="nothing to undo"):
            journal.undo(work)
    assert contents(ledger, "entry", "task") == {"entry": [], "task": []}
    with ledger.write() as work:
        for _ in range(5):
            journal.redo(work)
        with pytest.raises(NothingToDo, match="nothing to redo"):
            journal.redo(work)
    assert contents(ledger, "entry", "task") == laid_out


def test_a_new_operation_ends_what_could_be_done_again(ledger: Ledger) -> None:
    with ledger.write() as work:
        lay_out(work)
        timer.annotate(work, "first")
        journal.undo(work)
        timer.annotate(work, "second")
        with pytest.raises(NothingToDo):
            journal.redo(work)
        journal.undo(work)
        journal.redo(work)
        running = timer.status(work).entry
        assert running
        assert running.note == "second"
        with pytest.raises(NothingToDo):
            journal.redo(work)


@contextmanager
def unchanged(ledger: Ledger) -> Iterator[None]:
    """Check that entries, tasks and journal are the same afterwards."""
    before = contents(ledger, "entry", "task", "journal")
    yield
    assert contents(ledger, "entry", "task", "journal") == before


def test_what_was_changed_behind_the_journal_is_not_overwritten(ledger: Ledger) -> None:
    with ledger.write() as work:
        desk = lay_out(work)
        entries.edit(work, desk["early"], note="mine")
        work.run("UPDATE entry SET note = 'theirs' WHERE id = ?", (desk["early"],))
    with unchanged(ledger), pytest.raises(Refused, match="changed again"), ledger.write() as work:
        journal.undo(work)


def test_a_row_that_vanished_behind_the_journal_is_not_brought_back(ledger: Ledger) -> None:
    with ledger.write() as work:
        desk = lay_out(work)
        entries.edit(work, desk["early"], note="mine")
        work.run("DELETE FROM entry WHERE id = ?", (desk["early"],))
    with unchanged(ledger), pytest.raises(Refused, match="changed again"), ledger.write() as work:
        journal.undo(work)


def test_a_remote_rename_stands_in_no_undo_s_way(ledger: Ledger) -> None:
    with ledger.write() as work:
        (task_id,) = adopted(work, RemoteTask("1", "Hero"))
        tasks.archive_task(work, task_id)
        connection_id = work.rows("SELECT id FROM connection")[0][0]
        mirror(work, connection_id, RemoteTask("1", "Homepage hero"))
        journal.undo(work)
        assert work.rows("SELECT name, archived_at FROM task") == [("Homepage hero", None)]


def test_undo_never_lets_two_timers_run(ledger: Ledger) -> None:
    with ledger.write() as work:
        desk = lay_out(work)
        timer.stop(work)
        work.run("UPDATE entry SET stopped_at = NULL WHERE id = ?", (desk["late"],))
    with unchanged(ledger), pytest.raises(Refused, match="already running"), ledger.write() as work:
        journal.undo(work)


def test_a_sign_of_life_is_no_change(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        lay_out(work)
        clock.advance(minutes=1)
        timer.heartbeat(work)
        assert entries.undo(work).sentence == "Undone: Started Write proposal at 13:00."


def test_the_journal_keeps_who_did_what_when(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        lay_out(work)
        clock.advance(minutes=1)
        timer.stop(work)
        clock.advance(minutes=1)
        journal.undo(work)
    with ledger.read() as work:
        assert work.rows("SELECT owner, number, at, operation, undone_at FROM journal")[4:] == [
            (work.owner, 5, at("14:05"), "start", None),
            (work.owner, 6, at("14:06"), "stop", at("14:07")),
        ]
