"""How the polling goes, written down beside the ledger after each sync."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from store.clock import MINUTE, Clock
from store.health import Health, add_requests, read_health, write_health
from store.locks import FileLock
from store.records import Connection
from sync.facts import SyncOutcome
from sync.usage import Usage

FRESH = 5 * MINUTE


class Vitals:
    """Keeps the health of the connections in its file. `next_poll_at` is set by who polls."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._guard = Lock()
        self._noted: set[str] = set()
        self._next_poll_at: int | None = None

    def note(self, connection: Connection, outcome: SyncOutcome, usage: Usage) -> None:
        """Write down how a sync went; requests are counted over all processes that send any."""
        with self._guard, FileLock(f"{self._path}.lock"):
            self._note(connection, outcome, usage)

    def _note(self, connection: Connection, outcome: SyncOutcome, usage: Usage) -> None:
        now = self._clock.wall()
        known = read_health(self._path)
        before = known.get(connection.id)
        kept = before if before and before.limit and outcome.error else usage
        asked = add_requests(before.asked if before else (), outcome.requests, now)
        known[connection.id] = Health(
            at=now,
            last_ok_at=(before.last_ok_at if before else None) if outcome.error else now,
            limit=kept.limit,
            next_poll_at=self._next_poll_at or (before.next_poll_at if before else None),
            requests=sum(count for _minute, count in asked),
            window_seconds=kept.window_seconds,
            asked=asked,
            rest_until=before.rest_until if before else None,
        )
        self._noted.add(connection.id)
        write_health(self._path, known)

    def is_fresh(self, connection_id: str) -> bool:
        """Say whether a connection was synced a few minutes ago, by whichever process."""
        health = read_health(self._path).get(connection_id)
        return bool(health and (health.last_ok_at or 0) > self._clock.wall() - FRESH)

    def expect(self, next_poll_at: int | None) -> None:
        """Write down when the connections are polled next; None where nobody polls."""
        with self._guard, FileLock(f"{self._path}.lock"):
            self._expect(next_poll_at)

    def _expect(self, next_poll_at: int | None) -> None:
        self._next_poll_at = next_poll_at
        later = {
            key: health.replace(next_poll_at=next_poll_at) if key in self._noted else health
            for key, health in read_health(self._path).items()
        }
        write_health(self._path, later)
