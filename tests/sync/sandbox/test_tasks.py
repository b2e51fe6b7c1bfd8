"""Lists of tasks: which are in them, and how they are narrowed."""

from __future__ import annotations

import httpx
import pytest

from sync.sandbox import Sandbox, StillClock
from tests.sync.sandbox.asking import data, message, mine, names, person, project

ONE_FILTER = (
    "Must specify exactly one of project, tag, section, user task list, or assignee + workspace"
)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"assignee": "me"},
        {"workspace": "{workspace}"},
        {"assignee": "me", "workspace": "{workspace}", "project": "{project}"},
        {"project": "{project}", "section": "1"},
        {"assignee": "me", "project": "{project}"},
    ],
)
def test_tasks_take_exactly_one_filter(
    api: httpx.Client, sandbox: Sandbox, workspace: str, query: dict[str, str]
) -> None:
    home = project(sandbox, "Acme Redesign").gid
    filled = {
        name: value.format(workspace=workspace, project=home) for name, value in query.items()
    }
    answer = api.get("/tasks", params=filled)
    assert (answer.status_code, message(answer)) == (400, ONE_FILTER)


def test_my_tasks_are_mine_and_hold_subtasks_too(
    api: httpx.Client, sandbox: Sandbox, workspace: str
) -> None:
    subtask = sandbox.agency.add("Cut the video", parent=sandbox.agency.find("Homepage hero"))
    rows = data(api.get("/tasks", params=mine(workspace, opt_fields="assignee.name,parent.name")))
    assert {row["assignee"]["name"] for row in rows} == {"Lena Brandt"}
    parents = {row["gid"]: row["parent"] for row in rows}
    assert parents[subtask.gid]["name"] == "Homepage hero"


def test_the_user_task_list_holds_the_same(api: httpx.Client, workspace: str) -> None:
    found = data(api.get("/users/me/user_task_list", params={"workspace": workspace}))
    listed = api.get(f"/user_task_lists/{found['gid']}/tasks", params={"limit": 100})
    assert names(listed) == names(api.get("/tasks", params=mine(workspace)))
    also = api.get("/tasks", params={"user_task_list": found["gid"], "limit": 100})
    assert names(also) == names(listed)


def test_the_task_list_of_somebody_else_is_forbidden(api: httpx.Client, sandbox: Sandbox) -> None:
    lists = sandbox.agency.task_lists.values()
    other = next(found for found in lists if found.owner is not sandbox.agency.main)
    assert api.get(f"/user_task_lists/{other.gid}/tasks").status_code == 403


def test_completed_since_leaves_out_what_was_done_before(
    api: httpx.Client, sandbox: Sandbox, workspace: str, watch: StillClock
) -> None:
    since = "2026-11-27T13:05:00.000Z"
    watch.advance(60)
    sandbox.agency.complete(sandbox.agency.find("Homepage hero"))
    query = mine(workspace, completed_since=since, opt_fields="name,completed")
    done = [row["name"] for row in data(api.get("/tasks", params=query)) if row["completed"]]
    assert done == ["Homepage hero"]


def test_now_means_open_in_a_project_and_nothing_in_tasks(
    api: httpx.Client, sandbox: Sandbox, workspace: str
) -> None:
    home = project(sandbox, "Acme Redesign").gid
    query = {"limit": "100", "completed_since": "now", "opt_fields": "completed"}
    rows = data(api.get(f"/projects/{home}/tasks", params=query))
    assert rows
    assert not any(row["completed"] for row in rows)
    refused = api.get("/tasks", params=mine(workspace, completed_since="now"))
    assert refused.status_code == 400


def test_modified_since_gives_what_moved(
    api: httpx.Client, sandbox: Sandbox, workspace: str
) -> None:
    sandbox.agency.rename(sandbox.agency.find("Homepage hero"), "Homepage heroine")
    query = mine(workspace, modified_since="2026-11-27T13:00:00+00:00")
    assert names(api.get("/tasks", params=query)) == ["Homepage heroine"]


def test_reassigned_deleted_and_hidden_tasks_vanish_and_say_why(
    api: httpx.Client, sandbox: Sandbox, workspace: str
) -> None:
    agency = sandbox.agency
    first, second, third = agency.open_tasks()[:3]
    agency.reassign(first, person(sandbox, "Mei"))
    agency.delete(second)
    agency.hide(third)
    gids = {row["gid"] for row in data(api.get("/tasks", params=mine(workspace)))}
    assert gids.isdisjoint({first.gid, second.gid, third.gid})
    assert data(api.get(f"/tasks/{first.gid}"))["assignee"]["name"] == "Mei Tanaka"
    assert api.get(f"/tasks/{second.gid}").status_code == 404
    assert api.get(f"/tasks/{third.gid}").status_code == 403
    agency.undelete(second)
    agency.show(third)
    assert api.get(f"/tasks/{second.gid}").status_code == 200
    assert api.get(f"/tasks/{third.gid}").status_code == 200


def test_a_task_may_sit_in_several_projects_or_in_none(
    api: httpx.Client, sandbox: Sandbox, workspace: str
) -> None:
    rows = data(api.get("/tasks", params=mine(workspace, opt_fields="name,projects.name")))
    homes = {row["name"]: [home["name"] for home in row["projects"]] for row in rows}
    assert homes["Sort the inbox"] == []
    shared = sandbox.agency.find("Slide template")
    listed = names(api.get(f"/tasks/{shared.gid}/projects", params={"limit": 100}))
    assert listed == ["Orbit Brand Refresh", "Orbit API"]


def test_subtasks_are_listed_with_their_task_not_with_its_project(
    api: httpx.Client, sandbox: Sandbox
) -> None:
    hero = sandbox.agency.find("Homepage hero")
    home = project(sandbox, "Acme Redesign").gid
    listed = names(api.get(f"/tasks/{hero.gid}/subtasks", params={"limit": 100}))
    assert "Hero: alt texts" in listed
    in_project = names(api.get(f"/projects/{home}/tasks", params={"limit": 100}))
    assert not set(listed) & set(in_project)


def test_a_section_holds_its_tasks(api: httpx.Client, sandbox: Sandbox) -> None:
    place = sandbox.agency.find("Homepage hero").memberships[0]
    query = {"section": place.section.gid, "limit": "100"}
    assert "Homepage hero" in names(api.get("/tasks", params=query))


def test_a_deleted_project_leaves_its_tasks(api: httpx.Client, sandbox: Sandbox) -> None:
    home = project(sandbox, "Acme Redesign")
    sandbox.agency.delete_project(home)
    assert api.get(f"/projects/{home.gid}").status_code == 404
    hero = data(api.get(f"/tasks/{sandbox.agency.find('Homepage hero').gid}"))
    assert hero["projects"] == []


@pytest.mark.parametrize(
    "name", ["\x1b]0;title\x07", "a\u202eb", "\ud800", "x" * 10_000, "[b]x[/]"]
)
def test_any_name_travels_as_it_is(
    api: httpx.Client, sandbox: Sandbox, workspace: str, name: str
) -> None:
    task = sandbox.agency.add(name)
    rows = data(api.get("/tasks", params=mine(workspace, opt_fields="name")))
    assert {row["gid"]: row["name"] for row in rows}[task.gid] == name
