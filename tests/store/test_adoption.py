"""From a picker key to a task of ours: created or reused, and never two for one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from store import timer
from store.adoption import adopt
from store.errors import NothingToDo
from store.ledger import Ledger, open_quickly
from store.opening import open_ledger
from store.remote import retire_tasks
from store.tasks import add_task, archive_task
from tests.clock import FixedClock
from tests.store.filling import RemoteTask, connect, mirror

TASK = RemoteTask("42", "Flaky import", ("p1",), identifier="ENG-214", url="https://example.com/42")


def test_a_remote_task_becomes_one_of_ours_once(ledger: Ledger) -> None:
    with ledger.write() as work:
        mirror(work, connect(work), TASK)
        task_id = adopt(work, "asana:42")
        assert adopt(work, "asana:42") == adopt(work, task_id) == task_id
        assert work.rows("SELECT id, owner, name, norm, renamed FROM task") == [
            (task_id, work.owner, "Flaky import", "flaky import", 0)
        ]
        assert work.rows("SELECT * FROM link") == [
            (work.owner, "asana", "42", "", task_id, TASK.url, "ENG-214", "live", None)
        ]


def test_the_remote_form_goes_on_working(ledger: Ledger) -> None:
    with ledger.write() as work:
        mirror(work, connect(work), TASK)
        task_id = adopt(work, "asana:42")
        archive_task(work, task_id)
        assert adopt(work, "asana:42") == task_id
        entry = timer.start(work, task_id).started
        assert entry
        assert (entry.source, entry.remote_id, entry.url) == ("asana", "42", TASK.url)


def test_what_is_gone_can_be_picked_and_sleeps(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        mirror(work, connection_id, TASK)
        retire_tasks(work, connection_id, "asana", {"42": "reassigned"})
        adopt(work, "asana:42")
        assert work.rows("SELECT state, reason FROM link") == [("dormant", "reassigned")]


def test_of_two_connections_the_live_sight_counts(ledger: Ledger) -> None:
    with ledger.write() as work:
        first, second = connect(work, "ada"), connect(work, "ada at work")
        mirror(work, first, TASK)
        mirror(work, second, TASK._replace(name="Import"))
        retire_tasks(work, first, "asana", {"42": "no_access"})
        task_id = adopt(work, "asana:42")
        assert work.rows("SELECT name FROM task WHERE id = ?", (task_id,)) == [("Import",)]
        assert work.rows("SELECT state FROM link") == [("live",)]


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("asana:404", "There is no task asana:404 here. `ayron sync` fetches what is new."),
        ("linear:42", "There is no task linear:42 here. `ayron sync` fetches what is new."),
        ("42", "There is no task 42 of yours. `ayron tasks` lists them."),
    ],
)
def test_a_key_that_names_nothing_is_refused(
    sqlite_ledger: Ledger, key: str, sentence: str
) -> None:
    with sqlite_ledger.write() as work:
        mirror(work, connect(work), TASK)
        with pytest.raises(NothingToDo) as caught:
            adopt(work, key)
        assert str(caught.value) == sentence


def test_two_programs_that_pick_at_once_make_one(database_url: str, clock: FixedClock) -> None:
    setup = open_ledger(database_url, clock)
    with setup.write() as work:
        mirror(work, connect(work), *(RemoteTask(str(number)) for number in range(20)))
    barrier = Barrier(2)

    def pick_all(ledger: Ledger) -> list[str]:
        found = []
        for number in range(20):
            barrier.wait()
            with ledger.write() as work:
                found.append(adopt(work, f"asana:{number}"))
        ledger.close()
        return found

    ledgers = [setup, another(database_url, clock)]
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(pick_all, ledgers)
    assert first == second
    with setup.read() as work:
        assert {row[0] for row in work.rows("SELECT id FROM task")} == set(first)
    for ledger in ledgers:
        ledger.close()


def another(location: str, clock: FixedClock) -> Ledger:
    """Open the same ledger once more, on SQLite as the quick commands do."""
    return open_quickly(location, clock) or open_ledger(location, clock)


def test_an_own_task_is_itself(ledger: Ledger) -> None:
    with ledger.write() as work:
        task_id = add_task(work, "Bookkeeping")
        assert adopt(work, task_id) == task_id
