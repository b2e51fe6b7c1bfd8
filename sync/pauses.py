"""A pause that a provider asks an account for, which every process of its member keeps."""

from __future__ import annotations

from pathlib import Path

from store.clock import Clock
from store.health import Health, read_health, stamp_of, write_health
from store.locks import FileLock


class SharedPause:
    """The pause that is written down beside the ledger. Any thread may look at it."""

    def __init__(self, path: Path, clock: Clock, connection_id: str) -> None:
        self._path = path
        self._clock = clock
        self._connection_id = connection_id
        self._seen = (0, 0)

    def until(self) -> int:
        """Tell when it is over, by the wall clock; 0 where there never was one.

        This comes before every request, so that the file is read only when it was written.
        """
        stamp = stamp_of(self._path)
        seen, until = self._seen
        if stamp == seen:
            return until
        health = read_health(self._path).get(self._connection_id)
        until = health.rest_until or 0 if health else 0
        self._seen = (stamp, until)
        return until

    def keep(self, until: int) -> None:
        """Write down that nobody asks before an instant."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(f"{self._path}.lock"):
            known = read_health(self._path)
            health = known.get(self._connection_id) or Health.unknown(self._clock.wall())
            known[self._connection_id] = health.replace(rest_until=until)
            write_health(self._path, known)
