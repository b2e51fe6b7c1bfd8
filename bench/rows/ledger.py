"""The ledger itself: a committed start, and the week at two sizes."""

from __future__ import annotations

import os
from functools import partial

from bench.ledgers import make_ledger
from bench.pairing import interleave, timed
from bench.results import Bench, Measured
from reports.week import week
from store import timer
from store.ledger import Ledger

RECORD = b"x" * 512


def commit(bench: Bench) -> Measured:
    """Time a timer's start, committed, against one fsync of an append to a file beside it.

    Each one is cancelled afterwards, so that the day does not fill with entries.
    """
    ledger = make_ledger(bench.folder / "commit", 1_000, 20_000)
    with ledger.read() as work:
        task_id = work.rows("SELECT id FROM task LIMIT 1")[0][0]

    def start_once() -> float:
        took = timed(lambda: _start(ledger, task_id))
        with ledger.write() as work:
            timer.cancel(work)
        return took

    with open(bench.folder / "commit" / "appended", "ab", buffering=0) as file:
        pairs = interleave(
            start_once, lambda: timed(lambda: _append(file.fileno())), bench.rounds(301)
        )
    ledger.close()
    return Measured(pairs.ratio, pairs.note(digits=2))


def week_report(bench: Bench) -> Measured:
    """Time this week's report on a ledger of a million entries against one of ten thousand."""
    small = make_ledger(bench.folder / "week-small", 1_000, 10_000, years=1)
    large = make_ledger(bench.folder / "week-large", 1_000, 1_000_000, years=100)
    pairs = interleave(partial(_week, large), partial(_week, small), bench.rounds(101))
    small.close()
    large.close()
    return Measured(pairs.ratio, pairs.note(digits=2))


def _start(ledger: Ledger, task_id: str) -> None:
    with ledger.write() as work:
        timer.start(work, task_id)


def _append(file: int) -> None:
    os.write(file, RECORD)
    os.fsync(file)


def _week(ledger: Ledger) -> float:
    def report() -> None:
        with ledger.read() as work:
            week(work)

    return timed(report)
