"""What goes over the wire agrees with Asana's published description of its API."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sync.sandbox import Fault, Sandbox
from tests.sync.sandbox.asking import mine, project
from tests.sync.sandbox.receiving import Receiver

CHECKER = Path(__file__).parents[4] / "shared" / "tools" / "check_asana_traffic.py"
FIELDS = (
    "name,completed,completed_at,modified_at,due_on,assignee.name,parent.name,permalink_url,"
    "projects.name,memberships.project.name,memberships.section.name,workspace.name,num_subtasks"
)

pytestmark = pytest.mark.skipif(
    not CHECKER.exists(), reason="the checker for Asana traffic lies outside this repository"
)


def check(sandbox: Sandbox, tmp_path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the checker over everything recorded so far."""
    traffic = tmp_path / "traffic.json"
    traffic.write_text(json.dumps(sandbox.traffic))
    base = f"{sandbox.url}/api/1.0"
    command = [sys.executable, str(CHECKER), str(traffic), "--base", base, *more]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_everything_served_is_as_described(
    api: httpx.Client, sandbox: Sandbox, workspace: str, tmp_path: Path
) -> None:
    hero = sandbox.agency.find("Homepage hero").gid
    home = project(sandbox, "Acme Redesign").gid
    task_list = api.get("/users/me/user_task_list", params={"workspace": workspace})
    list_gid = task_list.json()["data"]["gid"]
    page = {"limit": "20"}
    for path, query in (
        ("/users/me", {}),
        ("/users", {**page, "workspace": workspace}),
        (f"/users/{sandbox.agency.main.gid}", {}),
        ("/workspaces", page),
        (f"/workspaces/{workspace}", {}),
        ("/projects", {**page, "workspace": workspace, "archived": "false"}),
        (f"/workspaces/{workspace}/projects", {**page, "opt_fields": "name,permalink_url"}),
        (f"/projects/{home}", {}),
        (f"/projects/{home}/tasks", {**page, "completed_since": "now", "opt_fields": FIELDS}),
        (f"/tasks/{hero}", {}),
        (f"/tasks/{hero}/subtasks", page),
        (f"/tasks/{hero}/projects", page),
        (f"/user_task_lists/{list_gid}", {}),
        (f"/user_task_lists/{list_gid}/tasks", page),
        ("/tasks", {**page, "project": home}),
    ):
        assert api.get(path, params=query).status_code == 200, path
    query = mine(workspace, limit="20", opt_fields=FIELDS)
    following = api.get("/tasks", params=query).json()["next_page"]
    while following:
        following = api.get(following["uri"]).json()["next_page"]
    result = check(sandbox, tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_events_and_refusals_are_as_described(
    api: httpx.Client, sandbox: Sandbox, workspace: str, tmp_path: Path
) -> None:
    home = project(sandbox, "Acme Redesign").gid
    sync = api.get("/events", params={"resource": home}).json()["sync"]
    sandbox.agency.rename(sandbox.agency.find("Homepage hero"), "Hero")
    sandbox.agency.add("New", home)
    assert len(api.get("/events", params={"resource": home, "sync": sync}).json()["data"]) == 2
    for status in (402, 403, 404, 429, 500, 503):
        sandbox.fail(Fault(status=status, retry_after=0))
        assert api.get("/tasks", params=mine(workspace)).status_code == status
    sandbox.grants.revoke(sandbox.token)
    assert api.get("/users/me").status_code == 401
    result = check(sandbox, tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_webhooks_people_and_noise_are_as_described(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, workspace: str, tmp_path: Path
) -> None:
    home = project(sandbox, "Acme Redesign").gid
    sync = api.get("/events", params={"resource": home}).json()["sync"]
    wish = {"resource": home, "target": receiver.target, "filters": [{"resource_type": "task"}]}
    fields = {"opt_fields": "active,target,resource.name,filters,created_at"}
    made = api.post("/webhooks", json={"data": wish}, params=fields).json()["data"]["gid"]
    sandbox.agency.noise(home, 10)
    sandbox.agency.shelve(sandbox.agency.find("Homepage hero"), 2)
    sandbox.deliver()
    page = {"workspace": workspace, "limit": "20"}
    for path, query in (
        ("/webhooks", page),
        ("/webhooks", page | {"resource": home, "opt_fields": "active,target,filters"}),
        (f"/webhooks/{made}", fields),
        ("/events", {"resource": home, "sync": sync}),
        ("/users/me/workspace_memberships", {"limit": "9", "opt_fields": "is_guest,is_active"}),
        (f"/workspaces/{workspace}/workspace_memberships", {"limit": "9"}),
    ):
        assert api.get(path, params=query).status_code == 200, path
    assert api.delete(f"/webhooks/{made}").status_code == 200
    result = check(sandbox, tmp_path, "--allow-webhooks")
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_checker_would_have_noticed(
    api: httpx.Client, sandbox: Sandbox, tmp_path: Path
) -> None:
    api.post("/tasks", json={"data": {"name": "x"}})
    result = check(sandbox, tmp_path)
    assert result.returncode == 1
    assert "read-only" in result.stdout
