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
from sync.sandbox import App, Fault, Sandbox, StillClock
from tests.clock import FixedClock

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


@pytest.mark.parametrize("command", ["sync", "connect"])
def test_what_is_off_asks_nothing_even_with_a_token_and_nothing_connected(
    command: str, ayron: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ayron("feature", "off", "asana")
    arguments = ["connect", "asana"] if command == "connect" else ["sync"]
    if command == "sync":
        monkeypatch.setenv("AYRON_ASANA_TOKEN", sandbox.token)
    code, _shape, said = ayron(*arguments)
    assert code == 1
    assert "You, as an admin, can turn it on: ayron feature on asana" in said
    assert sandbox.traffic == []


def test_a_feature_tells_its_label_and_who_may_switch_it(ayron: Run) -> None:
    _code, [asana, linear], _said = ayron("feature", "list")
    assert (asana["name"], linear["name"]) == ("asana", "linear")
    assert (asana["label"], asana["on"], asana["may_switch"]) == ("early access", True, True)
    assert len(asana["admins"]) == 1


def test_off_and_on_again_reads_nothing_anew_and_a_timer_goes_on(
    ayron: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AYRON_ASANA_TOKEN", sandbox.token)
    ayron("connect", "asana")
    task = sandbox.agency.open_tasks()[0]
    ayron("start", "--task", f"asana:{task.gid}")
    before = ayron("tasks")[1]
    ayron("feature", "off", "asana")
    assert ayron("status")[1]["running"] is True
    assert [(row["link"], row["reason"]) for row in ayron("tasks")[1]] == [("dormant", "off")]
    assert ayron("connections")[1][0]["state"] == "asleep"
    ayron("feature", "on", "asana")
    assert [row["id"] for row in ayron("tasks")[1]] == [row["id"] for row in before]
    _code, shape, _said = ayron("sync")
    [outcome] = shape["connections"]
    assert (outcome["new"], outcome["changed"], outcome["gone"]) == (0, 0, 0)
    assert outcome["requests"] <= 5


def test_a_bot_reads_one_persons_tasks(ayron: Run, sandbox: Sandbox) -> None:
    place = next(iter(sandbox.agency.workspaces.values()))
    bot = sandbox.agency.add_person("Ro Bot", "bot@northwind.example", [place])
    options = ("--token-stdin", "--insecure-storage", "--tasks-of", "mei@northwind.example")
    code, shape, _said = ayron("connect", "asana", *options, typed=sandbox.token_of(bot))
    assert code == 0
    mei = next(each for each in sandbox.agency.people.values() if each.name == "Mei Tanaka")
    assert shape["tasks"] == len(sandbox.agency.open_tasks(mei))
    code, _shape, said = ayron(
        "connect", "asana", *options[:-1], "nobody", typed=sandbox.token_of(bot)
    )
    assert (code, "give the e-mail address" in said) == (3, True)


def test_of_several_accounts_one_is_let_go(ayron: Run, sandbox: Sandbox) -> None:
    people = list(sandbox.agency.people.values())[:2]
    for person in people:
        options = ("--token-stdin", "--insecure-storage")
        ayron("connect", "asana", *options, typed=sandbox.token_of(person))
    code, _shape, said = ayron("disconnect", "asana")
    assert code == 1
    assert "say which with --account" in said
    code, shape, _said = ayron("disconnect", "asana", "--account", people[0].email)
    assert code == 0
    assert "until you delete it" in shape["sentence"]
    assert [row["account"] for row in ayron("connections")[1]] == [
        f"{people[1].name} ({people[1].email})"
    ]


class Person(io.StringIO):
    """Somebody at a terminal who types."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


@pytest.mark.parametrize(("typed", "code"), [("n\n", 1), ("", 1), ("yes\n", 0)])
def test_who_sits_at_the_terminal_is_asked_first(
    typed: str,
    code: int,
    ayron: Run,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AYRON_ASANA_TOKEN", sandbox.token)
    ayron("connect", "asana")
    monkeypatch.setattr(sys, "argv", ["ayron", "disconnect", "asana"])
    monkeypatch.setattr(sys, "stdin", Person(typed))
    assert main() == code
    said = capsys.readouterr()
    assert "Disconnect Lena Brandt" in said.err
    assert ("Nothing was disconnected" in said.err) is bool(code)
    assert len(ayron("connections")[1]) == code


def test_what_could_not_be_revoked_is_revoked_by_the_next_sync(
    ayron: Run,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    opened_urls: Callable[[], list[str]],
    ayron_home: Path,
    standing_clock: FixedClock,
) -> None:
    monkeypatch.setenv("AYRON_ASANA_CLIENT_ID", sandbox.client_id)
    monkeypatch.setenv("AYRON_ASANA_CLIENT_SECRET", sandbox.client_secret)
    sandbox.app.approves = True
    person = threading.Thread(target=approve, args=(opened_urls,))
    person.start()
    ayron("connect", "asana", "--insecure-storage")
    person.join()
    sandbox.stop()
    _code, shape, _said = ayron("disconnect", "asana")
    assert "could not be revoked yet" in shape["sentence"]
    items = json.loads((ayron_home / "secrets.plain.json").read_text())
    assert [name.rpartition(":")[2] for name in items] == ["revoke"]
    sandbox.start()
    standing_clock.advance(minutes=5)
    code, _shape, said = ayron("sync")
    assert (code, "Nothing is connected" in said) == (3, True)
    assert sandbox.traffic[-1]["url"].endswith("/-/oauth_revoke")
    assert not files_with(ayron_home, "refresh:")


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


@pytest.mark.parametrize("redirect", [REDIRECT, "urn:ietf:wg:oauth:2.0:oob"])
def test_who_cannot_paste_is_told_what_is_waited_for(
    redirect: str, ayron: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.app.redirects = (redirect,)
    sandbox.app.approves = True
    monkeypatch.setenv("AYRON_OAUTH_REDIRECT", redirect)
    monkeypatch.setenv("AYRON_ASANA_CLIENT_ID", sandbox.client_id)
    monkeypatch.setenv("AYRON_ASANA_CLIENT_SECRET", sandbox.client_secret)
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)

    def browse() -> None:
        pause = threading.Event()
        while "five minutes" not in said.getvalue():
            pause.wait(0.05)
        address = next(word for word in said.getvalue().split() if "client_id" in word)
        urllib.request.urlopen(address, timeout=10).close()

    person = threading.Thread(target=browse, daemon=True)
    if redirect == REDIRECT:
        person.start()
    code, _shape, _said = ayron("connect", "asana", "--no-browser", "--insecure-storage")
    heard = redirect == REDIRECT
    assert code == (0 if heard else 1)
    assert "client_id=" in said.getvalue()
    assert "Ayron waits for five minutes" in said.getvalue()
    assert (f"answers by itself, at {REDIRECT}" in said.getvalue()) is heard
    assert ("nothing was pasted" in said.getvalue()) is not heard


def test_who_sits_at_the_terminal_hears_what_is_waited_for(
    ayron: Run, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.waiting.AFTER_SECONDS", 0.1)
    monkeypatch.setenv("AYRON_ASANA_TOKEN", sandbox.token)
    ayron("connect", "asana")
    sandbox.fail(Fault(seconds=0.5))
    assert "Waiting" not in ayron("sync")[2]
    sandbox.fail(Fault(seconds=0.5))
    said = Person()
    monkeypatch.setattr(sys, "stderr", said)
    assert ayron("sync")[0] == 0
    assert said.getvalue() == "Waiting for Asana … ctrl+c ends it.\n"
