"""A round: all connections side by side, and nobody faster than the provider allows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from store.connections import connections
from store.ledger import Ledger
from sync.access import Surroundings
from sync.connecting import Connecting
from sync.errors import Stopped
from sync.facts import Fact, TasksPulled
from sync.hints import EVERYTHING, Hint
from sync.kinds import kind_of
from sync.rounds import Rounds
from sync.sandbox import Sandbox
from sync.sandbox.faults import ALWAYS, Fault
from sync.sandbox.large import large
from sync.sandbox.limits import Limits
from sync.sandbox.linear import LinearSandbox
from sync.secrets import Secret, open_secrets
from tests.sync.clocks import Waiting
from tests.sync.worlds import HastyClock


class Both:
    """A ledger that is connected to both providers."""

    def __init__(self, ledger: Ledger, folder: Path, asana: Sandbox, linear: LinearSandbox) -> None:
        self.ledger = ledger
        self.asana = asana
        self.linear = linear
        self.clock = HastyClock()
        ledger.clock = self.clock
        secrets = open_secrets(folder, {}, insecure_storage=True, keyrings=[])
        self.around = Surroundings(secrets, self.clock, {}, folder)
        self.stop = Event()
        self.facts: list[Fact] = []
        self.heard = Event()
        for name, server in (("asana", asana), ("linear", linear)):
            connecting = Connecting(ledger, self.around, kind_of(name), server.url, self.stop)
            connecting.with_token(Secret(server.token))

    def rounds(self, stop: Event | None = None) -> Rounds:
        """Begin rounds, as a process does that starts."""
        return Rounds(self.ledger, self.around, self.hear, stop or self.stop)

    def hear(self, fact: Fact) -> None:
        """Keep a fact; say when one came of tasks of Linear that were pulled."""
        self.facts.append(fact)
        if isinstance(fact, TasksPulled) and fact.connection_id == self.connection_id("linear"):
            self.heard.set()

    def connection_id(self, provider: str) -> str:
        """Return the id of the connection to a provider."""
        with self.ledger.read() as work:
            return connections(work, provider)[0].id


@pytest.fixture
def both(sqlite_ledger: Ledger, tmp_path: Path) -> Iterator[Both]:
    """Connect a ledger to both sandboxes."""
    clock = sqlite_ledger.clock
    with (
        Sandbox(clock=lambda: clock.wall() / 1e6) as asana,
        LinearSandbox(clock=lambda: clock.wall() / 1e6) as linear,
    ):
        yield Both(sqlite_ledger, tmp_path, asana, linear)


def test_a_provider_that_hangs_keeps_no_other_waiting(both: Both) -> None:
    rounds = both.rounds()
    rounds.poll()
    both.heard.clear()
    both.asana.fail(Fault(times=ALWAYS, how="hang"))

    def poll_until_stopped() -> None:
        with suppress(Stopped):
            rounds.poll()

    poll = Thread(target=poll_until_stopped)
    poll.start()
    assert both.heard.wait(10)
    assert poll.is_alive()
    both.stop.set()
    poll.join(10)
    assert not poll.is_alive()
    rounds.close()


@pytest.mark.parametrize("whole", [True, False])
def test_a_hint_without_a_project_looks_at_all_of_the_connection(whole: bool, both: Both) -> None:
    rounds = both.rounds()
    rounds.poll()
    gid = both.asana.agency.open_tasks()[0].gid
    both.asana.agency.delete(gid)
    rounds.poll([Hint("asana", both.connection_id("asana")) if whole else EVERYTHING])
    rounds.close()
    with both.ledger.read() as work:
        assert work.rows("SELECT gone FROM remote_task WHERE remote_id = ?", (gid,)) == [("gone",)]


def test_two_runs_within_a_minute_stay_below_the_limit(
    sqlite_ledger: Ledger, tmp_path: Path
) -> None:
    clock = HastyClock()
    sqlite_ledger.clock = clock
    with (
        Sandbox(clock=lambda: clock.wall() / 1e6, agency=large(8_000), limits=Limits(150)) as asana,
        LinearSandbox(clock=lambda: clock.wall() / 1e6) as linear,
    ):
        both = Both(sqlite_ledger, tmp_path, asana, linear)
        for _run in range(2):
            rounds = both.rounds(Waiting(clock))
            assert [outcome.error for outcome in rounds.sync(full=True)] == [None, None]
            rounds.close()
        assert not [record for record in asana.traffic if record["status"] == 429]


def test_a_pause_that_another_process_was_told_is_kept_by_one_that_goes_on(both: Both) -> None:
    here, there = both.rounds(), both.rounds()
    here.sync()
    both.asana.fail(Fault(status=429, retry_after=240))
    assert there.sync(only=both.connection_id("asana"))[0].error
    both.asana.forget_traffic()
    [outcome] = here.sync(only=both.connection_id("asana"))
    assert "asks for a pause until" in (outcome.error or "")
    assert both.asana.traffic == []
    both.clock.boot_now += 240_000_000
    both.clock.wall_now += 240_000_000
    assert here.sync(only=both.connection_id("asana"))[0].error is None
    here.close()
    there.close()
