"""Programs that the fault tests run as processes of their own: `python -m tests.faults.children`.

Each says on stdout what was acknowledged, one line at a time, unbuffered.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from itertools import count
from pathlib import Path

import psycopg  # isort: skip  # noqa: F401  # before store hides it from peewee

from store import timer
from store.backup import backup
from store.errors import LedgerError
from store.ledger import Ledger
from store.opening import open_ledger
from tests.clock import FixedClock
from tests.faults.evidence import TASK


def acknowledge(*words: object) -> None:
    """Tell the parent at once."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def work_the_timer(location: str, first_minute: str) -> None:
    """Start and stop for ever, a minute apart, acknowledging each."""
    clock = FixedClock()
    clock.advance(minutes=int(first_minute))
    ledger = open_ledger(location, clock)
    for minute in count(int(first_minute)):
        press_once(ledger, minute)
        clock.advance(minutes=1)


def press_once(ledger: Ledger, minute: int) -> None:
    """Stop what runs, else start; acknowledge what was committed."""
    with ledger.write() as work:
        runs = timer.status(work).entry is not None
        change = timer.stop(work) if runs else timer.start(work, TASK)
    if change.started:
        acknowledge("started", change.started.id, minute)
    if change.stopped:
        acknowledge("stopped", change.stopped.id, minute)


def fill_the_disk(location: str, limit: str) -> None:
    """Start and stop until the disk takes no more, then say what the ledger says."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    clock = FixedClock()
    ledger = open_ledger(location, clock)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    try:
        for minute in range(100_000):
            press_once(ledger, minute)
            clock.advance(minutes=1)
    except LedgerError as error:
        acknowledge("refused", type(error).__name__, error)
    with ledger.read() as work:
        acknowledge("readable", work.rows("SELECT COUNT(*) FROM entry")[0][0])


def open_on_a_full_disk(location: str, limit: str) -> None:
    """Make a ledger where there is no room for one, then again where there is."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    try:
        open_ledger(location, FixedClock()).close()
    except LedgerError as error:
        acknowledge("refused", type(error).__name__, error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    acknowledge("opened", open_ledger(location, FixedClock()).owner)


def back_up(location: str, target: str, limit: str) -> None:
    """Make a backup where there is no room for one."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    try:
        backup(location, Path(target))
    except LedgerError as error:
        acknowledge("refused", type(error).__name__, error)


def open_once(location: str) -> None:
    """Wait for the word, open the ledger, and say who its member is."""
    acknowledge("ready")
    sys.stdin.readline()
    ledger = open_ledger(location, FixedClock())
    acknowledge("opened", ledger.owner, ledger.role)
    ledger.close()


def migrate_slowly(location: str) -> None:
    """Open a ledger that has to be made, telling each statement of the schema before it runs."""
    from playhouse.apsw_ext import APSWDatabase

    run = APSWDatabase.execute_sql

    def tell_and_run(self: object, sql: str, *rest: object) -> object:
        acknowledge("statement")
        return run(self, sql, *rest)

    APSWDatabase.execute_sql = tell_and_run
    open_ledger(location, FixedClock()).close()
    acknowledge("done")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
