"""The app in a real terminal while the provider hangs, drips or sends a lot: nobody waits."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.sandbox import Sandbox, large
from sync.sandbox.faults import ALWAYS, Fault
from tests.faults.evidence import assert_sound, query
from tests.faults.test_terminal import AYRON, SOON, ayron, start_by_hand
from tests.servers.terminal import PATIENCE, ROOT, Terminal

RUNNING = "SELECT task.name FROM entry JOIN task ON task.id = task_id WHERE stopped_at IS NULL"
MANY = 10_000


@pytest.fixture
def ledger_file(ayron_home: Path) -> Path:
    """Make a ledger with a few tasks of one's own."""
    for name in ("Bookkeeping", "Write proposal"):
        ayron("task", "add", name)
    ayron("start", "Bookkeeping")
    ayron("stop")
    return ayron_home / "ayron.db"


@pytest.fixture
def server(ledger_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Run a sandbox that this ledger is connected to."""
    with Sandbox(clock=time.time) as running:
        connect(running, monkeypatch)
        yield running


def connect(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connect the ledger by the token of the environment."""
    monkeypatch.setenv("AYRON_ASANA_URL", sandbox.url)
    monkeypatch.setenv("AYRON_ASANA_TOKEN", sandbox.token)
    command = [*AYRON, "connect", "asana"]
    subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    sandbox.forget_traffic()


def wait_until_asked(sandbox: Sandbox, terminal: Terminal) -> None:
    """Read what is drawn until the sandbox was asked for something."""
    deadline = time.monotonic() + PATIENCE
    while not sandbox.traffic:
        assert time.monotonic() < deadline, "The app asks for nothing."
        terminal.settle()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["hang", "drip", "flood"])
def test_the_timer_is_started_and_the_app_left_while_the_provider_keeps_one_waiting(
    how: str, server: Sandbox, ledger_file: Path
) -> None:
    server.fail(Fault(how=how, times=ALWAYS))  # type: ignore[arg-type]
    with Terminal(AYRON) as terminal:
        terminal.wait_for("Bookkeeping")
        wait_until_asked(server, terminal)
        start_by_hand(terminal, "write proposal", "Write proposal")
        assert query(ledger_file, RUNNING) == [("Write proposal",)]
        terminal.type("x")
        terminal.wait_for("Stopped")
        assert query(ledger_file, RUNNING) == []
        terminal.type("q")
        asked = time.monotonic()
        assert terminal.wait_for_exit() == 0
        assert time.monotonic() - asked < SOON
        assert terminal.gave_the_screen_back()
    assert_sound(ledger_file)


@pytest.mark.slow
def test_a_timer_is_started_while_ten_thousand_tasks_come_in(
    ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox(clock=time.time, agency=large(MANY)) as sandbox:
        sandbox.fail(Fault(path="/api/1.0/tasks", status=503, times=ALWAYS))
        connect(sandbox, monkeypatch)
        sandbox.faults.clear()
        sandbox.fail(Fault(path="/api/1.0/tasks", seconds=0.5, times=ALWAYS))
        with Terminal(AYRON) as terminal:
            terminal.wait_for("Bookkeeping")
            wait_until_asked(sandbox, terminal)
            start_by_hand(terminal, "write proposal", "Write proposal")
            assert query(ledger_file, RUNNING) == [("Write proposal",)]
            assert len(sandbox.traffic) < MANY // 100, (
                "All had come in before the timer was started."
            )
            terminal.type("q")
            assert terminal.wait_for_exit() == 0
    assert_sound(ledger_file)
