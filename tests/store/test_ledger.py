"""The ledger as such: transactions that are whole or nothing, and a cheap look for changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from store import entries, timer
from store.connections import note_success
from store.errors import LedgerError
from store.ledger import Ledger, open_quickly
from store.opening import open_ledger
from store.tasks import add_task
from store.work import Work
from tests.clock import FixedClock
from tests.store.filling import connect, contents


@pytest.fixture
def other(database_url: str, ledger: Ledger, clock: FixedClock) -> Iterator[Ledger]:
    """Open the same ledger as another program does."""
    another = open_quickly(database_url, clock) or open_ledger(database_url, clock)
    yield another
    another.close()


def stumble(work: Work) -> None:
    """Write something, then fail."""
    add_task(work, "half done")
    raise ZeroDivisionError


def test_what_fails_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), ledger.write() as work:
        stumble(work)
    assert contents(ledger, "task", "journal") == {"task": [], "journal": []}


def test_what_was_written_is_seen_by_others_and_not_before(ledger: Ledger, other: Ledger) -> None:
    with ledger.write() as work:
        add_task(work, "Bookkeeping")
        assert contents(other, "task") == {"task": []}
    assert contents(other, "task") == contents(ledger, "task") != {"task": []}


def test_a_read_sees_one_state(ledger: Ledger, other: Ledger) -> None:
    with other.read() as reading:
        assert reading.rows("SELECT name FROM task") == []
        with ledger.write() as work:
            add_task(work, "Bookkeeping")
        assert reading.rows("SELECT name FROM task") == []
    assert contents(other, "task") != {"task": []}


def test_a_driver_s_error_becomes_a_sentence(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="not there"), ledger.write() as work:
        work.run(
            "INSERT INTO task (id, owner, project_id, name, norm, renamed, created_at)"
            " VALUES ('1', ?, 'nowhere', '', '', 0, 0)",
            (work.owner,),
        )
    with pytest.raises(LedgerError, match="said"), ledger.read() as work:
        work.rows("SELECT nonsense")
    with ledger.write() as work:
        add_task(work, "Bookkeeping")  # and the ledger works on


def test_every_thread_has_a_connection_of_its_own(ledger: Ledger) -> None:
    def add(number: int) -> None:
        with ledger.write() as work:
            add_task(work, f"task {number}")
        ledger.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(12)))
    with ledger.read() as work:
        assert work.rows("SELECT COUNT(*) FROM task") == [(12,)]
        numbers = [row[0] for row in work.rows("SELECT number FROM journal ORDER BY number")]
        assert numbers == list(range(1, 13))


ACTS: dict[str, Callable[[Work, str], object]] = {
    "start": lambda work, task_id: timer.start(work, task_id),
    "stop": lambda work, _: timer.stop(work),
    "undo": lambda work, _: entries.undo(work),
    "redo": lambda work, _: entries.redo(work),
    "undo again": lambda work, _: entries.undo(work),
    "another change": lambda work, _: timer.annotate(work, "note"),
    "sync": lambda work, _: note_success(work, work.rows("SELECT id FROM connection")[0][0]),
}


def test_a_look_tells_that_another_program_changed_something(
    ledger: Ledger, other: Ledger, clock: FixedClock
) -> None:
    with ledger.write() as work:
        task_id = add_task(work, "Bookkeeping")
        connect(work)
    seen = [other.changed()]
    assert other.changed() == seen[0]
    for act in ACTS.values():
        clock.advance(seconds=1)
        with ledger.write() as work:
            act(work, task_id)
        seen.append(other.changed())
        assert seen[-1] != seen[-2]
        assert other.changed() == seen[-1]
