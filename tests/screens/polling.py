"""What a process that polls has left behind, and what else is known of a connection."""

from __future__ import annotations

from typing import Any

from app.settings import Settings
from store.clock import MINUTE, SECOND
from store.connections import connections
from store.health import Health, write_health
from store.ledger import Ledger
from tests.clock import FixedClock


def change(ledger: Ledger, **columns: Any) -> None:
    """Change what is known of the connection."""
    with ledger.write() as work:
        for name, value in columns.items():
            work.run(f"UPDATE connection SET {name} = ?", (value,))


def write_polling(ledger: Ledger, clock: FixedClock, requests: int = 64) -> None:
    """Write down how a process polls, the first time."""
    note_polling(ledger, clock, requests)
    change(ledger, last_ok_at=clock.wall() - 12 * SECOND)


def note_polling(ledger: Ledger, clock: FixedClock, requests: int) -> None:
    """Write down how a process polls beside the ledger: last 12 seconds ago, next in 48."""
    with ledger.read() as work:
        [row] = connections(work)
    now = clock.wall()
    made = Health(
        at=now - 12 * SECOND,
        last_ok_at=now - 12 * SECOND,
        limit=120,
        next_poll_at=now + 48 * SECOND,
        requests=requests,
        window_seconds=60,
        asked=((now // MINUTE - 1, requests),),
        rest_until=None,
    )
    write_health(Settings(ledger.path, ledger.owner).health_file, {row.id: made})
