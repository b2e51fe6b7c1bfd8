"""Backups: a consistent copy that is proved good before it takes its name."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw

from store.clock import Clock
from store.errors import LedgerUnavailable, Refused
from store.failures import explain
from store.local_time import Date, date_of, iso_date
from store.locks import FileLock
from store.sqlite import connect

DAILY, WEEKLY, MONTHLY = 12, 10, 9  # how many of each are kept
NAME = re.compile(r"ayron-(\d{4})-(\d{2})-(\d{2})\.db$")


def backup(path: str, target: Path) -> Path:
    """Copy the ledger at `path` to `target`, verified; an existing target is refused."""
    if target.exists():
        raise Refused(f"{target} is there already; give another name.")
    partial = target.with_name(target.name + ".partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _require_room(path, target.parent)
        partial.unlink(missing_ok=True)
        try:
            _copy(path, partial)
            os.replace(partial, target)
        finally:
            partial.unlink(missing_ok=True)
    except apsw.Error as error:
        raise explain(error) from error
    except OSError as error:
        raise LedgerUnavailable(f"No backup can be made at {target}: {error.strerror}.") from error
    return target


def daily_backup(path: str, folder: Path, clock: Clock) -> Path | None:
    """Make today's backup unless it is there or under way elsewhere; thin out the old ones."""
    target = folder / f"ayron-{iso_date(date_of(clock.wall()))}.db"
    lock = FileLock(f"{path}.backup.lock")
    if target.exists() or not lock.try_acquire():
        return None
    try:
        return _backup_of_today(path, target)
    finally:
        lock.release()


def superfluous(backups: list[Path]) -> list[Path]:
    """Choose what may go: all but the last days, the newest of the last weeks and months."""
    dated = [(date, path) for path in backups if (date := _date(path))]
    dated.sort(reverse=True)
    keep = {path for _date, path in dated[:DAILY]}
    keep |= set(_newest_of(dated, lambda date: _ordinal(date) // 7, WEEKLY))
    keep |= set(_newest_of(dated, lambda date: date[0] * 12 + date[1], MONTHLY))
    return [path for _date, path in dated if path not in keep]


def newest_backup(folder: Path) -> Path | None:
    """Find the newest backup in a folder, whatever it was made for."""
    return max(folder.glob("*.db"), key=lambda path: path.stat().st_mtime, default=None)


def problems_of(path: str) -> list[str]:
    """List what SQLite's own check finds wrong with a ledger file."""
    try:
        connection = connect(path)
        try:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
            found += [
                f"{table}: a row refers to one that is not there"
                for table, *_ in connection.execute("PRAGMA foreign_key_check")
            ]
        finally:
            connection.close()
    except apsw.Error as error:
        return [str(explain(error))]
    return [line for line in found if line != "ok"]


def _backup_of_today(path: str, target: Path) -> Path | None:
    if target.exists():
        return None
    made = backup(path, target)
    for old in superfluous(sorted(target.parent.glob("ayron-*.db"))):
        old.unlink(missing_ok=True)
    return made


def _require_room(path: str, folder: Path) -> None:
    if shutil.disk_usage(folder).free < 2 * os.path.getsize(path):
        raise LedgerUnavailable(f"There is too little free space for a backup in {folder}.")


def _copy(path: str, partial: Path) -> None:
    source = connect(path)
    try:
        before = _entries(source)
        source.execute("VACUUM INTO ?", (str(partial),))
    finally:
        source.close()
    os.chmod(partial, 0o600)
    copy = connect(str(partial))
    try:
        after = _entries(copy)
    finally:
        copy.close()
    if after < before or problems_of(str(partial)):
        raise LedgerUnavailable("The backup came out damaged and was thrown away. Check the disk.")
    with open(partial, "rb") as file:
        os.fsync(file.fileno())


def _entries(connection: apsw.Connection) -> int:
    counts: list[tuple[Any, ...]] = connection.execute("SELECT COUNT(*) FROM entry").fetchall()
    return int(counts[0][0])


def _newest_of(
    dated: list[tuple[Date, Path]], period: Callable[[Date], int], count: int
) -> list[Path]:
    newest: dict[int, Path] = {}
    for date, path in dated:
        newest.setdefault(period(date), path)
    return list(newest.values())[:count]


def _ordinal(date: Date) -> int:
    import datetime

    return datetime.date(*date).toordinal() - 1  # so that weeks begin on Monday


def _date(path: Path) -> Date | None:
    found = NAME.search(path.name)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None
