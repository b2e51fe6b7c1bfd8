"""The program in a real terminal: killed, hung up on, told to end. The timer runs on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.faults.evidence import assert_sound, query
from tests.servers.terminal import ROOT, Terminal

AYRON = [sys.executable, "-m", "app"]
SOON = 3.0  # seconds within which a program that is told to end has ended, on a busy machine


def ayron(*arguments: str) -> Any:
    """Run a command and return the JSON that it prints."""
    done = subprocess.run(
        [*AYRON, *arguments, "--json"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.fixture
def ledger_file(ayron_home: Path) -> Path:
    """Make a ledger with a few tasks, of which one was worked on."""
    for name in ("Bookkeeping", "Write proposal", "Homepage hero"):
        ayron("task", "add", name)
    ayron("start", "Bookkeeping")
    ayron("stop")
    return ayron_home / "ayron.db"


def start_by_hand(terminal: Terminal, query: str, name: str) -> None:
    """Press s, type a few letters, press enter; wait until the timer shows the task."""
    terminal.wait_for("Bookkeeping")
    terminal.type("s")
    terminal.type(query)
    terminal.wait_for(name)
    terminal.type("\r")
    terminal.wait_for("Running")


@pytest.mark.slow
def test_a_timer_started_by_hand_survives_kill_9_and_is_there_again(ledger_file: Path) -> None:
    with Terminal(AYRON) as terminal:
        start_by_hand(terminal, "prop", "Write proposal")
        started = query(ledger_file, "SELECT id FROM entry WHERE stopped_at IS NULL")
        assert len(started) == 1
        terminal.send(signal.SIGKILL)
        assert terminal.wait_for_exit() == -signal.SIGKILL
    assert_sound(ledger_file)
    with Terminal(AYRON) as terminal:
        terminal.wait_for("Write proposal")
        terminal.type("x")
        terminal.wait_for("Stopped")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        assert terminal.gave_the_screen_back()
    assert query(ledger_file, "SELECT id FROM entry WHERE stopped_at IS NULL") == []
    assert [entry["task"] for entry in ayron("log")] == ["Bookkeeping", "Write proposal"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "task"),
    [("shero\r", "Homepage hero"), ("sprop\r", "Write proposal"), ("squarx\r", "quarx")],
)
def test_keys_that_come_in_one_packet_do_what_they_do_one_by_one(
    ledger_file: Path, keys: str, task: str
) -> None:
    with Terminal(AYRON) as terminal:
        terminal.wait_for("Bookkeeping")
        terminal.type(keys)
        terminal.wait_for("Running")
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0
    assert ayron("status")["entry"]["task"] == task
    assert query(ledger_file, "SELECT COUNT(*) FROM entry") == [(2,)]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_gives_the_terminal_back_and_the_timer_runs_on(
    ledger_file: Path, number: signal.Signals
) -> None:
    with Terminal(AYRON) as terminal:
        start_by_hand(terminal, "hero", "Homepage hero")
        terminal.send(number)
        told = time.monotonic()
        assert terminal.wait_for_exit() == 128 + number
        assert time.monotonic() - told < SOON
        assert terminal.gave_the_screen_back()
        assert b"Traceback" not in terminal.output
    assert ayron("status")["entry"]["task"] == "Homepage hero"
    assert_sound(ledger_file)


@pytest.mark.slow
def test_a_closed_window_ends_the_program_and_not_the_timer(ledger_file: Path) -> None:
    with Terminal(AYRON) as terminal:
        start_by_hand(terminal, "hero", "Homepage hero")
        terminal.hang_up()
        assert terminal.process.wait(timeout=10) != 0
    assert ayron("status")["entry"]["task"] == "Homepage hero"
    assert_sound(ledger_file)


def test_without_a_terminal_it_says_so(ayron_home: Path) -> None:
    done = subprocess.run(
        AYRON, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "needs a terminal" in done.stderr
    assert not (ayron_home / "ayron.db").exists()
