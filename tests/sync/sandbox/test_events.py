"""The Events API: tokens first, then what happened, in the order it did."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sync.sandbox import Sandbox, StillClock
from tests.sync.sandbox.asking import message, project


@pytest.fixture
def home(sandbox: Sandbox) -> str:
    """Return the gid of the project that is listened to."""
    return project(sandbox, "Acme Redesign").gid


def fresh_token(api: httpx.Client, resource: str) -> str:
    """Ask for the first time, and return the token that the refusal brings."""
    answer = api.get("/events", params={"resource": resource})
    assert answer.status_code == 412
    assert message(answer).startswith("Sync token invalid or too old.")
    return str(answer.json()["sync"])


def poll(api: httpx.Client, resource: str, sync: str) -> dict[str, Any]:
    """Ask what happened since."""
    answer = api.get("/events", params={"resource": resource, "sync": sync})
    assert answer.status_code == 200
    return dict(answer.json())


def test_a_project_hears_of_its_tasks_and_their_subtasks(
    api: httpx.Client, sandbox: Sandbox, home: str
) -> None:
    sync = fresh_token(api, home)
    sandbox.agency.rename(sandbox.agency.find("Homepage hero"), "Hero")
    sandbox.agency.complete(sandbox.agency.find("Hero: alt texts"))
    sandbox.agency.rename(sandbox.agency.find("Kick-off notes"), "Elsewhere")
    events = poll(api, home, sync)["data"]
    heard = [(event["resource"]["name"], event["change"]["field"]) for event in events]
    assert heard == [("Hero", "name"), ("Hero: alt texts", "completed")]


def test_comings_and_goings_name_the_parent(api: httpx.Client, sandbox: Sandbox, home: str) -> None:
    sync = fresh_token(api, home)
    task = sandbox.agency.add("New", home)
    sandbox.agency.displace(task, home)
    sandbox.agency.place(task, home)
    sandbox.agency.delete(task)
    sandbox.agency.undelete(task)
    events = poll(api, home, sync)["data"]
    actions = [event["action"] for event in events]
    assert actions == ["added", "removed", "changed", "added", "deleted", "undeleted"]
    assert events[0]["parent"]["gid"] == home


def test_the_same_token_gives_the_same_answer(
    api: httpx.Client, sandbox: Sandbox, home: str
) -> None:
    sync = fresh_token(api, home)
    sandbox.agency.rename(sandbox.agency.find("Homepage hero"), "Hero")
    assert poll(api, home, sync) == poll(api, home, sync)
    assert poll(api, home, poll(api, home, sync)["sync"])["data"] == []


def test_a_hundred_at_a_time(api: httpx.Client, sandbox: Sandbox, home: str) -> None:
    sync = fresh_token(api, home)
    hero = sandbox.agency.find("Homepage hero")
    for number in range(130):
        sandbox.agency.rename(hero, f"Hero {number}")
    first = poll(api, home, sync)
    second = poll(api, home, first["sync"])
    assert (len(first["data"]), first["has_more"]) == (100, True)
    assert (len(second["data"]), second["has_more"]) == (30, False)


def test_a_token_lives_a_day(
    api: httpx.Client, sandbox: Sandbox, home: str, watch: StillClock
) -> None:
    sync = fresh_token(api, home)
    watch.advance(25 * 3600)
    answer = api.get("/events", params={"resource": home, "sync": sync})
    assert answer.status_code == 412
    assert poll(api, home, answer.json()["sync"])["data"] == []


@pytest.mark.parametrize("bad", ["", "nonsense", "ü.ü"])
def test_a_bad_token_brings_a_fresh_one(api: httpx.Client, home: str, bad: str) -> None:
    answer = api.get("/events", params={"resource": home, "sync": bad})
    assert (answer.status_code, bool(answer.json()["sync"])) == (412, True)


def test_a_token_belongs_to_its_resource(api: httpx.Client, sandbox: Sandbox, home: str) -> None:
    other = project(sandbox, "Orbit API").gid
    sync = fresh_token(api, home)
    answer = api.get("/events", params={"resource": other, "sync": sync})
    assert answer.status_code == 412


def test_what_is_not_there_or_not_mine_has_no_stream(api: httpx.Client, sandbox: Sandbox) -> None:
    private = project(sandbox, "Salaries").gid
    assert api.get("/events", params={"resource": private}).status_code == 403
    assert api.get("/events", params={"resource": "12"}).status_code == 404
