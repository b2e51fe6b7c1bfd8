"""Send one message, as a process of its own: `python -m tests.billing.mail.sender`."""

from __future__ import annotations

import psycopg  # isort: skip  # noqa: F401  # before store hides it from peewee

import sys
from pathlib import Path
from threading import Event

from billing.mail.delivering import deliver
from store.opening import open_ledger
from tests.billing.issued import surroundings
from tests.clock import FixedClock


def run(location: str, folder: str, port: str, key: str) -> None:
    """Send it."""
    clock = FixedClock()
    ledger = open_ledger(location, clock)
    around = surroundings(clock, Path(folder), AYRON_SMTP_URL=f"smtp://localhost:{port}")
    deliver(ledger, around, key, Event())
    ledger.close()


if __name__ == "__main__":
    run(*sys.argv[1:])
