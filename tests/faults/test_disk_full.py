"""A full or failing disk: the error names it, nothing acknowledged is lost, work goes on after."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import apsw
import pytest

from store import timer
from store.errors import LedgerUnavailable
from store.ledger import Ledger
from store.opening import open_ledger
from store.sqlite import PRAGMAS
from tests.clock import FixedClock
from tests.faults.children import press_once
from tests.faults.evidence import TASK, assert_sound, make_ledger
from tests.faults.processes import child, lines
from tests.faults.test_kill import assert_nothing_lost

if TYPE_CHECKING:
    from typing_extensions import Buffer


def test_a_full_disk_is_named_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "ayron.db"
    make_ledger(path)
    with child("fill_the_disk", path, path.stat().st_size + 200_000) as process:
        said = list(lines(process))
    presses = [words for words in said if words[0] in ("started", "stopped")]
    assert len(presses) > 5
    assert [words[:2] for words in said if words[0] == "refused"] == [
        ["refused", "LedgerUnavailable"]
    ]
    assert said[-1][0] == "readable"
    assert_sound(path)
    assert_nothing_lost(path, presses)
    assert_work_goes_on(path)


@pytest.mark.parametrize("room", [0, 10_000, 100_000])
def test_a_ledger_that_finds_no_room_at_first_opens_once_there_is(
    tmp_path: Path, room: int
) -> None:
    path = tmp_path / "ayron.db"
    with child("open_on_a_full_disk", path, room) as process:
        said = [words[:2] for words in lines(process)]
    assert said == [["refused", "LedgerUnavailable"], ["opened", "me"]]
    assert_sound(path)


def assert_work_goes_on(path: Path) -> None:
    """Check that the ledger takes a start and a stop again."""
    clock = FixedClock()
    clock.advance(days=100)
    ledger = open_ledger(str(path), clock)
    with ledger.write() as work:
        timer.start(work, TASK)
        clock.advance(minutes=5)
        assert timer.stop(work).stopped
    ledger.close()


class FailingDisk(apsw.VFS):
    """The system's files, of which the n-th write or sync fails."""

    def __init__(self, error: type[apsw.Error]) -> None:
        self.system = apsw.vfs_names()[0]
        self.error = error
        self.heal()
        super().__init__("failing", self.system, makedefault=True)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        """Open a file that asks this disk before each write."""
        return FailingFile(self, name, flags)

    def fail_at(self, call: int) -> None:
        """Let the n-th write or sync from here on fail."""
        self.calls = count()
        self.failing_call = call

    def heal(self) -> None:
        """Fail no more."""
        self.fail_at(-1)

    def check(self) -> None:
        """Fail where it is time to."""
        if next(self.calls) == self.failing_call:
            raise self.error


class FailingFile(apsw.VFSFile):
    """A file whose writes and syncs the disk may refuse."""

    def __init__(
        self, disk: FailingDisk, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        self.disk = disk
        super().__init__(disk.system, name, flags)

    def xWrite(self, data: Buffer, offset: int) -> None:  # noqa: N802
        """Write, or fail."""
        self.disk.check()
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802
        """Sync, or fail."""
        self.disk.check()
        super().xSync(flags)


@pytest.fixture(params=[apsw.FullError, apsw.IOError])
def failing_disk(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FailingDisk]:
    # A disk made in Python shares no memory between connections, so there may be but one.
    monkeypatch.setattr("store.sqlite.PRAGMAS", {"locking_mode": "EXCLUSIVE"} | PRAGMAS)
    disk = FailingDisk(request.param)
    yield disk
    disk.unregister()


def test_every_write_may_fail_without_harm(tmp_path: Path, failing_disk: FailingDisk) -> None:
    path = tmp_path / "ayron.db"
    make_ledger(path)
    clock = FixedClock()
    ledger = open_ledger(str(path), clock)
    for call in count():
        clock.advance(minutes=1)
        before = entries(ledger)
        failing_disk.fail_at(call)
        try:
            press_once(ledger, minute=call)
        except LedgerUnavailable as error:
            assert_says(error, "disk")
            failing_disk.heal()
            assert entries(ledger) == before
        else:
            break
    assert call > 2
    assert entries(ledger) != before
    failing_disk.heal()
    ledger.close()
    assert_sound(path)


def entries(ledger: Ledger) -> list[tuple[object, ...]]:
    """Read all entries."""
    with ledger.read() as work:
        return work.rows("SELECT id, stopped_at FROM entry ORDER BY id")


def assert_says(error: Exception, word: str) -> None:
    """Check that the sentence names the cause."""
    assert word in str(error)
