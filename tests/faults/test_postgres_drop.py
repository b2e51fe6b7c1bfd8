"""The PostgreSQL server drops a connection: idle it is replaced, at work it is explained."""

from __future__ import annotations

import psycopg
import pytest

from store import timer
from store.errors import LedgerUnavailable
from store.ledger import Ledger
from tests.clock import FixedClock
from tests.faults.evidence import add_task


def drop_connections(url: str) -> None:
    """End every other connection to the database, as a restart of the server would."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_an_idle_connection_is_replaced(postgres_ledger: Ledger, postgres_url: str) -> None:
    with postgres_ledger.write() as work:
        timer.start(work, add_task(work, "task"))
    drop_connections(postgres_url)
    with postgres_ledger.write() as work:
        assert timer.stop(work).stopped
    drop_connections(postgres_url)
    with postgres_ledger.read() as work:
        assert timer.status(work).entry is None
        assert work.rows("SHOW transaction_isolation") == [("repeatable read",)]


def test_a_connection_lost_at_work_is_explained_and_nothing_half_done_stays(
    postgres_ledger: Ledger, postgres_url: str, clock: FixedClock
) -> None:
    with postgres_ledger.write() as work:
        add_task(work, "task")
    with pytest.raises(LedgerUnavailable, match="database"):
        start_while_the_server_restarts(postgres_ledger, postgres_url)
    clock.advance(minutes=1)
    with postgres_ledger.write() as work:
        assert timer.status(work).entry is None
        assert timer.start(work, "task").started


def start_while_the_server_restarts(ledger: Ledger, url: str) -> None:
    """Start a timer, but lose the connection before the commit."""
    with ledger.write() as work:
        timer.start(work, "task")
        drop_connections(url)


def test_asking_for_changes_survives_a_drop(postgres_ledger: Ledger, postgres_url: str) -> None:
    before = postgres_ledger.changed()
    drop_connections(postgres_url)
    assert postgres_ledger.changed() == before
