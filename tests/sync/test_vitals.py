"""How the polling goes is written down after each sync, by whoever syncs."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.connections import connections
from store.health import Health, read_health
from store.ledger import Ledger
from store.records import Connection
from sync.facts import SyncOutcome
from sync.usage import Usage
from sync.vitals import Vitals
from tests.clock import FRIDAY, FixedClock
from tests.store.filling import connect

USAGE = Usage(99, 120, None, 60)
SOON = FRIDAY + 60_000_000


@pytest.fixture
def row(sqlite_ledger: Ledger) -> Connection:
    """Connect an account."""
    with sqlite_ledger.write() as work:
        connect(work)
        return connections(work)[0]


class Polling:
    """One process that syncs, and what is in its file."""

    def __init__(self, path: Path, clock: FixedClock) -> None:
        self.path = path
        self.vitals = Vitals(path, clock)

    def note(self, row: Connection, requests: int = 3, error: str | None = None) -> Health:
        """Note a sync; return what is known of the connection then."""
        outcome = SyncOutcome(row.id, requests=requests, error=error)
        self.vitals.note(row, outcome, USAGE)
        return self.known(row)

    def known(self, row: Connection) -> Health:
        """Read what is known of a connection."""
        return read_health(self.path)[row.id]


@pytest.fixture
def polling(tmp_path: Path, clock: FixedClock) -> Polling:
    """Return a process that syncs."""
    return Polling(tmp_path / "health.json", clock)


def test_trouble_keeps_the_last_success(
    polling: Polling, row: Connection, clock: FixedClock
) -> None:
    assert polling.note(row, error="no").last_ok_at is None
    went_well = polling.note(row)
    assert (went_well.last_ok_at, went_well.at, went_well.limit) == (FRIDAY, FRIDAY, 120)
    clock.advance(minutes=1)
    failed = polling.note(row, error="no")
    assert (failed.last_ok_at, failed.at) == (FRIDAY, clock.wall())


def test_requests_of_all_processes_are_added_up(
    polling: Polling, row: Connection, clock: FixedClock
) -> None:
    polling.note(row, requests=3)
    clock.advance(minutes=30)
    assert Polling(polling.path, clock).note(row, requests=4).requests == 7
    clock.advance(minutes=31)
    assert polling.note(row, requests=1).requests == 5


def test_the_next_poll_is_that_of_whoever_polls(
    polling: Polling, row: Connection, clock: FixedClock
) -> None:
    assert polling.note(row).next_poll_at is None
    polling.vitals.expect(SOON)
    assert polling.known(row).next_poll_at == SOON
    assert Polling(polling.path, clock).note(row).next_poll_at == SOON
    polling.vitals.expect(None)
    assert polling.known(row).next_poll_at is None


def test_a_connection_that_is_new_is_polled_with_the_others(
    polling: Polling, row: Connection
) -> None:
    polling.note(row)
    polling.vitals.expect(SOON)
    assert polling.note(row.replace(id="new")).next_poll_at == SOON


def test_who_polls_for_one_member_says_nothing_of_others(
    polling: Polling, row: Connection, clock: FixedClock
) -> None:
    polling.note(row)
    other = Polling(polling.path, clock)
    other.note(row.replace(id="other"))
    other.vitals.expect(SOON)
    assert polling.known(row).next_poll_at is None


def test_an_error_keeps_the_limit_that_an_answer_told(polling: Polling, row: Connection) -> None:
    polling.vitals.note(row, SyncOutcome(row.id), Usage(1, 5000, 4999, 3600))
    failed = polling.note(row, error="no")
    assert (failed.limit, failed.window_seconds) == (5000, 3600)
    assert polling.note(row).limit == 120
