"""A stranger connects Asana, times a task, is killed, comes back, and reads the week.

Once by token, once by OAuth from inside the app; the server sees reads alone.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.sandbox import App, Sandbox, StillClock
from tests.servers.terminal import ROOT, Terminal

AYRON = [sys.executable, "-m", "app"]
APPROVER = ROOT / "tests" / "servers" / "approver.py"
PASSPHRASE = "correct horse battery"
ENTER, TAB, DOWN, QUIT = "\r", "\t", "\x1b[B", "\x11"


@pytest.fixture
def redirect(monkeypatch: pytest.MonkeyPatch) -> str:
    """Choose an address for the browser to come back to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://localhost:{free.getsockname()[1]}/callback"
    monkeypatch.setenv("AYRON_OAUTH_REDIRECT", address)
    return address


@pytest.fixture
def asana(redirect: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Serve an agency's Asana, and a person who approves whatever the browser is opened at."""
    monkeypatch.setenv("BROWSER", f"{sys.executable} {APPROVER} %s")
    application = App(redirects=(redirect,))
    with Sandbox(clock=StillClock(1_795_784_700), app=application, approve=True) as sandbox:
        monkeypatch.setenv("AYRON_ASANA_URL", sandbox.url)
        yield sandbox


def ayron(*arguments: str) -> Any:
    """Run a command and return the JSON that it prints."""
    done = subprocess.run(
        [*AYRON, *arguments, "--json"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_by_token_on_the_command_line(asana: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AYRON_ASANA_TOKEN", asana.token)
    assert ayron("connect", "asana")["state"] == "live"
    with Terminal(AYRON) as terminal:
        terminal.wait_for("Start a timer")
        start_and_die(terminal)
    with Terminal(AYRON) as terminal:
        terminal.wait_for("Start a timer")
        stop_and_quit(terminal)
        assert asana.token.encode() not in terminal.output
    assert_in_log_and_week(asana)


def test_by_oauth_in_the_app(asana: Sandbox, ayron_home: Path) -> None:
    with Terminal(AYRON) as terminal:
        terminal.wait_for("Welcome to Ayron")
        terminal.type(DOWN + ENTER)
        terminal.wait_for("Sign in through the browser")
        terminal.type(DOWN + ENTER)
        terminal.wait_for("A safe place")
        terminal.type(PASSPHRASE + ENTER + PASSPHRASE + ENTER)
        terminal.wait_for("redirect URL")
        terminal.type(asana.client_id + TAB + asana.client_secret + ENTER)
        terminal.wait_for("Connected")
        terminal.type("1")
        terminal.wait_for("Start a timer")
        start_and_die(terminal)
        shown = terminal.output
    with Terminal(AYRON) as terminal:
        terminal.wait_for("Start a timer")
        terminal.wait_for("locked")
        stop(terminal)
        terminal.type("l")
        terminal.wait_for("Unlock your connections")
        terminal.type("wrong" + ENTER)
        terminal.wait_for("does not open")
        terminal.type(PASSPHRASE + ENTER)
        terminal.wait_for("unlocked")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        shown += terminal.output
    assert_in_log_and_week(asana)
    assert_secrets_stay_secret(asana, ayron_home, shown)


def start_and_die(terminal: Terminal) -> None:
    """Press s, type four letters, press enter; then the process is killed."""
    terminal.type("s" + "home" + ENTER)
    terminal.wait_for("Running")
    assert ayron("status")["entry"]["task"] == "Homepage hero"
    terminal.send(signal.SIGKILL)
    assert terminal.wait_for_exit() == -signal.SIGKILL


def stop(terminal: Terminal) -> None:
    """Stop the timer that still runs."""
    assert ayron("status")["running"]
    terminal.type("x")
    terminal.wait_for("Stopped")


def stop_and_quit(terminal: Terminal) -> None:
    """Stop the timer that still runs, and leave."""
    stop(terminal)
    terminal.type("q")
    assert terminal.wait_for_exit() == 0


def assert_in_log_and_week(asana: Sandbox) -> None:
    """Check that log and week tell the same, and that Asana was only read."""
    (entry,) = ayron("log")
    assert (entry["task"], entry["source"]) == ("Homepage hero", "asana")
    assert entry["stopped_at"] is not None
    week = ayron("week")
    assert week["seconds"] == entry["seconds"]
    assert [project["project"] for project in week["projects"]] == [entry["project"]]
    assert asana.writes == []
    assert {record["method"] for record in asana.traffic if "/api/" in record["url"]} == {"GET"}


def assert_secrets_stay_secret(asana: Sandbox, home: Path, shown: bytes) -> None:
    """Check that no secret is in a file or was on the screen."""
    secrets = [asana.client_secret, PASSPHRASE, *granted_tokens(asana)]
    assert len(secrets) > 3
    for secret in secrets:
        assert secret.encode() not in shown
        holders = [path for path in home.rglob("*") if path.is_file()]
        assert [path for path in holders if secret.encode() in path.read_bytes()] == []


def granted_tokens(asana: Sandbox) -> list[str]:
    """List the tokens that the server has given out by OAuth."""
    answers = [record for record in asana.traffic if record["url"].endswith("/oauth_token")]
    names = ("access_token", "refresh_token")
    return [record["body"][name] for record in answers for name in names if name in record["body"]]
