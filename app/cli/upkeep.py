"""backup, doctor, demo, sandbox: what keeps the house and shows it."""

from __future__ import annotations

from pathlib import Path

from app.cli.invocation import Invocation
from store.backup import backup as make_backup
from store.errors import Refused
from store.local_time import clock_text, date_of, iso_date


def backup(invocation: Invocation) -> int:
    """Copy the ledger, verified."""
    ledger = invocation.ledger
    if "://" in invocation.settings.database:
        raise Refused("This ledger is on PostgreSQL; back it up with pg_dump.")
    target = _backup_target(invocation)
    ledger.close()
    made = make_backup(invocation.settings.database, target)
    size = made.stat().st_size
    return invocation.answer({"file": str(made), "bytes": size}, [f"Backed up to {made}."])


def doctor(invocation: Invocation) -> int:
    """Check what Ayron rests on; 1 where something is wrong."""
    from app.doctor import examine

    checks = examine(invocation.settings, invocation.clock)
    ok = all(check.ok for check in checks)
    lines = []
    for check in checks:
        lines.append(f"{'✓' if check.ok else '✗'} {check.name}: {check.detail}")
        if check.remedy and not check.ok:
            lines.append(f"  → {check.remedy}")
    shapes = [{**check._asdict(), "remedy": None if check.ok else check.remedy} for check in checks]
    invocation.answer({"ok": ok, "checks": shapes}, lines)
    return 0 if ok else 1


def demo(invocation: Invocation) -> int:
    """Open the app on throw-away data and the sandbox."""
    from app.demo import open_demo

    return open_demo(invocation.clock)


def sandbox(invocation: Invocation) -> int:
    """Run a server on this machine that speaks a provider's API, until interrupted."""
    from app.demo import run_sandbox

    options = invocation.options
    return run_sandbox(options.provider, options.port, options.log)


def _backup_target(invocation: Invocation) -> Path:
    if invocation.options.file:
        target = Path(invocation.options.file).expanduser()
        if not target.absolute().parent.is_dir():
            raise Refused(f"There is no folder {target.absolute().parent}; make it first.")
        return target
    now = invocation.clock.wall()
    stamp = f"{iso_date(date_of(now))}-{clock_text(now).replace(':', '')}"
    folder = Path(invocation.settings.database).parent / "backups"
    return folder / f"by-hand-{stamp}-{now % 60_000_000:08d}.db"
