"""A backup is proved good before it takes its name, and is never made from thin air."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from store import timer
from store.backup import backup, daily_backup
from store.errors import LedgerUnavailable, Refused
from store.opening import open_ledger
from tests.clock import FixedClock
from tests.faults.evidence import TASK, assert_sound, make_ledger, query
from tests.faults.processes import child, lines
from tests.faults.test_files import overwrite
from tests.faults.test_kill import assert_nothing_lost

SCHEMA_PAGES = 4096 * 4


@pytest.fixture
def ledger_file(tmp_path: Path) -> Path:
    path = tmp_path / "ayron.db"
    make_ledger(path)
    return path


def test_a_backup_is_a_ledger_that_opens(ledger_file: Path, tmp_path: Path) -> None:
    ledger = open_ledger(str(ledger_file), FixedClock())
    with ledger.write() as work:
        started = timer.start(work, TASK).started
    copy = backup(str(ledger_file), tmp_path / "elsewhere" / "copy.db")
    ledger.close()
    assert copy.stat().st_mode & 0o077 == 0
    restored = open_ledger(str(copy), FixedClock())
    with restored.read() as work:
        assert timer.status(work).entry == started
    restored.close()


def test_a_backup_made_while_others_write_holds_what_was_acknowledged(
    ledger_file: Path, tmp_path: Path
) -> None:
    with child("work_the_timer", ledger_file, 0) as worker:
        heard = list(islice(lines(worker), 50))
        copy = backup(str(ledger_file), tmp_path / "copy.db")
    assert_sound(copy)
    assert_nothing_lost(copy, heard)


def test_a_damaged_ledger_gives_no_backup(ledger_file: Path, tmp_path: Path) -> None:
    overwrite(ledger_file, SCHEMA_PAGES, b"\xff" * (ledger_file.stat().st_size - SCHEMA_PAGES))
    folder = tmp_path / "backups"
    with pytest.raises(LedgerUnavailable, match="damaged"):
        backup(str(ledger_file), folder / "copy.db")
    assert list(folder.iterdir()) == []


def test_a_full_disk_leaves_the_older_backup_and_no_rest(ledger_file: Path, tmp_path: Path) -> None:
    older = backup(str(ledger_file), tmp_path / "backups" / "older.db")
    with child("back_up", ledger_file, older.with_name("newer.db"), 20_000) as process:
        said = list(lines(process))
    assert [words[:2] for words in said] == [["refused", "LedgerUnavailable"]]
    assert list(older.parent.iterdir()) == [older]
    assert_sound(older)


def test_a_place_that_takes_no_file_is_named(ledger_file: Path, tmp_path: Path) -> None:
    (tmp_path / "note").touch()
    with pytest.raises(LedgerUnavailable, match=r"No backup can be made at .*/note/copy\.db"):
        backup(str(ledger_file), tmp_path / "note" / "copy.db")


def test_an_existing_file_is_not_overwritten(ledger_file: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(Refused, match="there already"):
        backup(str(ledger_file), tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_a_vanished_ledger_is_not_replaced_by_an_empty_one(ledger_file: Path) -> None:
    made = daily_backup(str(ledger_file), ledger_file.parent / "backups", FixedClock())
    assert made
    ledger_file.unlink()
    with pytest.raises(LedgerUnavailable, match="backups"):
        open_ledger(str(ledger_file), FixedClock())
    assert not ledger_file.exists()
    ledger_file.write_bytes(made.read_bytes())
    open_ledger(str(ledger_file), FixedClock()).close()
    assert query(ledger_file, "SELECT id FROM task") == [(TASK,)]
