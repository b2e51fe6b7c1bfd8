"""How the polling goes, written down beside the ledger after each sync."""

from __future__ import annotations

from pathlib import Path

from store.clock import Clock
from store.health import Health, read_health, write_health
from store.records import Connection
from sync.facts import SyncOutcome
from sync.usage import Usage


class Vitals:
    """Keeps the health of the connections in its file. `next_poll_at` is set by who polls."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    def note(self, connection: Connection, outcome: SyncOutcome, usage: Usage) -> None:
        """Write down how a sync went."""
        now = self._clock.wall()
        known = read_health(self._path)
        before = known.get(connection.id)
        last = before.last_ok_at if before and outcome.error else now
        known[connection.id] = Health(
            at=now,
            last_ok_at=None if outcome.error and before is None else last,
            limit=usage.limit,
            next_poll_at=before.next_poll_at if before else None,
            requests=usage.last_hour,
            window_seconds=usage.window_seconds,
        )
        write_health(self._path, known)

    def expect(self, next_poll_at: int | None) -> None:
        """Write down when the connections are polled next; None where nobody polls."""
        known = read_health(self._path)
        later = {key: health.replace(next_poll_at=next_poll_at) for key, health in known.items()}
        write_health(self._path, later)
