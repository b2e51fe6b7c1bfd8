"""The Events API: tokens first, then what happened, in the order it did."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sync.sandbox import Fault, Sandbox, StillClock
from sync.sandbox.faults import ALWAYS
from tests.sync.sandbox.asking import data, message, mine, person, project


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


def test_moves_name_projects_and_sections(api: httpx.Client, sandbox: Sandbox, home: str) -> None:
    sync = fresh_token(api, home)
    task = sandbox.agency.add("New", home)
    sandbox.agency.shelve(task, 2)
    sandbox.agency.move(task, project(sandbox, "Orbit API"))
    events = poll(api, home, sync)["data"]
    told = [(event["action"], (event["parent"] or {}).get("name")) for event in events]
    assert told == [
        ("added", "Acme Redesign"),
        ("removed", "To do"),
        ("changed", None),
        ("added", "Review"),
        ("removed", "Acme Redesign"),
    ]


def test_comments_on_subtasks_reach_the_project(
    api: httpx.Client, sandbox: Sandbox, home: str
) -> None:
    sync = fresh_token(api, home)
    mei = person(sandbox, "Mei")
    with sandbox.agency.acting(mei):
        sandbox.agency.comment(sandbox.agency.find("Hero: alt texts"), "Looks good")
    (event,) = poll(api, home, sync)["data"]
    assert (event["action"], event["user"]["gid"]) == ("added", mei.gid)
    assert event["resource"]["resource_type"] == event["type"] == "story"
    assert event["parent"]["name"] == "Hero: alt texts"


def test_a_new_assignee_is_named_by_gid(api: httpx.Client, sandbox: Sandbox, home: str) -> None:
    sync = fresh_token(api, home)
    mei = person(sandbox, "Mei")
    sandbox.agency.reassign(sandbox.agency.find("Homepage hero"), mei)
    (event,) = poll(api, home, sync)["data"]
    assert event["change"]["new_value"] == {"gid": mei.gid, "resource_type": "user"}


def test_noise_is_many_events_of_others_about_what_is_not_mine(
    api: httpx.Client, sandbox: Sandbox, home: str, workspace: str
) -> None:
    before = data(api.get("/tasks", params=mine(workspace, opt_fields="modified_at")))
    sync = fresh_token(api, home)
    sandbox.agency.noise(home, 150)
    first = poll(api, home, sync)
    events = first["data"] + poll(api, home, first["sync"])["data"]
    assert (len(events), first["has_more"]) == (150, True)
    assert {event["type"] for event in events} == {"task", "story"}
    assert sandbox.agency.main.gid not in {event["user"]["gid"] for event in events}
    assert before == data(api.get("/tasks", params=mine(workspace, opt_fields="modified_at")))


def test_noise_begins_with_a_task_of_others_where_there_is_none(
    api: httpx.Client, sandbox: Sandbox
) -> None:
    lonely = sandbox.agency.add_project("Lonely")
    sandbox.agency.add("Mine", lonely)
    sync = fresh_token(api, lonely.gid)
    sandbox.agency.noise(lonely, 3)
    told = [(event["type"], event["action"]) for event in poll(api, lonely.gid, sync)["data"]]
    assert told == [("task", "added"), ("task", "changed"), ("story", "added")]


def test_nobody_else_makes_no_noise(sandbox: Sandbox) -> None:
    alone = sandbox.agency.add_workspace("Alone", "alone.example")
    sandbox.agency.join(sandbox.agency.main, alone)
    with pytest.raises(ValueError, match="nobody else in Alone"):
        sandbox.agency.noise(sandbox.agency.add_project("Own", alone), 1)


def test_more_can_be_promised_for_ever(api: httpx.Client, sandbox: Sandbox, home: str) -> None:
    sync = fresh_token(api, home)
    sandbox.fail(Fault(how="endless", path="/api/1.0/events", times=ALWAYS))
    for _ in range(3):
        answer = poll(api, home, sync)
        assert (answer["data"], answer["has_more"]) == ([], True)
        sync = answer["sync"]


def test_tokens_can_die_early(api: httpx.Client, sandbox: Sandbox, home: str) -> None:
    sync = fresh_token(api, home)
    sandbox.api.streams.forget()
    answer = api.get("/events", params={"resource": home, "sync": sync})
    assert answer.status_code == 412
    assert poll(api, home, answer.json()["sync"])["data"] == []


def test_events_can_get_lost(api: httpx.Client, sandbox: Sandbox, home: str) -> None:
    sync = fresh_token(api, home)
    sandbox.agency.history.losing = 1
    sandbox.agency.rename(sandbox.agency.find("Homepage hero"), "Unheard of")
    sandbox.agency.rename(sandbox.agency.find("404 page"), "Heard of")
    events = poll(api, home, sync)["data"]
    assert [event["resource"]["name"] for event in events] == ["Heard of"]


def test_a_personal_token_can_be_refused_all_the_same(
    api: httpx.Client, web: httpx.Client, sandbox: Sandbox, home: str
) -> None:
    sync = fresh_token(api, home)
    order = web.post("/control/streams", json={"forbidden": True})
    assert order.status_code == 200
    query = {"resource": home, "sync": sync}
    assert api.get("/events", params=query).status_code == 403
    sandbox.api.streams.forbidden = False
    assert api.get("/events", params=query).status_code == 200


def test_without_full_permissions_there_are_no_events(
    web: httpx.Client, sandbox: Sandbox, home: str
) -> None:
    grant = sandbox.grants.allow(sandbox.agency.main, frozenset({"tasks:read", "projects:read"}))
    headers = {"Authorization": f"Bearer {sandbox.grants.issue(grant)}"}
    answer = web.get("/api/1.0/events", params={"resource": home}, headers=headers)
    assert answer.status_code == 403
    assert "full permissions" in message(answer)
