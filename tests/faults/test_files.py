"""Files that are damaged, foreign or too new are refused with a sentence and left as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from store.errors import LedgerUnavailable, Refused
from store.opening import open_ledger
from tests.clock import FixedClock
from tests.faults.evidence import make_ledger


def overwrite(path: Path, start: int, data: bytes) -> None:
    """Write over a part of a file."""
    with path.open("r+b") as file:
        file.seek(start)
        file.write(data)


def execute(path: Path, sql: str) -> None:
    """Run SQL on a file, whatever is in it."""
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute(sql)


def make_foreign(path: Path) -> None:
    """Put another program's database there."""
    path.unlink()
    execute(path, "CREATE TABLE bookmarks (url TEXT); PRAGMA user_version=1")


def make_marked_foreign(path: Path) -> None:
    """Put a database there that says whose it is."""
    path.unlink()
    execute(path, "PRAGMA application_id=42; CREATE TABLE t (i)")


def cut_in_half(path: Path) -> None:
    """Lose the second half of a file."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "newer": (lambda path: execute(path, "PRAGMA user_version=99"), "newer Ayron"),
    "foreign": (make_foreign, "not an Ayron ledger"),
    "marked foreign": (make_marked_foreign, "not an Ayron ledger"),
    "text": (lambda path: path.write_text("Dear diary,\n" * 500), "not an Ayron ledger|damaged"),
    "beginning overwritten": (lambda path: overwrite(path, 0, b"\xff" * 4096), "damaged|not an"),
    "cut in half": (cut_in_half, "damaged"),
    "zeroed pages": (lambda path: overwrite(path, 4096, bytes(8 * 4096)), "damaged"),
}


@pytest.fixture
def ledger_file(tmp_path: Path) -> Path:
    path = tmp_path / "ayron.db"
    make_ledger(path)
    return path


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_no_good_ledger_is_refused_and_left_alone(
    ledger_file: Path, kind: str
) -> None:
    spoil, sentence = REFUSED[kind]
    spoil(ledger_file)
    before = ledger_file.read_bytes()
    with pytest.raises(LedgerUnavailable) as caught:
        open_ledger(str(ledger_file), FixedClock())
    assert re.search(sentence, str(caught.value))
    assert ledger_file.read_bytes() == before


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerUnavailable, match="file"):
        open_ledger(str(tmp_path / "file" / "ayron.db"), FixedClock())


def test_an_address_of_another_database_is_refused() -> None:
    with pytest.raises(Refused, match="postgresql://"):
        open_ledger("mysql://localhost/ayron", FixedClock())
