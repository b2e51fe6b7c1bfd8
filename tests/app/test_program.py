"""The program as a process: pipes that close, no terminal, nothing but sentences."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from store.ledger import Ledger
from store.tasks import add_task
from tests.servers.terminal import Terminal
from tests.store.filling import write_down

ROOT = Path(__file__).parents[2]


def start(*arguments: str) -> subprocess.Popen[str]:
    """Start `ayron` with nothing typed and its answers in pipes."""
    return subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("words", [["status"], ["log"], ["tasks", "--json"]])
def test_a_reader_that_left_is_no_mistake(home_ledger: Ledger, words: list[str]) -> None:
    with home_ledger.write() as work:
        write_down(work, add_task(work, "x" * 400), "09:00", "10:00")
    with start(*words) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 141


def test_the_app_without_a_terminal_says_what_to_do_instead() -> None:
    with start() as process:
        out, err = process.communicate()
    assert (process.returncode, out) == (2, "")
    assert "The app needs a terminal" in err
    assert "Traceback" not in err


def test_errors_sent_elsewhere_leave_nothing_to_draw_on() -> None:
    with Terminal(["sh", "-c", f"{sys.executable} -m app 2>/dev/null"]) as terminal:
        terminal.wait_for("The app needs a terminal")
        assert terminal.wait_for_exit() == 2


def test_help_names_every_command() -> None:
    with start("--help") as process:
        out, _err = process.communicate()
    assert process.returncode == 0
    for name in ("start", "stop", "resume", "note", "status", "tasks", "log", "week", "undo"):
        assert f"\n    {name} " in out
