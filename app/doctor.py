"""Check what Ayron rests on, and say what to do about what is wrong."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.checks import Check
from app.doctor_remotes import remote_checks, secrets_check
from app.settings import Settings
from store.backup import newest_backup, problems_of
from store.clock import Clock
from store.errors import LedgerError
from store.forgotten import forgotten_entry
from store.ledger import Ledger
from store.local_time import clock_text, date_of, iso_date, moment_text
from store.opening import open_ledger

LEAST_FREE = 100_000_000  # bytes
CLOUD = ("Dropbox", "OneDrive", "iCloud", "Google Drive", "Nextcloud")


def examine(settings: Settings, clock: Clock) -> list[Check]:
    """Look at the file, the backups, the disk, the clock, the keyring and the connections."""
    checks = list(_file_checks(settings))
    if not all(check.ok for check in checks if check.name == "ledger file"):
        return [*checks, secrets_check(settings, clock, needed=False)]
    if not _is_there(settings):
        return [*checks, _zone_check(clock.zone()), secrets_check(settings, clock, needed=False)]
    try:
        ledger = open_ledger(settings.database, clock, settings.member)
    except LedgerError as error:
        failed = Check("ledger", False, str(error), "See above.")
        return [*checks, failed, secrets_check(settings, clock, needed=False)]
    try:
        checks.append(Check("ledger", True, f"opens; you are {ledger.owner} ({ledger.role})"))
        checks += _clock_checks(ledger, clock)
        checks += _invoice_checks(ledger)
        checks += remote_checks(settings.of(ledger.owner), ledger, clock)
    finally:
        ledger.close()
    return checks


def _invoice_checks(ledger: Ledger) -> Iterator[Check]:
    """Look whether all that was issued is there as it was issued."""
    from billing.verifying import faults_of_documents

    with ledger.read() as work:
        if work.row("SELECT 1 FROM number_series WHERE chain <> ''") is None:
            return
        faults = faults_of_documents(work)
    remedy = "Put back a backup from before it was changed." if faults else ""
    yield Check("invoices", not faults, " ".join(faults) or "are as they were issued", remedy)


def _is_there(settings: Settings) -> bool:
    return "://" in settings.database or Path(settings.database).exists()


def _file_checks(settings: Settings) -> Iterator[Check]:
    if "://" in settings.database:
        yield Check("ledger file", True, "on PostgreSQL, so its backups are the server's")
        return
    path = Path(settings.database)
    if not path.exists():
        yield Check("ledger file", True, f"{path} is made at the first use")
        return
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        remedy = f"Make {path.parent} and what is in it writable for you, or move it."
        yield Check("ledger file", False, f"{path} is read-only", remedy)
        return
    problems = problems_of(str(path))
    newest = newest_backup(path.parent / "backups")
    remedy = f"Copy {newest} over it, keeping the damaged one." if newest else "There is no backup."
    yield Check(
        "ledger file",
        not problems,
        "; ".join(problems) or f"{path} is sound",
        remedy if problems else "",
    )
    open_to_others = path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    yield Check(
        "permissions",
        not open_to_others or os.name == "nt",
        "others may read the ledger" if open_to_others else "only you may read the ledger",
        f"chmod 600 {path}" if open_to_others else "",
    )
    yield Check(
        "backups",
        True,
        f"the newest is {newest.name}" if newest else "none yet; one is made on every day of use",
    )
    yield _place_check(path)


def _place_check(path: Path) -> Check:
    free = shutil.disk_usage(path.parent).free
    shared = next((name for name in CLOUD if name in str(path)), None)
    if shared:
        return Check(
            *("disk", False, f"the ledger lies in a folder that {shared} copies"),
            "Move it to a local folder with AYRON_DATABASE; copies can damage it.",
        )
    enough = free > LEAST_FREE
    remedy = "" if enough else "Free some space."
    return Check("disk", enough, f"{free // 1_000_000:,} MB free", remedy)


def _clock_checks(ledger: Ledger, clock: Clock) -> Iterator[Check]:
    with ledger.read() as work:
        latest = work.rows("SELECT MAX(started_at) FROM entry WHERE owner = ?", (work.owner,))
        entry = forgotten_entry(work)
    now = clock.wall()
    behind = latest[0][0] is not None and latest[0][0] > now
    today = f"{iso_date(date_of(now))} {clock_text(now)}"
    yield Check(
        "clock",
        not behind,
        f"it says {today}, but an entry begins later" if behind else f"it says {today}",
        "Set the system's clock right." if behind else "",
    )
    yield _zone_check(clock.zone())
    if entry:
        yield Check(
            *("timer", False, f"{entry.task} has run since {moment_text(entry.started_at, now)}"),
            "Stop it with `ayron stop --at TIME`, if you forgot it.",
        )


def _zone_check(name: str) -> Check:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Check(
            "time zone", False, f"{name} is not known", "Set TZ, for example Europe/Berlin."
        )
    return Check("time zone", True, name)
