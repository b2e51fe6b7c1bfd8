"""The journal: every operation can be taken back and done again, exactly, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from store import clients, entries, journal, projects, tasks, timer
from store.choices import answer, forget, unanswered
from store.errors import NothingToDo, Refused
from store.ledger import Ledger
from store.mapping import map_remote, unmap_remote
from store.projects import add_project
from store.work import Work
from tests.clock import FixedClock
from tests.store.filling import (
    RemoteProject,
    RemoteTask,
    adopted,
    at,
    contents,
    mirror,
    mirror_projects,
    write_down,
)


class Desk(dict[str, str]):
    """The ids of what is on the ledger before an operation."""


def lay_out(work: Work) -> Desk:
    """Put two tasks, two entries and a running timer into a ledger."""
    project = add_project(work, "Orbit", "Orbit Labs").id
    desk = Desk(project=project, client=clients.find_client(work, "Orbit Labs").id)
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
    "add a project": lambda work, _: add_project(work, "Relaunch", "Acme"),
    "rename a project": lambda work, desk: projects.rename_project(work, desk["project"], "Moon"),
    "move a project": lambda work, desk: projects.move_project(work, desk["project"], "Acme"),
    "take a project from its client": lambda work, desk: projects.move_project(
        work, desk["project"], None
    ),
    "archive a project": lambda work, desk: projects.archive_project(work, desk["project"]),
    "add a client": lambda work, _: clients.add_client(work, "Acme"),
    "rename a client": lambda work, desk: clients.rename_client(work, desk["client"], "Moon"),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_undone_and_done_again_exactly(
    ledger: Ledger, clock: FixedClock, name: str
) -> None:
    with ledger.write() as work:
        desk = lay_out(work)
    check(ledger, clock, lambda work: OPERATIONS[name](work, desk))


JOURNALED = ("entry", "task", "client", "project", "mapping", "project_choice")


def check(ledger: Ledger, clock: FixedClock, operation: Callable[[Work], object]) -> None:
    """Do something, take it back and do it again, twice."""
    before = contents(ledger, *JOURNALED)
    with ledger.write() as work:
        operation(work)
    after = contents(ledger, *JOURNALED)
    assert after != before
    for _ in range(2):
        clock.advance(minutes=1)
        with ledger.write() as work:
            journal.undo(work)
        assert contents(ledger, *JOURNALED) == before
        with ledger.write() as work:
            journal.redo(work)
        assert contents(ledger, *JOURNALED) == after


def answer_it(work: Work, project_id: str | None, **more: bool) -> None:
    question = unanswered(work)
    assert question
    answer(work, question, project_id, **more)


def test_what_is_mapped_and_answered_is_undone_too(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        desk = lay_out(work)
        (task_id,) = adopted(work, RemoteTask("1", "Hero", ("p1",)))
        connection_id = work.rows("SELECT id FROM connection")[0][0]
        mirror_projects(work, connection_id, RemoteProject("p1", "Website"))
        timer.start(work, task_id)
    key = desk["project"]
    check(ledger, clock, lambda work: answer_it(work, None))
    check(ledger, clock, lambda work: forget(work, "asana:p1"))
    check(ledger, clock, lambda work: answer_it(work, key, map_it=True))
    check(ledger, clock, lambda work: unmap_remote(work, key, "asana", "p1"))
    check(ledger, clock, lambda work: map_remote(work, key, "asana", "p1"))
    with ledger.write() as work:
        assert [entries.undo(work).sentence for _ in range(5)] == [
            "Undone: Mapped Website to Orbit.",
            "Undone: Took Website away from Orbit.",
            "Undone: Put Hero into Orbit, and mapped Website to it.",
            "Undone: Forgot the answer for Website.",
            "Undone: Hero stays without a project.",
        ]


def test_a_client_and_a_project_come_back_together_and_go_together(
    ledger: Ledger, clock: FixedClock
) -> None:
    with ledger.write() as work:
        desk = lay_out(work)
        projects.archive_project(work, desk["project"])
    check(ledger, clock, lambda work: clients.archive_client(work, desk["client"]))
    check(ledger, clock, lambda work: projects.unarchive_project(work, desk["project"]))


def test_operations_done_together_are_taken_back_as_one(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        desk = lay_out(work)

    def change(work: Work) -> None:
        with journal.Together(work, "project edit"):
            projects.move_project(work, desk["project"], "Acme")
            projects.rename_project(work, desk["project"], "Moon")

    check(ledger, clock, change)
    with ledger.write() as work:
        sentence = "Undone: Moved Orbit to Acme. Renamed Orbit to Moon."
        assert entries.undo(work).sentence == sentence


def test_what_changes_nothing_is_nothing_to_take_back(ledger: Ledger) -> None:
    with ledger.write() as work:
        desk = lay_out(work)
        projects.rename_project(work, desk["project"], "Orbit")
        assert entries.undo(work).sentence == "Undone: Started Write proposal at 13:00."


Change = Callable[[Work, Desk], object]
OTHERS: dict[str, tuple[Change, Change, str]] = {
    "renamed again": (
        lambda work, desk: projects.rename_project(work, desk["project"], "Moon"),
        lambda work, desk: projects.rename_project(work, desk["project"], "Mars"),
        "changed again",
    ),
    "the old name was taken": (
        lambda work, desk: projects.rename_project(work, desk["project"], "Moon"),
        lambda work, _: add_project(work, "Orbit", "Orbit Labs"),
        "called “Orbit” since",
    ),
    "the project is used": (
        lambda work, _: add_project(work, "Moon"),
        lambda work, _: tasks.add_task(work, "Land", projects.find_project(work, "Moon").id),
        "is used since",
    ),
    "the client is used": (
        lambda work, _: clients.add_client(work, "Acme"),
        lambda work, _: add_project(work, "Relaunch", "Acme"),
        "is used since",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_somebody_else_built_on_is_not_taken_back(
    ledger: Ledger, clock: FixedClock, name: str
) -> None:
    mine, theirs, said = OTHERS[name]
    with ledger.write() as work:
        desk = lay_out(work)
        mine(work, desk)
        me, work.owner = work.owner, "bob"
        add_bob(work)
        theirs(work, desk)
        work.owner = me
    before = contents(ledger, *JOURNALED, "journal")
    with pytest.raises(Refused, match=said), ledger.write() as work:
        journal.undo(work)
    assert contents(ledger, *JOURNALED, "journal") == before


def test_each_member_undoes_their_own_and_shared_rows_as_an_admin_only(ledger: Ledger) -> None:
    with ledger.write() as work:
        desk = lay_out(work)
        me, work.owner = work.owner, "bob"
        add_bob(work)
        projects.rename_project(work, desk["project"], "Moon")
        work.owner = me
        assert entries.undo(work).sentence == "Undone: Started Write proposal at 13:00."
        work.owner, work.role = "bob", "member"
        with pytest.raises(Refused, match="Only an admin may"):
            journal.undo(work)
        work.role = "admin"
        assert entries.undo(work).sentence == "Undone: Renamed Orbit to Moon."


def add_bob(work: Work) -> None:
    work.run(
        "INSERT INTO member (handle, name, role, created_at) VALUES ('bob', 'Bob', 'admin', ?)",
        (work.now(),),
    )


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
        for _ in range(6):
            journal.undo(work)
        with pytest.raises(NothingToDo, match="nothing to undo"):
            journal.undo(work)
    assert contents(ledger, "entry", "task") == {"entry": [], "task": []}
    with ledger.write() as work:
        for _ in range(6):
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
        assert work.rows("SELECT owner, number, at, operation, undone_at FROM journal")[5:] == [
            (work.owner, 6, at("14:05"), "start", None),
            (work.owner, 7, at("14:06"), "stop", at("14:07")),
        ]
