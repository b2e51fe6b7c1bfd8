"""The sync thread: when it looks, who looks, and how quickly it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event
from typing import TypeVar

import pytest

from store.connections import connections, note_mode
from store.features import switch_feature
from store.ledger import Ledger
from store.locks import FileLock
from store.records import Connection
from sync.access import Surroundings
from sync.facts import ConnectionLost, Fact, SyncFailed, SyncIdle, TasksPulled
from sync.hints import Hint, Hints
from sync.leaving import disconnect
from sync.rounds import Rounds
from sync.sandbox import Sandbox
from sync.sandbox.faults import Fault
from sync.secrets import Secret
from sync.thread import SyncThread
from tests.sync.asana import asana
from tests.sync.browsing import free_port
from tests.sync.hostile import hostile, silence

Told = TypeVar("Told", bound=Fact)


class Ear:
    """Hears facts, and waits for the one that a test expects."""

    def __init__(self) -> None:
        self.facts: SimpleQueue[Fact] = SimpleQueue()

    def hear(self, kind: type[Told], seconds: float = 5) -> Told:
        """Wait for the next fact of a kind."""
        deadline = time.monotonic() + seconds
        while True:
            fact = self.facts.get(timeout=max(0.0, deadline - time.monotonic()))
            if isinstance(fact, kind):
                return fact

    def hears_nothing(self, kind: type[Told], seconds: float = 0.3) -> bool:
        """Say whether no fact of a kind comes for a while."""
        try:
            self.hear(kind, seconds)
        except Empty:
            return True
        return False


@pytest.fixture
def ear() -> Ear:
    """Return somebody who listens."""
    return Ear()


@pytest.fixture
def connection(
    sandbox: Sandbox, sqlite_ledger: Ledger, around: Surroundings, stop: Event
) -> Connection:
    """Connect to the sandbox."""
    return asana(sqlite_ledger, around, sandbox.url, stop).with_token(Secret(sandbox.token))


Start = Callable[..., SyncThread]


@pytest.fixture
def start(sqlite_ledger: Ledger, around: Surroundings, ear: Ear, tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts a sync thread."""
    with ExitStack() as running:

        def run(poll_seconds: float = 60) -> SyncThread:
            thread = SyncThread(
                sqlite_ledger, around, ear.facts.put, tmp_path / "sync.lock", poll_seconds
            )
            thread.start()
            running.callback(thread.join, 5)
            running.callback(thread.close)
            return thread

        yield run


def test_it_looks_at_once_and_then_every_so_often(
    connection: Connection, sandbox: Sandbox, start: Start, ear: Ear
) -> None:
    start(poll_seconds=0.05)
    first = ear.hear(TasksPulled)
    assert first.connection_id == connection.id
    assert first.outcome.new == len(sandbox.agency.open_tasks())
    task = sandbox.agency.open_tasks()[0]
    sandbox.agency.rename(task, "Renamed")
    while ear.hear(TasksPulled).outcome.changed != 1:
        pass
    assert ear.hear(SyncIdle) == SyncIdle(polls=True)


def test_it_looks_when_asked(
    connection: Connection, sandbox: Sandbox, start: Start, ear: Ear
) -> None:
    thread = start()
    ear.hear(SyncIdle)
    sandbox.agency.rename(sandbox.agency.open_tasks()[0], "Renamed")
    thread.sync_now()
    assert ear.hear(TasksPulled).outcome.changed == 1


def test_impatience_is_one_request(
    connection: Connection, sandbox: Sandbox, start: Start, ear: Ear
) -> None:
    thread = start()
    ear.hear(SyncIdle)
    sandbox.fail(Fault(seconds=0.2))
    for _ in range(20):
        thread.sync_now()
    ear.hear(TasksPulled)
    ear.hear(SyncIdle)
    assert ear.hears_nothing(TasksPulled) or ear.hears_nothing(TasksPulled)


def test_a_new_connection_is_synced_at_once(
    sandbox: Sandbox, start: Start, ear: Ear, sqlite_ledger: Ledger, around: Surroundings
) -> None:
    thread = start()
    assert ear.hear(SyncIdle).polls
    made = asana(sqlite_ledger, around, sandbox.url).with_token(Secret(sandbox.token))
    thread.connected(made.id)
    assert ear.hear(TasksPulled).connection_id == made.id


def test_a_lost_connection_rests_until_it_is_made_anew(
    connection: Connection,
    sandbox: Sandbox,
    start: Start,
    ear: Ear,
    sqlite_ledger: Ledger,
    around: Surroundings,
) -> None:
    sandbox.fail(Fault(status=401))
    thread = start(poll_seconds=0.02)
    assert ear.hear(ConnectionLost).connection_id == connection.id
    before = len(sandbox.traffic)
    for _ in range(5):
        ear.hear(SyncIdle)
    assert len(sandbox.traffic) == before
    again = asana(sqlite_ledger, around, sandbox.url).with_token(Secret(sandbox.token))
    thread.connected(again.id)
    assert ear.hear(TasksPulled).connection_id == connection.id


def test_a_hint_that_comes_just_before_a_poll_is_followed_by_it(
    connection: Connection,
    sandbox: Sandbox,
    sqlite_ledger: Ledger,
    around: Surroundings,
    ear: Ear,
    stop: Event,
) -> None:
    with sqlite_ledger.write() as work:
        note_mode(work, connection.id, "catch-up")
    task = next(t for t in sandbox.agency.open_tasks() if t.memberships and not t.subtasks)
    thread = SyncThread(sqlite_ledger, around, ear.facts.put, around.file("sync.lock"))
    rounds = Rounds(sqlite_ledger, around, ear.facts.put, stop)
    thread._poll(rounds)
    ear.hear(SyncIdle)
    sandbox.agency.delete(task)
    project = task.memberships[0].project.gid
    Hints(around.file("hints")).give(Hint("asana", connection.id, (project,)))
    thread._poll(rounds)
    assert ear.hear(TasksPulled).outcome.gone == 1
    rounds.close()
    thread._lock.release()


def test_trouble_passes(connection: Connection, sandbox: Sandbox, start: Start, ear: Ear) -> None:
    sandbox.fail(Fault(times=1, how="garbage"))
    start(poll_seconds=0.05)
    assert "JSON" in ear.hear(SyncFailed).sentence
    assert ear.hear(TasksPulled).outcome.error is None


def test_a_refused_request_comes_to_rest(
    connection: Connection, start: Start, ear: Ear, sqlite_ledger: Ledger
) -> None:
    thread = start()
    ear.hear(SyncIdle)
    with sqlite_ledger.write() as work:
        switch_feature(work, "asana", False, ("asana",))
    thread.sync_now()
    ear.hear(SyncIdle)


def test_only_one_process_polls(
    connection: Connection, sandbox: Sandbox, start: Start, ear: Ear, tmp_path: Path
) -> None:
    other = FileLock(str(tmp_path / "sync.lock"))
    assert other.try_acquire()
    thread = start(poll_seconds=0.02)
    assert ear.hear(SyncIdle) == SyncIdle(polls=False)
    assert ear.hears_nothing(TasksPulled, 0.1)
    thread.sync_now()
    assert ear.hear(TasksPulled).outcome.error is None
    other.release()
    while not ear.hear(SyncIdle).polls:
        pass


def test_another_process_takes_over_within_seconds(
    connection: Connection, start: Start, ear: Ear, tmp_path: Path
) -> None:
    other = FileLock(str(tmp_path / "sync.lock"))
    assert other.try_acquire()
    start(poll_seconds=3600)
    assert ear.hear(SyncIdle) == SyncIdle(polls=False)
    other.release()
    assert ear.hear(TasksPulled).connection_id == connection.id
    assert ear.hear(SyncIdle) == SyncIdle(polls=True)


def test_a_connection_that_goes_in_the_middle_is_no_news(
    connection: Connection,
    sandbox: Sandbox,
    start: Start,
    ear: Ear,
    sqlite_ledger: Ledger,
    around: Surroundings,
) -> None:
    sandbox.fail(Fault(seconds=0.3, path="/api/1.0/tasks"))
    start()
    while not any("/tasks" in record["url"] for record in sandbox.traffic[1:]):
        if len(sandbox.traffic) >= 4:
            break
        Event().wait(0.01)
    disconnect(sqlite_ledger, around, connection)
    ear.hear(SyncIdle)
    with sqlite_ledger.read() as work:
        assert connections(work) == []
        assert work.rows("SELECT remote_id FROM remote_task") == []


@pytest.mark.parametrize("where", ["silence", "nobody", "pause"])
def test_it_ends_at_once_whatever_the_network_does(
    where: str,
    start: Start,
    ear: Ear,
    sandbox: Sandbox,
    connection: Connection,
    sqlite_ledger: Ledger,
) -> None:
    with hostile(silence) as server:
        origin = {"silence": server.url, "nobody": f"http://127.0.0.1:{free_port()}"}
        with sqlite_ledger.write() as work:
            work.run("UPDATE connection SET origin = ?", (origin.get(where, sandbox.url),))
        sandbox.fail(Fault(status=429, retry_after=30))
        thread = start()
        Event().wait(0.15)
        began = time.monotonic()
        thread.close()
        assert time.monotonic() - began < 0.5
        assert not thread.is_alive()


def test_one_that_never_started_ends_too(
    sqlite_ledger: Ledger, around: Surroundings, ear: Ear, tmp_path: Path
) -> None:
    SyncThread(sqlite_ledger, around, ear.facts.put, tmp_path / "sync.lock").close()
