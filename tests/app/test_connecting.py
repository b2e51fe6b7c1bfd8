"""Connecting, syncing and letting go by command line, against the sandbox."""

from __future__ import annotations

import io
import json
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from sync.sandbox import App, Sandbox, StillClock

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Serve the studio, and point Ayron at it."""
    with Sandbox(clock=StillClock(1_795_784_700), app=App(redirects=(REDIRECT,))) as running:
        monkeypatch.setenv("AYRON_ASANA_URL", running.url)
        monkeypatch.setenv("AYRON_OAUTH_REDIRECT", REDIRECT)
        yield running


REDIRECT = "http://localhost:18976/callback"


@pytest.fixture
def ayron(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command and gives its exit code, its JSON and what it said."""

    def run(*arguments: str, typed: str = "") -> tuple[int, Any, str]:
        monkeypatch.setattr(sys, "argv", ["ayron", *arguments, "--json"])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = main()
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else None, said.err

    return run


def test_a_token_from_the_environment_connects_and_is_never_stored(
    ayron: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, ayron_home: Path
) -> None:
    monkeypatch.setenv("AYRON_ASANA_TOKEN", sandbox.token)
    code, shape, _said = ayron("connect", "asana")
    assert code == 0
    assert shape["state"] == "live"
    assert shape["tasks"] == len(sandbox.agency.open_tasks(sandbox.agency.main))
    assert not files_with(ayron_home, sandbox.token)
    assert sandbox.writes == []


def test_a_token_from_standard_input_is_kept_where_the_person_says(
    ayron: Run, sandbox: Sandbox, ayron_home: Path
) -> None:
    code, _shape, said = ayron("connect", "asana", "--token-stdin", typed=sandbox.token)
    assert code == 1
    assert "AYRON_ASANA_TOKEN" in said
    assert not files_with(ayron_home, sandbox.token)
    options = ("--token-stdin", "--insecure-storage")
    code, shape, _said = ayron("connect", "asana", *options, typed=f"{sandbox.token}\n")
    assert code == 0
    assert shape["method"] == "token"
    kept = files_with(ayron_home, sandbox.token)
    assert [path.name for path in kept] == ["secrets.plain.json"]
    assert kept[0].stat().st_mode & 0o077 == 0


def test_sync_sees_what_was_renamed_completed_reassigned_and_deleted(
    ayron: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AYRON_ASANA_TOKEN", sandbox.token)
    ayron("connect", "asana")
    mine = sandbox.agency.open_tasks(sandbox.agency.main)[:4]
    for task in mine:
        assert ayron("start", "--task", f"asana:{task.gid}")[0] == 0
    others = [person for person in sandbox.agency.people.values() if person != sandbox.agency.main]
    sandbox.agency.rename(mine[0], "Renamed over there")
    sandbox.agency.complete(mine[1])
    sandbox.agency.reassign(mine[2], others[0])
    sandbox.agency.delete(mine[3])
    code, shape, _said = ayron("sync", "--full")
    assert code == 0
    assert (shape["connections"][0]["gone"], shape["connections"][0]["error"]) == (3, None)
    listed = {row["remote_id"]: row for row in ayron("tasks")[1]}
    assert listed[mine[0].gid]["name"] == "Renamed over there"
    reasons = [listed[task.gid]["reason"] for task in mine]
    assert reasons == [None, "completed", "reassigned", "gone"]
    assert {entry["link"] for entry in ayron("log")[1]} == {"live", "dormant"}


def test_a_quiet_sync_writes_nothing_and_asks_little(
    ayron: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AYRON_ASANA_TOKEN", sandbox.token)
    ayron("connect", "asana")
    sandbox.forget_traffic()
    _code, shape, _said = ayron("sync")
    assert shape["connections"][0]["rows_written"] == 0
    assert shape["connections"][0]["requests"] <= 5


def test_an_integration_that_is_off_is_neither_synced_nor_connected(
    ayron: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AYRON_ASANA_TOKEN", sandbox.token)
    ayron("connect", "asana")
    listed = ayron("feature", "off", "asana")[1]
    assert [(row["name"], row["on"]) for row in listed] == [("asana", False), ("linear", True)]
    sandbox.forget_traffic()
    for command in (("sync",), ("connect", "asana")):
        code, _shape, said = ayron(*command)
        assert (code, "ayron feature on asana" in said) == (1, True)
    assert sandbox.traffic == []
    assert ayron("feature", "on", "asana")[0] == 0
    assert ayron("sync")[0] == 0


def test_a_bad_token_is_refused_in_a_sentence(ayron: Run, sandbox: Sandbox) -> None:
    options = ("--token-stdin", "--insecure-storage")
    code, shape, said = ayron("connect", "asana", *options, typed="0/not-a-token")
    assert (code, shape) == (1, None)
    assert "token" in said
    assert "0/not-a-token" not in said
    assert ayron("connections")[1] == []


def test_the_network_gone_leaves_the_timer_and_says_so(
    ayron: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AYRON_ASANA_TOKEN", sandbox.token)
    ayron("connect", "asana")
    sandbox.stop()
    code, shape, _said = ayron("sync")
    assert code == 1
    assert shape["connections"][0]["error"]
    assert ayron("connections")[1][0]["state"] == "trouble"
    assert ayron("start", "Still here", "--new")[1]["running"] is True


def test_signing_in_through_the_browser_then_letting_go(
    ayron: Run,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    opened_urls: Callable[[], list[str]],
) -> None:
    monkeypatch.setenv("AYRON_ASANA_CLIENT_ID", sandbox.client_id)
    monkeypatch.setenv("AYRON_ASANA_CLIENT_SECRET", sandbox.client_secret)
    sandbox.app.approves = True
    person = threading.Thread(target=approve, args=(opened_urls,))
    person.start()
    code, shape, _said = ayron("connect", "asana", "--insecure-storage")
    person.join()
    assert code == 0
    assert (shape["method"], shape["can_write"]) == ("oauth", False)
    assert shape["scopes"] == ["projects:read", "tasks:read", "users:read", "workspaces:read"]
    address = urllib.parse.urlsplit(opened_urls()[0])
    asked = urllib.parse.parse_qs(address.query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["users:read workspaces:read projects:read tasks:read"]
    assert ayron("sync")[0] == 0
    code, shape, _said = ayron("disconnect", "asana")
    assert code == 0
    assert [record["url"].partition("/-/")[2] for record in sandbox.traffic][-1] == "oauth_revoke"
    assert ayron("connections")[1] == []
    assert ayron("disconnect", "asana")[0] == 3


def approve(opened_urls: Callable[[], list[str]]) -> None:
    """Open the address that the browser was given; the sandbox approves by itself."""
    pause = threading.Event()
    for _ in range(400):
        if opened_urls():
            urllib.request.urlopen(opened_urls()[0], timeout=10).close()
            return
        pause.wait(0.05)


def files_with(folder: Path, text: str) -> list[Path]:
    """List the files below a folder that hold a text."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if text.encode() in path.read_bytes()]
