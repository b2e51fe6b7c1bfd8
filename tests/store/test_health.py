"""How polling goes, beside the ledger: read with care, counted over processes, never stale."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.clock import HOUR, MINUTE
from store.connections import connections
from store.health import (
    Health,
    add_requests,
    read_health,
    with_health,
    write_health,
)
from store.ledger import Ledger
from store.locks import FileLock, is_held
from store.records import Connection
from tests.store.filling import connect

NOW = 1_795_784_700_000_000
NEXT = NOW + 48_000_000


def health(**changes: object) -> Health:
    """Make the health of a connection that was polled just now."""
    made = Health(NOW, NOW, 120, NEXT, 7, 60, ((NOW // MINUTE, 7),), None)
    changed: Health = made.replace(**changes)
    return changed


@pytest.fixture
def row(sqlite_ledger: Ledger) -> Connection:
    """Connect an account."""
    with sqlite_ledger.write() as work:
        connect(work)
        return connections(work)[0]


def seen(row: Connection, folder: Path, now: int = NOW) -> Connection:
    """Look at a connection with its health."""
    return with_health([row], folder / "health.json", folder / "lock", now)[0]


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    write_health(tmp_path / "health.json", {"c": health(limit=None, last_ok_at=None)})
    assert read_health(tmp_path / "health.json") == {"c": health(limit=None, last_ok_at=None)}
    assert (tmp_path / "health.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"c": {}}',
        b'{"c": {"at": "x"}}',
        b"[" * 100_000,
        b'{"c": [1, 2, 3]}',
    ],
)
def test_a_file_that_is_no_health_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "health.json").write_bytes(content)
    assert read_health(tmp_path / "health.json") == {}


def test_the_next_poll_is_told_only_while_somebody_polls(row: Connection, tmp_path: Path) -> None:
    write_health(tmp_path / "health.json", {row.id: health()})
    found = seen(row, tmp_path).health
    assert (found and found.next_poll_at) is None
    with FileLock(str(tmp_path / "lock")):
        held = seen(row, tmp_path).health
        lost = seen(row.replace(state="signed_out"), tmp_path).health
        assert (held and held.next_poll_at, lost and lost.next_poll_at) == (NEXT, None)
    left = seen(row, tmp_path).health
    assert (left and left.next_poll_at) is None


def test_whether_a_lock_is_held_can_be_asked_without_making_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not is_held(str(path))
    assert not path.exists()
    with FileLock(str(path)):
        assert is_held(str(path))
    assert not is_held(str(path))
    assert FileLock(str(path)).try_acquire()


def test_requests_are_those_of_the_last_hour(row: Connection, tmp_path: Path) -> None:
    write_health(tmp_path / "health.json", {row.id: health()})
    for later, count in ((0, 7), (59 * MINUTE, 7), (HOUR, 0)):
        found = seen(row, tmp_path, NOW + later).health
        assert found
        assert found.requests == count


def test_requests_are_added_up_by_the_minute() -> None:
    asked = add_requests((), 5, NOW)
    asked = add_requests(asked, 2, NOW)
    asked = add_requests(asked, 0, NOW + MINUTE)
    assert asked == ((NOW // MINUTE, 7),)
    assert add_requests(asked, 3, NOW + 2 * HOUR) == (((NOW + 2 * HOUR) // MINUTE, 3),)


def test_the_newer_success_is_the_last_one(row: Connection, tmp_path: Path) -> None:
    write_health(tmp_path / "health.json", {row.id: health(last_ok_at=NOW)})
    assert seen(row.replace(last_ok_at=NOW - HOUR), tmp_path).last_ok_at == NOW
    assert seen(row.replace(last_ok_at=NOW + HOUR), tmp_path).last_ok_at == NOW + HOUR
    assert seen(row.replace(id="another"), tmp_path).health is None


def test_a_limit_is_told_by_the_hour() -> None:
    assert health().hourly_limit == 7200
    assert health(limit=5000, window_seconds=3600).hourly_limit == 5000
    assert health(limit=None).hourly_limit is None
