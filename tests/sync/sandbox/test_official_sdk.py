"""Asana's own Python SDK takes the sandbox for the real thing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sync.sandbox import Sandbox
from tests.sync.sandbox.asking import person, project
from tests.sync.sandbox.receiving import Receiver

asana = pytest.importorskip("asana")
BEARER = ["personalAccessToken"]

pytestmark = pytest.mark.filterwarnings(
    "ignore:HTTPResponse.getheaders:DeprecationWarning",
    "ignore:unclosed <socket:ResourceWarning",
)


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[Any]:
    """Return the SDK's client, pointed at the sandbox."""
    configuration = asana.Configuration()
    configuration.host = f"{sandbox.url}/api/1.0"
    configuration.access_token = sandbox.token
    client = asana.ApiClient(configuration)
    yield client
    client.rest_client.pool_manager.clear()


def test_who_am_i(client: Any) -> None:
    me = asana.UsersApi(client).get_user("me", {"opt_fields": "name,email,workspaces.name"})
    assert me["name"] == "Lena Brandt"
    assert me["workspaces"][0]["name"] == "Northwind Studio"


def test_people_and_workspaces(client: Any, sandbox: Sandbox, workspace: str) -> None:
    assert [place["gid"] for place in asana.WorkspacesApi(client).get_workspaces({})] == [workspace]
    found = list(asana.UsersApi(client).get_users({"workspace": workspace}))
    assert {row["gid"] for row in found} == set(sandbox.agency.people)


def test_projects(client: Any, workspace: str) -> None:
    query = {"workspace": workspace, "archived": False, "limit": 3, "opt_fields": "name,archived"}
    found = list(asana.ProjectsApi(client).get_projects(query))
    assert len(found) == 9
    assert not any(row["archived"] for row in found)


def test_tasks_over_many_pages(client: Any, sandbox: Sandbox, workspace: str) -> None:
    query = {
        "assignee": "me",
        "workspace": workspace,
        "completed_since": "2026-11-27T13:05:00.000Z",
        "limit": 10,
        "opt_fields": "name,assignee.name,memberships.project.name",
    }
    found = list(asana.TasksApi(client).get_tasks(query))
    assert [row["gid"] for row in found] == [task.gid for task in sandbox.agency.open_tasks()]
    assert len(sandbox.traffic) == -(-len(found) // 10)


def test_one_task_and_its_subtasks(client: Any, sandbox: Sandbox) -> None:
    hero = sandbox.agency.find("Homepage hero").gid
    tasks = asana.TasksApi(client)
    assert tasks.get_task(hero, {})["num_subtasks"] == 3
    assert len(list(tasks.get_subtasks_for_task(hero, {"limit": 2}))) == 3


def test_my_task_list(client: Any, workspace: str) -> None:
    lists = asana.UserTaskListsApi(client)
    found = lists.get_user_task_list_for_user("me", workspace, {})
    query = {"completed_since": "now", "limit": 50}
    assert len(list(asana.TasksApi(client).get_tasks_for_user_task_list(found["gid"], query))) > 50


def test_events_begin_with_412_and_go_on(client: Any, sandbox: Sandbox) -> None:
    home = project(sandbox, "Acme Redesign").gid
    assert list(asana.EventsApi(client).get_events(home, {})) == []
    assert [record["status"] for record in sandbox.traffic] == [412, 200]


def test_more_than_a_hundred_events_arrive(client: Any, sandbox: Sandbox) -> None:
    home = project(sandbox, "Acme Redesign").gid
    with pytest.raises(asana.rest.ApiException) as first:
        client.call_api("/events", "GET", query_params={"resource": home}, auth_settings=BEARER)
    sync = json.loads(first.value.body)["sync"]
    sandbox.agency.noise(home, 150)
    found = list(asana.EventsApi(client).get_events(home, {"sync": sync}))
    assert {event["resource"]["resource_type"] for event in found} == {"task", "story"}
    # The SDK asks with its first token twice, and gets the same hundred both times.
    assert len(found) == 250
    assert found[:100] == found[100:200]


def test_webhooks_live_and_die(
    client: Any, sandbox: Sandbox, workspace: str, receiver: Receiver
) -> None:
    home = project(sandbox, "Acme Redesign").gid
    webhooks = asana.WebhooksApi(client)
    wish = {"resource": home, "target": receiver.target, "filters": [{"resource_type": "task"}]}
    made = webhooks.create_webhook({"data": wish}, {})
    assert made["target"] == receiver.target
    (listed,) = webhooks.get_webhooks(workspace, {"limit": 10})
    assert (listed["gid"], listed["resource"]["name"]) == (made["gid"], "Acme Redesign")
    assert webhooks.get_webhook(made["gid"], {})["filters"] == wish["filters"]
    sandbox.agency.rename(sandbox.agency.find("Homepage hero"), "Hero")
    assert receiver.wait(2)[1].events[0]["change"]["field"] == "name"
    webhooks.delete_webhook(made["gid"])
    assert list(webhooks.get_webhooks(workspace, {"limit": 10})) == []


def test_a_webhook_without_a_handshake_is_an_error(
    client: Any, sandbox: Sandbox, receiver: Receiver
) -> None:
    receiver.echo = False
    wish = {"resource": project(sandbox, "Acme Redesign").gid, "target": receiver.target}
    with pytest.raises(asana.rest.ApiException) as refused:
        asana.WebhooksApi(client).create_webhook({"data": wish}, {})
    assert refused.value.status == 400


def test_what_people_are_is_told(client: Any, sandbox: Sandbox, workspace: str) -> None:
    memberships = asana.WorkspaceMembershipsApi(client)
    fields = {"opt_fields": "user.name,is_guest,is_active"}
    found = list(memberships.get_workspace_memberships_for_workspace(workspace, fields))
    guests = [row["user"]["name"] for row in found if row["is_guest"]]
    assert guests == ["Petra Müller"]
    (own,) = memberships.get_workspace_memberships_for_user("me", fields)
    assert own["is_active"] is True


def test_another_person_s_tasks_are_read(client: Any, sandbox: Sandbox, workspace: str) -> None:
    mei = person(sandbox, "Mei")
    query = {"assignee": mei.gid, "workspace": workspace, "limit": 7, "opt_fields": "assignee"}
    found = list(asana.TasksApi(client).get_tasks(query))
    assert {row["assignee"]["gid"] for row in found} == {mei.gid}


def test_a_refusal_arrives_as_one(client: Any) -> None:
    with pytest.raises(asana.rest.ApiException) as refused:
        asana.TasksApi(client).get_task("12", {})
    assert refused.value.status == 404
    assert b"task: Unknown object: 12" in refused.value.body
