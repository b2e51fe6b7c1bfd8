"""Many at once: one timer runs, one task stands for one remote task, and nobody is told a lie."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import NamedTuple, TypeVar

from store import timer
from store.adoption import adopt
from store.connections import NewConnection, add_connection
from store.errors import LedgerError
from store.ledger import Ledger
from store.records import TimerChange
from store.remote import upsert_tasks
from store.work import Work
from tests.faults.evidence import add_task

CROWD = 20
T = TypeVar("T")


def all_at_once(ledger: Ledger, act: Callable[[Work, int], T]) -> list[T | LedgerError]:
    """Let a crowd of threads act in transactions of their own at the same moment."""
    barrier = Barrier(CROWD)

    def member_of_the_crowd(number: int) -> T | LedgerError:
        barrier.wait()
        try:
            with ledger.write() as work:
                return act(work, number)
        except LedgerError as error:
            return error
        finally:
            ledger.close()

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(member_of_the_crowd, range(CROWD)))


def test_twenty_starts_at_once_leave_one_running(ledger: Ledger) -> None:
    with ledger.write() as work:
        tasks = [add_task(work, f"task {number}") for number in range(CROWD)]
    results = all_at_once(ledger, lambda work, number: timer.start(work, tasks[number]))
    assert all(isinstance(result, TimerChange) and result.started for result in results)
    with ledger.read() as work:
        entries = work.rows("SELECT task_id, stopped_at FROM entry WHERE owner = ?", (work.owner,))
    assert sorted(task for task, _ in entries) == sorted(tasks)
    assert [stopped for _, stopped in entries].count(None) == 1


def test_twenty_stops_at_once_stop_it_once(ledger: Ledger) -> None:
    with ledger.write() as work:
        timer.start(work, add_task(work, "task"))
    results = all_at_once(ledger, lambda work, _: timer.stop(work))
    assert [isinstance(result, TimerChange) for result in results].count(True) == 1
    others = {str(result) for result in results if isinstance(result, LedgerError)}
    assert others == {"There is no timer to stop."}


def test_twenty_picks_of_a_remote_task_make_one_of_ours(ledger: Ledger) -> None:
    with ledger.write() as work:
        mirror_task(work, "42")
    results = all_at_once(ledger, lambda work, _: adopt(work, "asana:42"))
    with ledger.read() as work:
        assert work.rows("SELECT id FROM task") == [(results[0],)]
    assert len(set(results)) == 1


class MirroredTask(NamedTuple):
    """A task as a provider tells it."""

    id: str
    workspace_id: str = "1"
    name: str = "Homepage hero"
    identifier: str | None = None
    url: str = "https://app.asana.com/0/0/42"
    completed: bool = False
    due_on: str | None = None
    modified_at: int = 0
    project_ids: tuple[str, ...] = ()
    section: str | None = None
    state: str | None = None
    older_identifiers: tuple[str, ...] = ()


def mirror_task(work: Work, remote_id: str) -> None:
    """Put a remote task into the mirror of a connection."""
    connection = NewConnection(
        provider="asana",
        account_id="7",
        account="Ada",
        method="token",
        scopes=(),
        guest=False,
        can_write=False,
        origin="https://app.asana.com",
    )
    connection_id = add_connection(work, connection, [("1", "Studio")])
    upsert_tasks(work, connection_id, "asana", [MirroredTask(remote_id)])
