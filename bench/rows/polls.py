"""Polls of an account where nothing happens: what an hour of them asks for and writes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from bench.connecting import connected
from bench.results import Bench, Measured
from bench.servers import Server
from store.clock import SECOND
from sync.engine import Effort
from sync.sandbox import Sandbox, large
from tests.clock import FixedClock
from tests.sync.clocks import Waiting

TASKS = 10_000
MINUTES = 58
"""The hourly reading of everything is no quiet poll."""


class Hour(NamedTuple):
    """The requests of each poll, and the rows that were written in all."""

    requests: list[int]
    rows: int


def quiet_requests(bench: Bench) -> Measured:
    """Count the requests of the polls that ask what changed and compare no ids."""
    hour = _hour(bench)
    listed = [count for count in hour.requests if count > TASKS // 100]
    most = max(count for count in hour.requests if count not in listed)
    note = f"and every 4 minutes {max(listed)}, as ids come in pages of 100"
    return Measured(most, note)


def quiet_rows(bench: Bench) -> Measured:
    """Count the rows that a poll without news writes into the ledger, as SQLite counts them."""
    return Measured(_hour(bench).rows, f"in {MINUTES} polls")


def _hour(bench: Bench) -> Hour:
    clock = FixedClock()
    today = datetime.fromtimestamp(clock.wall() / SECOND, UTC).date()
    agency = large(TASKS, today)
    with Sandbox(clock=lambda: clock.wall() / SECOND, agency=agency) as sandbox:
        server = Server("asana", sandbox.url, sandbox.token)
        clock.advance(days=1)  # what was made just now counts as changed for two minutes
        with connected(bench.folder / "polls", server, clock, Waiting(clock)) as account:
            account.engine.sync(Effort.FULL)
            before = account.ledger.connection().total_changes()
            requests: list[int] = []
            for _ in range(MINUTES):
                clock.advance(minutes=1)
                outcome = account.engine.sync(Effort.DUE)
                if outcome.error:
                    raise RuntimeError(outcome.error)
                requests.append(outcome.requests)
            return Hour(requests, account.ledger.connection().total_changes() - before)
