"""The receiver as a whole: what it hears becomes hints, and it comes and goes without harm."""

from __future__ import annotations

import time
from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from store.errors import Refused
from store.ledger import Ledger
from sync.access import Surroundings
from sync.facts import TasksPulled
from sync.hints import Hints
from sync.receiver.running import Receiver
from sync.receiver.server import Place
from sync.sandbox import Sandbox
from sync.sandbox.faults import Fault
from sync.thread import SyncThread
from tests.clock import FixedClock
from tests.sync.browsing import free_port
from tests.sync.receiver.subscribing import TOO_LONG, Subscribing
from tests.sync.test_thread import Ear


class Running:
    """A connection that opted in, and a receiver for it that was started."""

    def __init__(self, mine: Subscribing, port: int = 0) -> None:
        self.mine = mine
        self.said: SimpleQueue[str] = SimpleQueue()
        self.hints = Hints(mine.around.file("hints"))
        place = Place("127.0.0.1", port or free_port())
        self.url = f"http://{place}"
        self.receiver = Receiver(
            mine.ledger, mine.around, self.hints, self.url, place, self.said.put
        )

    def hear(self) -> str:
        """Wait for the next sentence."""
        return self.said.get(timeout=TOO_LONG)


@pytest.fixture
def running(mine: Subscribing) -> Iterator[Running]:
    """Return a receiver that has subscribed."""
    made = Running(mine)
    made.receiver.start()
    assert f"webhooks on {len(mine.wanted)} projects" in made.hear()
    yield made
    made.receiver.close()


def rename(mine: Subscribing) -> None:
    """Rename a task of a project."""
    task = next(task for task in mine.sandbox.agency.open_tasks() if task.memberships)
    mine.sandbox.agency.rename(task, f"{task.name}, again")


def wait_for_hint(running: Running) -> None:
    """Wait until something was written down."""
    deadline = time.monotonic() + TOO_LONG
    while not running.hints.waiting():
        assert time.monotonic() < deadline
        running.mine.stop.wait(0.005)


def test_a_change_over_there_wakes_who_polls(
    running: Running, around: Surroundings, mine: Subscribing
) -> None:
    ear = Ear()
    thread = SyncThread(
        mine.ledger, around, ear.facts.put, around.folder / "sync.lock", poll_seconds=3600
    )
    thread.start()
    ear.hear(TasksPulled)
    rename(mine)
    assert ear.hear(TasksPulled, seconds=2.5).outcome.changed == 1
    thread.close()
    thread.join()


def test_what_was_heard_is_written_down_now_and_then(
    running: Running, mine: Subscribing, clock: FixedClock
) -> None:
    mine.sandbox.deliver()  # the first heartbeats
    rename(mine)
    wait_for_hint(running)
    first = {row.heard_at for row in mine.rows}
    clock.advance(minutes=11)
    running.hints.take()
    rename(mine)
    wait_for_hint(running)
    running.receiver.close()
    assert max(row.heard_at or 0 for row in mine.rows) == clock.wall()
    assert clock.wall() not in first


def test_only_one_receives_for_a_ledger(running: Running, mine: Subscribing) -> None:
    second = Running(mine)
    with pytest.raises(Refused, match="Another Ayron"):
        second.receiver.start()
    running.receiver.close()
    second.receiver.start()
    assert "webhooks on" in second.hear()
    second.receiver.close()


def test_a_taken_address_leaves_the_place_to_others(mine: Subscribing) -> None:
    with pytest.raises(Refused, match="cannot listen"):
        Running(mine, port=mine.server.place.port).receiver.start()
    free = Running(mine)
    free.receiver.start()
    free.receiver.close()


def test_it_goes_on_where_it_left_off(running: Running, mine: Subscribing) -> None:
    mine.sandbox.deliver()  # the first heartbeats, which would be missed in between
    running.receiver.close()
    before = mine.rows
    mine.sandbox.forget_traffic()
    again = Running(mine, port=running.receiver.place.port)
    again.receiver.start()
    rename(mine)
    wait_for_hint(again)
    again.receiver.close()
    assert [row.path for row in mine.rows] == [row.path for row in before]
    assert mine.sandbox.writes == []


def test_it_ends_at_once_whatever_it_is_doing(mine: Subscribing) -> None:
    made = Running(mine)
    mine.sandbox.fail(Fault(how="hang", path="/api/1.0/webhooks"))
    made.receiver.start()
    began = time.monotonic()
    made.receiver.close()
    assert time.monotonic() - began < 1.5


def test_a_ledger_of_either_kind_will_do(
    sandbox: Sandbox, ledger: Ledger, around: Surroundings, clock: FixedClock
) -> None:
    mine = Subscribing(sandbox, ledger, around)
    made = Running(mine)
    made.receiver.start()
    assert "webhooks on" in made.hear()
    rename(mine)
    wait_for_hint(made)
    made.receiver.close()
    mine.server.close()
    assert clock.wall() in {row.heard_at for row in mine.rows}
