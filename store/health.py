"""How the polling of each connection goes: a small file beside the ledger.

It changes with every poll, so that it is no part of the ledger, which a quiet poll leaves
alone. Losing it loses nothing that the next poll does not bring again.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from store.clock import MINUTE
from store.locks import is_held
from store.record import Record
from store.records import Connection

LARGEST_FILE = 1_000_000
POLLED = ("live", "trouble")
"""The states in which a connection is polled."""
_HOUR = 60  # minutes

Asked = tuple[tuple[int, int], ...]
"""Pairs of a minute since 1970 and how many requests were sent in it."""


class Health(Record):
    """How the polling of a connection goes, as the processes that sync it last wrote down.

    `requests` were sent in the hour before `at`; `asked` says in which minutes. The provider
    allows `limit` in `window_seconds`, as far as it says. Nobody asks before `rest_until`.
    """

    __slots__ = (
        "at",
        "last_ok_at",
        "limit",
        "next_poll_at",
        "requests",
        "window_seconds",
        "asked",
        "rest_until",
    )
    at: int
    last_ok_at: int | None
    limit: int | None
    next_poll_at: int | None
    requests: int
    window_seconds: int
    asked: Asked
    rest_until: int | None

    @classmethod
    def unknown(cls, now: int) -> Health:
        """Return the health of a connection of which nothing was written down yet."""
        return cls(now, None, None, None, 0, _HOUR, (), None)

    @property
    def hourly_limit(self) -> int | None:
        """How many requests the provider allows in an hour, where it says."""
        if not self.limit or self.window_seconds <= 0:
            return None
        return self.limit * 3600 // self.window_seconds


def add_requests(asked: Asked, count: int, now: int) -> Asked:
    """Count requests that were sent just now, and let go of what is more than an hour ago."""
    minute = now // MINUTE
    counts = dict(_of_last_hour(asked, now))
    if count:
        counts[minute] = counts.get(minute, 0) + count
    return tuple(sorted(counts.items()))


def read_health(path: Path) -> dict[str, Health]:
    """Read how the polling goes, by the ids of connections; nothing where there is no file."""
    try:
        with path.open("rb") as file:
            held = json.loads(file.read(LARGEST_FILE))
        return {key: _read(values) for key, values in held.items()}
    except (OSError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return {}


def stamp_of(path: Path) -> int:
    """Return a number that is another one when the file was written since."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def write_health(path: Path, healths: Mapping[str, Health]) -> None:
    """Replace the file; where it cannot be written the news is dropped."""
    values = {
        key: dict(zip(Health.__slots__, health.values(), strict=True))
        for key, health in healths.items()
    }
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        draft.write_text(json.dumps(values), encoding="utf-8")
        draft.chmod(0o600)
        draft.replace(path)


def with_health(
    connections: Iterable[Connection], path: Path, lock: Path, now: int
) -> list[Connection]:
    """Add to connections what is known of their polling; the newer success is the last one.

    `lock` is what the process holds that polls: where nobody does, no poll is to come, whatever
    a process that was killed has left in the file.
    """
    known = read_health(path)
    polls = bool(known) and is_held(str(lock))
    return [_with(row, known.get(row.id), polls, now) for row in connections]


def _with(row: Connection, health: Health | None, polls: bool, now: int) -> Connection:
    if health is None:
        return row
    last = max((at for at in (row.last_ok_at, health.last_ok_at) if at), default=None)
    expected = health.next_poll_at if polls and row.state in POLLED else None
    requests = sum(count for _minute, count in _of_last_hour(health.asked, now))
    seen = health.replace(next_poll_at=expected, requests=requests)
    found: Connection = row.replace(health=seen, last_ok_at=last)
    return found


def _of_last_hour(asked: Asked, now: int) -> Asked:
    since = now // MINUTE - _HOUR
    return tuple((minute, count) for minute, count in asked if minute > since)


def _read(values: Mapping[str, object]) -> Health:
    numbers = {name: _number(values[name]) for name in Health.__slots__ if name != "asked"}
    return Health(**numbers, asked=_asked(values["asked"]))


def _asked(values: object) -> Asked:
    if not isinstance(values, list):
        raise TypeError("asked")
    return tuple((_count(minute), _count(count)) for minute, count in values[-_HOUR:])


def _number(value: object) -> int | None:
    return None if value is None else _count(value)


def _count(value: object) -> int:
    if type(value) is not int:
        raise TypeError("a whole number is wanted")
    return value
