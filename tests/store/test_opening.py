"""A ledger as it is opened: durable, private, made once, and never older than its database."""

from __future__ import annotations

import stat
import traceback
from pathlib import Path

import psycopg  # isort: skip  # before store hides it from peewee
import pytest

from store.errors import LedgerUnavailable, Refused
from store.ledger import Ledger, open_quickly
from store.opening import open_ledger
from store.projects import add_project
from tests.clock import FixedClock
from tests.store.filling import contents

DURABLE = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "mmap_size": 0,
    "wal_autocheckpoint": 2000,
    "fullfsync": 1,
    "checkpoint_fullfsync": 1,
    "application_id": 0x4159524E,
    "busy_timeout": 10_000,
}


@pytest.mark.parametrize("quickly", [True, False])
def test_every_connection_is_durable_and_strict(
    sqlite_ledger: Ledger, clock: FixedClock, quickly: bool
) -> None:
    ledger = open_quickly(sqlite_ledger.path, clock) if quickly else sqlite_ledger
    assert ledger
    with ledger.read() as work:
        for name, value in DURABLE.items():
            assert work.rows(f"PRAGMA {name}")[:1] in ([(value,)], []), name
    ledger.close()


def test_file_and_folder_are_private(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "deep" / "data" / "ayron.db"
    open_ledger(str(path), clock).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_opening_again_changes_nothing(database_url: str, clock: FixedClock) -> None:
    first = open_ledger(database_url, clock)
    with first.write() as work:
        add_project(work, "Orbit")
    tables = ("workspace", "member", "project", "schema_migration")
    before = contents(first, *tables)
    clock.advance(days=1)
    second = open_ledger(database_url, clock)
    assert contents(second, *tables) == before
    assert [len(rows) for rows in before.values()] == [1, 1, 1, 3]
    first.close()
    second.close()


def test_the_short_form_of_an_address_is_taken(postgres_url: str, clock: FixedClock) -> None:
    ledger = open_ledger(postgres_url.replace("postgresql://", "postgres://"), clock)
    assert (ledger.owner, ledger.role) == ("ayron", "admin")
    ledger.close()


@pytest.mark.parametrize(
    "address", ["ada:hunter2%zz@db/ayron", "ada:hunter2@[::1/ayron", "ada:hunter2 x@db/ayron"]
)
def test_an_address_that_cannot_be_read_is_not_repeated(address: str, clock: FixedClock) -> None:
    with pytest.raises(Refused, match="not an address like postgresql://") as caught:
        open_ledger(f"postgresql://{address}", clock)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_a_newer_database_is_left_alone(postgres_url: str, clock: FixedClock) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_new', 0)")
    with pytest.raises(LedgerUnavailable, match="made by a newer Ayron"):
        open_ledger(postgres_url, clock)


def test_an_empty_file_becomes_a_ledger(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "ayron.db"
    path.touch()
    ledger = open_ledger(str(path), clock)
    assert contents(ledger, "entry") == {"entry": []}
    ledger.close()


def test_the_quick_way_opens_only_what_is_current(tmp_path: Path, clock: FixedClock) -> None:
    assert open_quickly(str(tmp_path / "nothing.db"), clock) is None
    (tmp_path / "empty.db").touch()
    assert open_quickly(str(tmp_path / "empty.db"), clock) is None
    path = str(tmp_path / "ayron.db")
    ledger = open_ledger(path, clock)
    ledger.database.execute_sql("PRAGMA user_version=0")  # type: ignore[attr-defined]
    ledger.close()
    assert open_quickly(path, clock) is None
    assert {file.name for file in tmp_path.glob("nothing*")} == set()
