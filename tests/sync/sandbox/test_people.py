"""Guests, limited members, bots, and what each of them sees."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from sync.sandbox import Sandbox
from sync.sandbox.records import Person
from tests.sync.sandbox.asking import data, message, mine, names, person, project


def asking(sandbox: Sandbox, who: Person) -> httpx.Client:
    """Return a client of the API with somebody's own token."""
    headers = {"Authorization": f"Bearer {sandbox.token_of(who)}"}
    return httpx.Client(base_url=f"{sandbox.url}/api/1.0", headers=headers)


@pytest.fixture
def studio(sandbox: Sandbox) -> list[Person]:
    """Hire one of each kind: a guest, a limited member, somebody who may only view, a bot."""
    places = list(sandbox.agency.workspaces.values())
    hire = sandbox.agency.add_person
    return [
        hire("Gil Guest", "gil@else.example", places, guest=True),
        hire("Lou Limited", "lou@northwind.example", places, limited=True),
        hire("Vic Viewer", "vic@northwind.example", places, view_only=True),
        hire("Ro Bot", "bot@northwind.example", places),
    ]


@pytest.fixture
def guest(sandbox: Sandbox, studio: list[Person]) -> Iterator[httpx.Client]:
    """Return the guest's client."""
    with asking(sandbox, studio[0]) as client:
        yield client


def test_everybody_s_standing_is_told(
    sandbox: Sandbox, studio: list[Person], workspace: str
) -> None:
    fields = {"opt_fields": "is_guest,is_view_only,is_active,workspace.name"}
    told = []
    for who in studio:
        with asking(sandbox, who) as client:
            (row,) = data(client.get("/users/me/workspace_memberships", params=fields))
            told.append((row["is_guest"], row["is_view_only"], row["is_active"]))
            assert row["workspace"]["gid"] == workspace
    plain = (False, False, True)
    assert told == [(True, False, True), plain, (False, True, True), plain]


def test_a_workspace_tells_all_of_its_members(
    api: httpx.Client, sandbox: Sandbox, studio: list[Person], workspace: str
) -> None:
    path = f"/workspaces/{workspace}/workspace_memberships"
    rows = data(api.get(path, params={"opt_fields": "user.name,is_admin"}))
    assert [row["user"]["name"] for row in rows] == [
        each.name for each in sandbox.agency.people.values()
    ]
    assert [row["is_admin"] for row in rows].count(True) == 1
    one = data(api.get(f"/workspace_memberships/{rows[0]['gid']}"))
    assert (one["user"]["name"], one["is_active"]) == ("Lena Brandt", True)
    assert api.get("/workspace_memberships/12").status_code == 404


def test_standing_takes_full_permissions(web: httpx.Client, sandbox: Sandbox) -> None:
    grant = sandbox.grants.allow(sandbox.agency.main, frozenset({"users:read", "workspaces:read"}))
    headers = {"Authorization": f"Bearer {sandbox.grants.issue(grant)}"}
    answer = web.get("/api/1.0/users/me/workspace_memberships", headers=headers)
    assert answer.status_code == 403
    assert "full permissions" in message(answer)


def test_standing_ends_with_the_membership(
    api: httpx.Client, sandbox: Sandbox, studio: list[Person], workspace: str
) -> None:
    sandbox.agency.leave(studio[3], sandbox.agency.workspaces[workspace])
    path = f"/workspaces/{workspace}/workspace_memberships"
    told = {row["user"]["name"] for row in data(api.get(path))}
    assert "Ro Bot" not in told
    assert "Vic Viewer" in told


@pytest.mark.parametrize("kind", [0, 1])
def test_who_sees_little_sees_what_he_was_let_into(
    sandbox: Sandbox, studio: list[Person], workspace: str, kind: int
) -> None:
    home = project(sandbox, "Orbit API")
    sandbox.agency.lock_out(home, studio[2])
    if studio[kind] not in home.members:
        sandbox.agency.let_in(home, studio[kind])
    with asking(sandbox, studio[kind]) as client:
        assert names(client.get("/projects", params={"workspace": workspace})) == ["Orbit API"]
        assert "Kick-off notes" in names(client.get("/tasks", params={"project": home.gid}))
        assert names(client.get("/tasks", params=mine(workspace))) == []


def test_a_guest_sees_what_is_assigned_to_him_but_not_its_project(
    guest: httpx.Client, sandbox: Sandbox, studio: list[Person], workspace: str
) -> None:
    home = project(sandbox, "Orbit API")
    task = sandbox.agency.add("For Gil", home, assignee=studio[0])
    query = mine(workspace, opt_fields="name,memberships.project.name")
    (row,) = data(guest.get("/tasks", params=query))
    assert (row["name"], row["memberships"]) == ("For Gil", [])
    assert guest.get(f"/projects/{home.gid}").status_code == 403
    assert task.memberships[0].project is home


def test_another_s_tasks_are_those_that_the_asking_one_sees(
    guest: httpx.Client, api: httpx.Client, sandbox: Sandbox, studio: list[Person], workspace: str
) -> None:
    mei = person(sandbox, "Mei")
    home = sandbox.agency.add_project("Shared", members=[studio[0], mei])
    sandbox.agency.add("In sight", home, assignee=mei)
    query = {"assignee": mei.gid, "workspace": workspace, "limit": "100"}
    assert names(guest.get("/tasks", params=query)) == ["In sight"]
    assert len(names(api.get("/tasks", params=query))) > 5


def test_a_bot_has_no_tasks_and_reads_those_of_one_person(
    sandbox: Sandbox, studio: list[Person], workspace: str
) -> None:
    lena = sandbox.agency.main
    with asking(sandbox, studio[3]) as bot:
        assert names(bot.get("/tasks", params=mine(workspace))) == []
        query = {"assignee": lena.gid, "workspace": workspace, "limit": "100"}
        assert len(names(bot.get("/tasks", params=query))) > 40
        lists = {"workspace": workspace}
        assert bot.get(f"/users/{lena.gid}/user_task_list", params=lists).status_code == 403


def test_a_person_in_two_workspaces_has_tasks_in_both(
    api: httpx.Client, sandbox: Sandbox, workspace: str
) -> None:
    second = sandbox.agency.add_workspace("Side Project", "side.example")
    sandbox.agency.join(sandbox.agency.main, second)
    sandbox.agency.add("Loose", workspace=second)
    assert [row["gid"] for row in data(api.get("/workspaces"))] == [workspace, second.gid]
    assert names(api.get("/tasks", params=mine(second.gid))) == ["Loose"]
    assert "Loose" not in names(api.get("/tasks", params=mine(workspace)))
    assert len(data(api.get("/users/me/workspace_memberships"))) == 2
