"""backup and doctor by command line: a copy that is good, and a sentence for what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import apsw

from store.backup import problems_of
from tests.app.conftest import Command
from tests.clock import FixedClock


def checks(command: Command) -> dict[str, Any]:
    """Run the doctor; return its checks by name."""
    return {check["name"]: check for check in command("doctor", "--json").json["checks"]}


def test_a_backup_is_a_good_copy_in_the_usual_folder(command: Command, ayron_home: Path) -> None:
    command("add", "Audit", "09:00", "10:00")
    made = command("backup", "--json").json
    target = Path(made["file"])
    assert target.parent == ayron_home / "backups"
    assert target.stat().st_size == made["bytes"]
    assert target.stat().st_mode & 0o077 == 0
    assert problems_of(str(target)) == []
    assert apsw.Connection(str(target)).execute("SELECT COUNT(*) FROM entry").fetchall() == [(1,)]


def test_a_backup_goes_where_it_is_told_and_overwrites_nothing(
    command: Command, tmp_path: Path
) -> None:
    command("start", "Audit", "--new")
    target = tmp_path / "copy.db"
    assert command("backup", str(target)).code == 0
    again = command("backup", str(target))
    assert (again.code, "is there already" in again.err) == (1, True)
    missing = command("backup", str(tmp_path / "nowhere" / "copy.db"))
    assert (missing.code, "no folder" in missing.err) == (1, True)
    assert not (tmp_path / "nowhere").exists()


def test_a_doctor_makes_no_ledger(command: Command, ayron_home: Path) -> None:
    answer = command("doctor", "--json")
    assert (answer.code, answer.json["ok"]) == (0, True)
    assert not (ayron_home / "ayron.db").exists()


def test_all_is_well_with_a_ledger_in_use(command: Command) -> None:
    command("add", "Audit", "09:00", "10:00")
    found = checks(command)
    assert {"ledger file", "permissions", "disk", "ledger", "clock", "time zone"} <= found.keys()
    assert all(check["ok"] for check in found.values())
    assert all(check["remedy"] is None for check in found.values())


def test_a_damaged_ledger_is_told_with_the_backup_to_take(
    command: Command, ayron_home: Path
) -> None:
    for number in range(30):
        command("add", f"Audit {number}", "09:00", "10:00")
    backup = command("backup", "--json").json["file"]
    file = ayron_home / "ayron.db"
    spoiled = bytearray(file.read_bytes())
    spoiled[8192:40960] = b"\xa5" * (40960 - 8192)
    file.write_bytes(spoiled)
    answer = command("doctor", "--json")
    [check] = [each for each in answer.json["checks"] if each["name"] == "ledger file"]
    assert (answer.code, check["ok"]) == (1, False)
    assert backup in check["remedy"]


def test_a_file_that_others_may_read_is_told(command: Command, ayron_home: Path) -> None:
    command("add", "Audit", "09:00", "10:00")
    (ayron_home / "ayron.db").chmod(0o644)
    assert "chmod 600" in checks(command)["permissions"]["remedy"]


def test_a_clock_behind_the_last_entry_is_told(command: Command, clock: FixedClock) -> None:
    command("add", "Audit", "09:00", "10:00")
    clock.set("2026-11-20 12:00")
    assert "begins later" in checks(command)["clock"]["detail"]


def test_a_forgotten_timer_is_told_with_its_day(command: Command, clock: FixedClock) -> None:
    command("start", "Audit", "--new")
    clock.advance(hours=20)
    check = checks(command)["timer"]
    assert (check["ok"], "yesterday 14:05" in check["detail"]) == (False, True)
