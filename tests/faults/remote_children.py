"""Programs that sync, as processes of their own: `python -m tests.faults.remote_children`."""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Event

import psycopg  # isort: skip  # noqa: F401  # before store hides it from peewee

from store import timer
from store.clock import Clock
from store.ledger import Ledger
from store.opening import open_ledger
from sync.access import Surroundings
from sync.facts import ConnectionLost, Fact, SyncFailed, SyncIdle, TasksPulled
from sync.rounds import Rounds
from sync.secrets import open_secrets
from sync.thread import SyncThread
from tests.faults.children import acknowledge
from tests.faults.evidence import TASK
from tests.sync.clocks import RunningClock

POLL_SECONDS = 0.3


def surroundings(folder: Path, clock: Clock) -> Surroundings:
    """Return what syncing needs; secrets are in a plain file that processes share."""
    secrets = open_secrets(folder, {}, insecure_storage=True, keyrings=[])
    return Surroundings(secrets, clock, {}, folder)


def sync_and_work(folder: str) -> None:
    """Sync on a thread, and press start and stop for ever, acknowledging all that is done."""
    clock = RunningClock()
    ledger = open_ledger(f"{folder}/ayron.db", clock)
    around = surroundings(Path(folder), clock)
    thread = SyncThread(ledger, around, tell, Path(folder, "sync.lock"), POLL_SECONDS)
    thread.start()
    while True:
        press(ledger)
        Event().wait(0.01)


def tell(fact: Fact) -> None:
    """Acknowledge what the thread tells."""
    if isinstance(fact, SyncIdle):
        acknowledge("idle", "polls" if fact.polls else "waits")
    elif isinstance(fact, TasksPulled):
        acknowledge("pulled", fact.connection_id)
    elif isinstance(fact, SyncFailed | ConnectionLost):
        acknowledge("failed", fact.connection_id, fact.sentence)


def press(ledger: Ledger) -> None:
    """Stop what runs, else start; acknowledge what was committed."""
    with ledger.write() as work:
        runs = timer.status(work).entry is not None
        change = timer.stop(work) if runs else timer.start(work, TASK)
    if change.started:
        acknowledge("started", change.started.id)
    elif change.stopped:
        acknowledge("stopped", change.stopped.id)


def sync_once(folder: str) -> None:
    """Sync every connection once, and say how it went."""
    clock = RunningClock()
    ledger = open_ledger(f"{folder}/ayron.db", clock)
    around = surroundings(Path(folder), clock)
    rounds = Rounds(ledger, around, lambda fact: None, Event())
    for outcome in rounds.poll():
        acknowledge("synced", outcome.error or "well")
    rounds.close()
    ledger.close()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
