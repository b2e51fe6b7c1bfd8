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

from store.records import Connection, Record

LARGEST_FILE = 1_000_000


class Health(Record):
    """How the polling of a connection goes, as the process that polls it last wrote down.

    `requests` were sent in the hour before `at`; the provider allows `limit` in
    `window_seconds`, as far as it says.
    """

    __slots__ = ("at", "last_ok_at", "limit", "next_poll_at", "requests", "window_seconds")
    at: int
    last_ok_at: int | None
    limit: int | None
    next_poll_at: int | None
    requests: int
    window_seconds: int


def read_health(path: Path) -> dict[str, Health]:
    """Read how the polling goes, by the ids of connections; nothing where there is no file."""
    try:
        with path.open("rb") as file:
            held = json.loads(file.read(LARGEST_FILE))
        return {key: Health(**_checked(values)) for key, values in held.items()}
    except (OSError, ValueError, TypeError, AttributeError, LookupError):
        return {}


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


def with_health(connections: Iterable[Connection], path: Path) -> list[Connection]:
    """Add to connections what is known of their polling; the newer success is the last one."""
    known = read_health(path)
    return [_with(row, known.get(row.id)) for row in connections]


def _with(row: Connection, health: Health | None) -> Connection:
    if health is None:
        return row
    last = max((at for at in (row.last_ok_at, health.last_ok_at) if at), default=None)
    found: Connection = row.replace(health=health, last_ok_at=last)
    return found


def _checked(values: Mapping[str, object]) -> dict[str, int | None]:
    numbers: dict[str, int | None] = {}
    for name in Health.__slots__:
        value = values[name]
        if value is not None and type(value) is not int:
            raise TypeError(name)
        numbers[name] = value
    return numbers
