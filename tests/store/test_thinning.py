"""Daily backups: one a day, and the old ones thinned out by days, weeks and months."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from store.backup import DAILY, MONTHLY, WEEKLY, daily_backup, newest_backup, superfluous
from store.ledger import Ledger
from store.locks import FileLock
from tests.clock import FixedClock


def named(day: date) -> Path:
    """Name the backup of a day."""
    return Path(f"ayron-{day.isoformat()}.db")


def kept(days: set[date]) -> set[date]:
    """Work out which days have to stay, by the rule in words."""
    newest = sorted(days, reverse=True)
    weeks: dict[tuple[int, int], date] = {}
    months: dict[tuple[int, int], date] = {}
    for day in newest:
        weeks.setdefault(day.isocalendar()[:2], day)
        months.setdefault((day.year, day.month), day)
    return {
        *newest[:DAILY],
        *list(weeks.values())[:WEEKLY],
        *list(months.values())[:MONTHLY],
    }


@settings(max_examples=200)
@given(st.sets(st.dates(date(2024, 1, 1), date(2026, 11, 27)), max_size=120))
def test_what_may_go_is_all_but_the_newest_of_days_weeks_and_months(days: set[date]) -> None:
    paths = [named(day) for day in days] + [Path("ayron-notes.db"), Path("before-migration-1.db")]
    assert set(superfluous(paths)) == {named(day) for day in days - kept(days)}


def test_two_years_of_days_leave_a_few_files(
    sqlite_ledger: Ledger, tmp_path: Path, clock: FixedClock
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for back in range(1, 730):
        (folder / named(date(2026, 11, 27) - timedelta(days=back))).touch()
    (folder / "ayron-2020-01-01.db.partial").touch()
    made = daily_backup(sqlite_ledger.path, folder, clock)
    assert made == folder / "ayron-2026-11-27.db" == newest_backup(folder)
    left = sorted(path.name for path in folder.glob("*.db"))
    assert DAILY < len(left) < DAILY + WEEKLY + MONTHLY
    assert daily_backup(sqlite_ledger.path, folder, clock) is None
    clock.advance(days=1)
    assert daily_backup(sqlite_ledger.path, folder, clock) == folder / "ayron-2026-11-28.db"


def test_two_windows_make_one_backup(
    sqlite_ledger: Ledger, tmp_path: Path, clock: FixedClock
) -> None:
    other = FileLock(f"{sqlite_ledger.path}.backup.lock")
    assert other.try_acquire()
    assert daily_backup(sqlite_ledger.path, tmp_path / "backups", clock) is None
    other.release()
    assert daily_backup(sqlite_ledger.path, tmp_path / "backups", clock)
