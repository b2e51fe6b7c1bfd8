"""People, workspaces, projects: who may see what, and how a refusal reads."""

from __future__ import annotations

import httpx
import pytest

from sync.sandbox import Sandbox
from tests.sync.sandbox.asking import data, message, names, person, project


def test_me_is_the_owner_of_the_token(api: httpx.Client) -> None:
    me = data(api.get("/users/me"))
    assert me["name"] == "Lena Brandt"
    assert me["email"] == "lena@northwind.example"
    assert [place["name"] for place in me["workspaces"]] == ["Northwind Studio"]


def test_people_are_found_by_gid_and_by_address(api: httpx.Client, sandbox: Sandbox) -> None:
    mei = person(sandbox, "Mei")
    assert data(api.get(f"/users/{mei.gid}")) == data(api.get(f"/users/{mei.email}"))


def test_a_list_is_compact_until_fields_are_named(api: httpx.Client, workspace: str) -> None:
    rows = data(api.get("/projects", params={"workspace": workspace, "limit": 100}))
    assert set(rows[0]) == {"gid", "name", "resource_type"}


@pytest.mark.parametrize(("archived", "there"), [("true", True), ("false", False)])
def test_archived_projects_are_told_apart(
    api: httpx.Client, workspace: str, archived: str, there: bool
) -> None:
    query = {"workspace": workspace, "archived": archived, "limit": "100"}
    assert ("Orbit Launch 2025" in names(api.get("/projects", params=query))) is there


def test_without_archived_both_come(api: httpx.Client, workspace: str) -> None:
    listed = names(api.get(f"/workspaces/{workspace}/projects", params={"limit": 100}))
    assert {"Orbit Launch 2025", "Acme Redesign"} <= set(listed)


def test_a_private_project_is_hidden_and_forbidden(api: httpx.Client, sandbox: Sandbox) -> None:
    salaries = project(sandbox, "Salaries")
    answer = api.get(f"/projects/{salaries.gid}")
    assert (answer.status_code, message(answer)) == (
        403,
        "You do not have access to this project.",
    )
    assert "Salaries" not in names(api.get("/projects"))


def test_a_guest_sees_only_what_is_shared(sandbox: Sandbox, web: httpx.Client) -> None:
    petra = person(sandbox, "Petra")
    shop = project(sandbox, "Müller & Söhne Onlineshop")
    sandbox.agency.share(shop, petra, sandbox.agency.main)
    headers = {"Authorization": f"Bearer {sandbox.token_of(petra)}"}
    assert names(web.get("/api/1.0/projects", headers=headers)) == [shop.name]


def test_a_workspace_that_an_admin_takes_away_is_gone(
    api: httpx.Client, sandbox: Sandbox, workspace: str
) -> None:
    sandbox.agency.leave(sandbox.agency.main, sandbox.agency.workspaces[workspace])
    assert data(api.get("/workspaces")) == []
    assert api.get(f"/workspaces/{workspace}").status_code == 403


def test_unknown_query_parameters_change_nothing(api: httpx.Client, workspace: str) -> None:
    assert data(api.get("/workspaces", params={"archivd": "true"})) == data(api.get("/workspaces"))


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/nowhere", 404, "No matching route for request"),
        ("/tasks/12", 404, "task: Unknown object: 12"),
        ("/tasks/abc", 400, "task: Not a recognized ID: abc"),
        ("/projects?archived=maybe", 400, "archived: Not a boolean: maybe"),
        ("/projects?limit=5", 400, "Need to specify a workspace or team to paginate!"),
        ("/users/me/user_task_list", 400, "workspace: Missing input"),
        ("/events", 400, "resource: Missing input"),
    ],
)
def test_a_wrong_request_gets_the_service_s_own_sentence(
    api: httpx.Client, path: str, status: int, sentence: str
) -> None:
    answer = api.get(path)
    assert (answer.status_code, message(answer)) == (status, sentence)
    assert answer.headers["content-type"] == "application/json; charset=UTF-8"


def test_search_is_not_in_the_plan(api: httpx.Client, workspace: str) -> None:
    assert api.get(f"/workspaces/{workspace}/tasks/search").status_code == 402


@pytest.mark.parametrize("authorization", ["", "Bearer nonsense", "Basic {token}", "{token}"])
def test_without_a_good_bearer_token_nothing_is_told(
    sandbox: Sandbox, web: httpx.Client, authorization: str
) -> None:
    headers = {"Authorization": authorization.format(token=sandbox.token)}
    answer = web.get("/api/1.0/users/me", headers=headers)
    assert (answer.status_code, message(answer)) == (401, "Not Authorized")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written_and_every_try_is_on_record(
    api: httpx.Client, sandbox: Sandbox, method: str
) -> None:
    task = sandbox.agency.find("Homepage hero")
    answer = api.request(method, f"/tasks/{task.gid}", json={"data": {"name": "Mine"}})
    assert answer.status_code == 403
    assert task.name == "Homepage hero"
    assert [record["method"] for record in sandbox.writes] == [method]


def test_reads_are_no_writes(api: httpx.Client, sandbox: Sandbox) -> None:
    api.get("/users/me")
    assert len(sandbox.traffic) == 1
    assert sandbox.writes == []
