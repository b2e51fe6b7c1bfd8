"""The webhooks command: its own process that wakes the one that polls, and dies without harm."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest

from app import remotes
from app.clock import SystemClock
from app.receiving import is_open, parse_place
from app.settings import load_settings
from store.opening import open_ledger
from sync.facts import TasksPulled
from sync.receiver.server import Place
from sync.sandbox import App, Sandbox
from sync.sandbox.linear import LinearSandbox
from sync.thread import SyncThread
from tests.app.test_connecting import Run, ayron
from tests.sync.browsing import free_port
from tests.sync.test_thread import Ear

__all__ = ["ayron"]
ROOT = Path(__file__).parents[2]
ENOUGH = 20


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Serve the studio as of now, and point Ayron at it with a token."""
    redirect = f"http://localhost:{free_port()}/callback"
    with Sandbox(clock=time.time, app=App(redirects=(redirect,))) as running:
        monkeypatch.setenv("AYRON_ASANA_URL", running.url)
        monkeypatch.setenv("AYRON_OAUTH_REDIRECT", redirect)
        monkeypatch.setenv("AYRON_ASANA_TOKEN", running.token)
        yield running


class Process:
    """`ayron webhooks` as a process of its own."""

    def __init__(self, *options: str) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        place = ("--public-url", self.url, "--listen", f"127.0.0.1:{port}")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app", "webhooks", "--json", *place, *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )

    def first_answer(self) -> Any:
        """Wait until it listens, and return what it printed."""
        assert self._process.stdout
        return json.loads(self._process.stdout.readline())

    def hear(self, words: str) -> str:
        """Wait until it says something on standard error."""
        assert self._process.stderr
        for line in self._process.stderr:
            if words in line:
                return line
        raise AssertionError(f"It ended without saying {words!r}.")

    def end(self, number: int) -> int:
        """Send it a signal, and return its exit code."""
        self._process.send_signal(number)
        self._process.communicate(timeout=ENOUGH)
        return self._process.returncode


@contextmanager
def process(*options: str) -> Iterator[Process]:
    """Run `ayron webhooks`, and let it not outlive the test."""
    made = Process(*options)
    try:
        yield made
    finally:
        made.end(signal.SIGKILL)


@contextmanager
def polling(poll_seconds: float) -> Iterator[Ear]:
    """Poll the ledger of the environment, as the open app does."""
    settings, clock, ear = load_settings(), SystemClock(), Ear()
    ledger = open_ledger(settings.database, clock)
    around = remotes.surroundings(settings.of(ledger.owner), clock)
    thread = SyncThread(ledger, around, ear.facts.put, around.file("sync.lock"), poll_seconds)
    thread.start()
    try:
        ear.hear(TasksPulled)
        yield ear
    finally:
        thread.close()
        thread.join(5)
        ledger.close()


def rename(sandbox: Sandbox) -> None:
    """Rename a task of a project, and have the webhooks told."""
    task = next(task for task in sandbox.agency.open_tasks() if task.memberships)
    sandbox.agency.rename(task, f"{task.name}, again")
    sandbox.deliver()


@pytest.mark.slow
def test_a_process_of_its_own_wakes_the_one_that_polls(ayron: Run, sandbox: Sandbox) -> None:
    ayron("connect", "asana")
    with process("--yes", "--insecure-storage") as hooks:
        said = hooks.first_answer()
        assert said["public_url"] == hooks.url
        assert said["connections"][0]["webhooks"] == "on"
        hooks.hear("webhooks on")
        with polling(poll_seconds=3600) as ear:
            rename(sandbox)
            began = time.monotonic()
            assert ear.hear(TasksPulled, 5).outcome.changed == 1
            assert time.monotonic() - began < 2
        count = len(sandbox.webhooks)
        code, state, _said = ayron("webhooks")
        assert (code, state[0]["receiving"]) == (0, True)
        assert len(state[0]["subscriptions"]) == count > 0
        assert any(row["heard_at"] for row in state[0]["subscriptions"])
        assert hooks.end(signal.SIGTERM) == 0
    assert ayron("webhooks")[1][0]["receiving"] is False
    assert len(sandbox.webhooks) == count
    assert {each["method"] for each in sandbox.writes} == {"POST"}


@pytest.mark.slow
def test_its_death_leaves_the_poll(ayron: Run, sandbox: Sandbox) -> None:
    ayron("connect", "asana")
    with process("--yes", "--insecure-storage") as hooks, polling(poll_seconds=0.5) as ear:
        hooks.hear("webhooks on")
        hooks.end(signal.SIGKILL)
        rename(sandbox)
        while ear.hear(TasksPulled).outcome.changed != 1:
            pass
    with process() as hooks:
        assert hooks.first_answer()["connections"][0]["webhooks"] == "on"
        assert hooks.end(signal.SIGINT) == 0
    code, shape, _said = ayron("webhooks", "--off")
    assert (code, shape["webhooks"], shape["left"]) == (0, "off", 0)
    assert sandbox.webhooks == []
    assert ayron("webhooks", "--off")[0] == 3


def test_a_full_token_needs_a_yes(ayron: Run, sandbox: Sandbox) -> None:
    ayron("connect", "asana")
    code, _shape, said = ayron("webhooks", "--public-url", "https://hooks.example")
    assert code == 1
    assert "--yes" in said
    assert "only writes that Ayron ever makes" in said.replace("\n", " ")
    assert sandbox.writes == []
    assert ayron("webhooks")[1][0]["webhooks"] == "off"


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("hooks.example", "is not an address"),
        ("http://hooks.example", "not encrypted"),
        ("https://localhost", "this machine alone"),
        ("https://ada:secret@hooks.example", "a name and a password"),
        ("https://hooks.example/?a=b", "leave them out"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused(
    ayron: Run, sandbox: Sandbox, address: str, reason: str
) -> None:
    ayron("connect", "asana")
    code, _shape, said = ayron("webhooks", "--yes", "--public-url", address)
    assert code == 1
    assert reason in said
    assert sandbox.writes == []


@pytest.mark.parametrize(
    ("text", "place", "open_to_all"),
    [
        ("9000", Place("127.0.0.1", 9000), False),
        ("localhost:9000", Place("localhost", 9000), False),
        ("[::1]:9000", Place("::1", 9000), False),
        ("0.0.0.0:9000", Place("0.0.0.0", 9000), True),
        ("[::]:9000", Place("::", 9000), True),
        ("10.0.0.7:9000", Place("10.0.0.7", 9000), True),
    ],
)
def test_a_place_is_read_and_known_for_what_it_is(
    text: str, place: Place, open_to_all: bool
) -> None:
    assert parse_place(text) == place
    assert is_open(place) is open_to_all


@pytest.mark.slow
def test_listening_to_other_machines_is_warned_about(ayron: Run, sandbox: Sandbox) -> None:
    ayron("connect", "asana")
    options = ("--yes", "--insecure-storage", "--listen", f"0.0.0.0:{free_port()}")
    with process(*options) as hooks:
        hooks.hear("can be reached by other machines, without encryption")
        assert hooks.first_answer()["listening"].startswith("0.0.0.0:")


@pytest.mark.parametrize("place", ["", "somewhere", "127.0.0.1:0", "127.0.0.1:70000", "::1"])
def test_a_place_that_is_none_is_refused(ayron: Run, sandbox: Sandbox, place: str) -> None:
    ayron("connect", "asana")
    options = ("--yes", "--public-url", "https://hooks.example", f"--listen={place or ':'}")
    code, _shape, said = ayron("webhooks", *options)
    assert code == 1
    assert "to listen on" in said


def test_an_integration_that_is_off_gets_no_webhooks(ayron: Run, sandbox: Sandbox) -> None:
    ayron("connect", "asana")
    ayron("feature", "off", "asana")
    sandbox.forget_traffic()
    code, _shape, said = ayron("webhooks", "--yes", "--public-url", "https://hooks.example")
    assert (code, "ayron feature on asana" in said) == (1, True)
    assert sandbox.traffic == []


def test_without_a_connection_there_is_nothing_to_do(ayron: Run) -> None:
    for options in ((), ("--off",), ("--public-url", "https://hooks.example"), ("--secret-stdin",)):
        assert ayron("webhooks", *options)[0] == 3


@pytest.mark.slow
def test_a_sign_in_asks_for_the_scopes_only_now(
    ayron: Run,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    opened_urls: Callable[[], list[str]],
) -> None:
    sandbox.app.approves = True
    monkeypatch.delenv("AYRON_ASANA_TOKEN")
    monkeypatch.setenv("AYRON_ASANA_CLIENT_ID", sandbox.client_id)
    monkeypatch.setenv("AYRON_ASANA_CLIENT_SECRET", sandbox.client_secret)
    approving(opened_urls, 1)
    shape = ayron("connect", "asana", "--insecure-storage")[1]
    assert not any("webhooks" in scope for scope in shape["scopes"])
    approving(opened_urls, 2)
    with process("--insecure-storage", "--yes") as hooks:
        hooks.hear("webhooks on")
        assert hooks.first_answer()["connections"][0]["webhooks"] == "on"
        assert hooks.end(signal.SIGTERM) == 0
    (shape,) = ayron("connections")[1]
    assert {"webhooks:read", "webhooks:write", "webhooks:delete"} < set(shape["scopes"])
    assert (shape["can_write"], shape["webhooks"]) == (False, "on")
    asked = [parse_qs(urlsplit(url).query)["scope"][0].split() for url in opened_urls()]
    assert asked[1] == [*asked[0], "webhooks:read", "webhooks:write", "webhooks:delete"]
    with process() as hooks:
        hooks.first_answer()
    assert len(opened_urls()) == 2
    assert ayron("webhooks", "--off")[0] == 0
    assert sandbox.webhooks == []
    with process() as hooks:
        hooks.hear("Subscribing needs your yes")
    assert ayron("webhooks")[1][0]["webhooks"] == "off"


def approving(opened_urls: Callable[[], list[str]], number: int) -> None:
    """Approve in the background whatever the browser opens as its so-and-so-many-th address."""

    def run() -> None:
        pause = Event()
        while len(opened_urls()) < number:
            pause.wait(0.05)
        urlopen(opened_urls()[number - 1], timeout=10).close()

    Thread(target=run, daemon=True).start()


@pytest.mark.slow
def test_linears_are_set_up_by_an_admin_and_then_wake_the_poll(
    ayron: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LinearSandbox(clock=time.time) as linear:
        monkeypatch.setenv("AYRON_LINEAR_URL", linear.url)
        monkeypatch.setenv("AYRON_LINEAR_TOKEN", linear.token)
        ayron("connect", "linear")
        with process("--insecure-storage") as hooks:
            address = hooks.hear("Give it this address").rpartition(" ")[2].strip()
            assert address.startswith(f"{hooks.url}/hooks/")
            (state,) = hooks.first_answer()["connections"]
            assert state["subscriptions"][0]["address"] == address
        assert ayron("webhooks", "--secret-stdin", typed="two words")[0] == 1
        options = ("--secret-stdin", "--insecure-storage")
        assert ayron("webhooks", *options, typed="lin_wh_canary\n")[0] == 0
        with process() as hooks, polling(poll_seconds=3600) as ear:
            hooks.first_answer()
            path = address.rpartition("/")[2]
            linear.hooks.add(f"{hooks.url}/hooks/{path}", "lin_wh_canary")
            mine = next(
                issue
                for issue in linear.tracker.issues.values()
                if issue.assignee is linear.tracker.main and not issue.team.private
            )
            linear.tracker.rename(mine, "Renamed over there")
            linear.hooks.wait()
            assert ear.hear(TasksPulled, 5).outcome.changed == 1
        assert linear.hooks.deliveries[-1].statuses == [200]
        assert linear.writes == []
        code, shape, _said = ayron("webhooks", "--off")
        assert code == 0
        assert address.rpartition("/")[2] in " ".join(shape["sentences"])
        assert ayron("webhooks")[1][0]["webhooks"] == "off"
