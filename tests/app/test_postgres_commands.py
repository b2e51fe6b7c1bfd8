"""The command line on PostgreSQL, as a program of its own: the driver is found in time."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest


@pytest.fixture
def ayron(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that runs a command on PostgreSQL and reads its JSON."""
    monkeypatch.setenv("AYRON_DATABASE", postgres_url)

    def run(*arguments: str) -> Any:
        command = [sys.executable, "-m", "app", *arguments, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_a_timer_is_started_told_and_stopped(ayron: Any) -> None:
    started = ayron("start", "Write proposal", "--new")
    assert started["running"] is True
    assert ayron("status")["entry"]["id"] == started["entry"]["id"]
    assert ayron("stop")["stopped"]["task"] == "Write proposal"
    assert [entry["task"] for entry in ayron("log")] == ["Write proposal"]
    assert ayron("connections") == []
