"""Syncs of ten thousand tasks, stored, against reading the same answers and storing nothing."""

from __future__ import annotations

import time
from functools import partial

from bench.connecting import connected
from bench.pairing import Pairs, interleave, timed
from bench.results import Bench, Measured
from bench.servers import Server, running_sandbox
from sync.engine import Effort
from sync.facts import SyncOutcome

TASKS = 10_000
LATE = 0.05


def first_sync(bench: Bench) -> Measured:
    """Time the first sync; connecting before it is not timed."""
    with running_sandbox(bench.folder, "asana", TASKS) as server:
        first = partial(_first_sync, bench, server)
        first()
        chains = server.order("/chains")
        floor = partial(timed, partial(server.read_in_line, chains))
        pairs = interleave(first, floor, bench.rounds(15))
    return Measured(pairs.ratio, pairs.note())


def late_sync(provider: str, places: int, bench: Bench) -> Measured:
    """Time the first sync where each answer takes 50 ms, against httpx on as many connections.

    Asana's pace of 120 requests a minute is kept: ten thousand tasks are a hundred pages.
    """
    with running_sandbox(bench.folder, provider, TASKS, places, LATE) as server:
        first = partial(_first_sync, bench, server)
        first()
        chains = server.order("/chains")
        floor = partial(timed, partial(server.read_abreast, chains))
        pairs = interleave(first, floor, bench.rounds(7))
    requests = sum(map(len, chains))
    return Measured(pairs.ratio, f"{pairs.note(digits=0)}, {requests} requests")


def incremental_sync(bench: Bench) -> Measured:
    """Time the poll after ten tasks were renamed, against the first sync before it."""
    return _incremental(bench)[0]


def incremental_rows(bench: Bench) -> Measured:
    """Count the rows that such a poll writes."""
    return _incremental(bench)[1]


def _incremental(bench: Bench) -> tuple[Measured, Measured]:
    pairs, outcome = Pairs([], []), SyncOutcome("")
    with running_sandbox(bench.folder, "asana", TASKS) as server:
        for _ in range(1 + bench.rounds(15)):
            with connected(bench.folder / "sync", server) as account:
                pairs.floor.append(timed(partial(account.engine.sync, Effort.FULL)))
                account.engine.sync(Effort.DUE)  # the first look at the streams only gets tokens
                server.order("/change")
                began = time.perf_counter()
                outcome = account.engine.sync(Effort.DUE)
                pairs.ours.append((time.perf_counter() - began) * 1000)
        del pairs.ours[0], pairs.floor[0]
    note = f"{outcome.requests} requests"
    return Measured(pairs.ratio, f"{pairs.note()}, {note}"), Measured(outcome.rows_written, note)


def _first_sync(bench: Bench, server: Server) -> float:
    """Connect on a new ledger and time its first sync."""
    with connected(bench.folder / "sync", server) as account:
        took = timed(partial(account.engine.sync, Effort.FULL))
        if account.held() != TASKS:
            raise RuntimeError(f"{account.held()} tasks were stored instead of {TASKS}.")
    return took
