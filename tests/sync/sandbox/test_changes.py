"""What happens in an agency: each change is seen where the service would show it."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest

from sync.sandbox import Sandbox, StillClock
from tests.sync.sandbox.asking import data, mine, names, person, project

FIELDS = "name,due_on,completed_at,assignee.gid,modified_at,memberships.project.gid,"
FIELDS += "memberships.section.name"


def read(api: httpx.Client, gid: str) -> dict[str, Any]:
    """Read one task with all that a timer shows of it."""
    return dict(data(api.get(f"/tasks/{gid}", params={"opt_fields": FIELDS})))


def places(api: httpx.Client, gid: str) -> list[tuple[str, str]]:
    """Return the projects and sections of a task."""
    found = read(api, gid)["memberships"]
    return [(place["project"]["gid"], place["section"]["name"]) for place in found]


def test_a_task_shows_its_place_its_date_and_its_end(api: httpx.Client, sandbox: Sandbox) -> None:
    home = project(sandbox, "Acme Redesign")
    task = sandbox.agency.add("New", home, due_on=date(2026, 12, 24))
    sandbox.agency.complete(task)
    found = read(api, task.gid)
    assert found["due_on"] == "2026-12-24"
    assert found["completed_at"] == "2026-11-27T13:05:00.000Z"
    assert found["assignee"] == {"gid": sandbox.agency.main.gid}
    assert places(api, task.gid) == [(home.gid, "To do")]


def test_a_task_moves_between_sections_and_projects(api: httpx.Client, sandbox: Sandbox) -> None:
    home, other = (project(sandbox, name).gid for name in ("Acme Redesign", "Orbit API"))
    task = sandbox.agency.add("New", home)
    sandbox.agency.shelve(task, 2)
    assert places(api, task.gid) == [(home, "Review")]
    sandbox.agency.move(task, other, column=1)
    assert places(api, task.gid) == [(other, "In progress")]
    sandbox.agency.displace(task, other)
    assert places(api, task.gid) == []
    with pytest.raises(LookupError, match="New is not in Orbit API"):
        sandbox.agency.shelve(task, 1, other)


@pytest.mark.parametrize(("modifies", "minute"), [(True, "13:10"), (False, "13:05")])
def test_a_move_counts_as_a_change_or_not(
    api: httpx.Client, sandbox: Sandbox, watch: StillClock, modifies: bool, minute: str
) -> None:
    task = sandbox.agency.add("New", project(sandbox, "Acme Redesign"))
    sandbox.agency.moves_modify = modifies
    watch.advance(300)
    sandbox.agency.move(task, project(sandbox, "Orbit API"))
    assert read(api, task.gid)["modified_at"] == f"2026-11-27T{minute}:00.000Z"


def test_a_comment_counts_as_a_change(
    api: httpx.Client, sandbox: Sandbox, watch: StillClock
) -> None:
    task = sandbox.agency.add("New")
    watch.advance(300)
    sandbox.agency.comment(task, "Hello")
    assert read(api, task.gid)["modified_at"] == "2026-11-27T13:10:00.000Z"


def test_a_project_comes_out_of_the_archive(
    api: httpx.Client, sandbox: Sandbox, workspace: str
) -> None:
    home = project(sandbox, "Orbit API")
    query = {"workspace": workspace, "archived": "false"}
    sandbox.agency.archive(home)
    assert home.name not in names(api.get("/projects", params=query))
    sandbox.agency.archive(home, archived=False)
    assert home.name in names(api.get("/projects", params=query))


def test_access_to_a_project_is_lost_and_comes_back(
    api: httpx.Client, sandbox: Sandbox, workspace: str
) -> None:
    home = project(sandbox, "Orbit API")
    own = sandbox.agency.add("Mine", home)
    other = sandbox.agency.add("Theirs", home, assignee=person(sandbox, "Mei"))
    other.created_by = person(sandbox, "Mei")
    sandbox.agency.lock_out(home)
    assert api.get(f"/projects/{home.gid}").status_code == 403
    assert api.get(f"/tasks/{other.gid}").status_code == 403
    assert places(api, own.gid) == []
    assert "Mine" in names(api.get("/tasks", params=mine(workspace)))
    sandbox.agency.let_in(home)
    assert data(api.get(f"/projects/{home.gid}"))["privacy_setting"] == "private"
    assert places(api, own.gid) == [(home.gid, "To do")]


def test_a_project_without_members_left_is_open_to_nobody(sandbox: Sandbox) -> None:
    home = project(sandbox, "Orbit API")
    for somebody in list(sandbox.agency.people.values()):
        sandbox.agency.lock_out(home, somebody)
    assert (home.members, home.is_closed) == ([], True)


def test_a_deleted_task_comes_back_as_it_was(api: httpx.Client, sandbox: Sandbox) -> None:
    task = sandbox.agency.add("New", project(sandbox, "Orbit API"))
    before = read(api, task.gid)
    sandbox.agency.delete(task)
    assert api.get(f"/tasks/{task.gid}").status_code == 404
    sandbox.agency.undelete(task)
    assert read(api, task.gid) == before


def test_control_knows_these_changes_too(web: httpx.Client, sandbox: Sandbox) -> None:
    home, other = (project(sandbox, name) for name in ("Acme Redesign", "Orbit API"))
    task = sandbox.agency.add("New", home)
    for verb, body in (
        ("shelve", {"task": "New", "column": 1}),
        ("comment", {"task": "New", "text": "Hm", "person": "mei@northwind.example"}),
        ("move", {"task": "New", "project": other.gid}),
        ("place", {"task": "New", "project": home.gid, "column": 3}),
        ("displace", {"task": "New", "project": other.gid}),
        ("lock-out", {"project": home.gid}),
        ("let-in", {"project": home.gid}),
        ("noise", {"project": home.gid, "events": 3}),
        ("archive-project", {"project": home.gid, "archived": False}),
    ):
        assert web.post(f"/control/{verb}", json=body).status_code == 200, verb
    assert [place.section.name for place in task.memberships] == ["Done"]
    assert sandbox.agency.main in home.members
