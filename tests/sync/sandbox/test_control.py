"""The control surface over HTTP: what a demo or another process does to the agency."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sync.sandbox import Sandbox, StillClock
from sync.sandbox.faults import HOWS
from tests.sync.sandbox.asking import data, mine


def order(web: httpx.Client, verb: str, **body: Any) -> dict[str, Any]:
    """Give an order; it has to be understood."""
    answer = web.post(f"/control/{verb}", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_tasks_are_changed_by_name_or_gid(web: httpx.Client, sandbox: Sandbox) -> None:
    hero = sandbox.agency.find("Homepage hero")
    order(web, "rename", task="Homepage hero", name="Hero")
    order(web, "complete", task=hero.gid)
    order(web, "due", task="Hero", due_on="2026-12-24")
    order(web, "reassign", task="Hero", person="mei@northwind.example")
    assert (hero.name, hero.due_on) == ("Hero", "2026-12-24")
    assert hero.completed_at is not None
    assert hero.assignee is not None
    assert hero.assignee.name == "Mei Tanaka"
    order(web, "reopen", task="Hero")
    order(web, "reassign", task="Hero", person=None)
    assert [hero.completed_at, hero.assignee] == [None, None]


def test_tasks_come_and_go(
    web: httpx.Client, api: httpx.Client, sandbox: Sandbox, workspace: str
) -> None:
    gid = order(web, "add", name="Just now")["gid"]

    def is_listed() -> bool:
        return gid in {row["gid"] for row in data(api.get("/tasks", params=mine(workspace)))}

    assert is_listed()
    for away, back in (("delete", "undelete"), ("hide", "show")):
        order(web, away, task="Just now")
        assert not is_listed()
        order(web, back, task="Just now")
        assert is_listed()


def test_projects_are_renamed_and_archived(web: httpx.Client, sandbox: Sandbox) -> None:
    home = next(iter(sandbox.agency.projects.values()))
    order(web, "rename-project", project=home.gid, name="Acme Relaunch")
    order(web, "archive-project", project=home.gid)
    assert (home.name, home.archived) == ("Acme Relaunch", True)


def test_a_token_is_revoked_or_made_to_expire(
    web: httpx.Client, api: httpx.Client, sandbox: Sandbox
) -> None:
    access = sandbox.grants.issue(sandbox.grants.allow(sandbox.agency.main, None))
    headers = {"Authorization": f"Bearer {access}"}
    order(web, "expire-tokens")
    assert web.get("/api/1.0/users/me", headers=headers).status_code == 401
    assert api.get("/users/me").status_code == 200
    assert order(web, "revoke", token=sandbox.token) == {"revoked": True}
    assert api.get("/users/me").status_code == 401


def test_all_of_somebody_s_tokens_are_revoked(
    web: httpx.Client, api: httpx.Client, sandbox: Sandbox
) -> None:
    order(web, "revoke", person=sandbox.agency.main.email)
    assert api.get("/users/me").status_code == 401


def test_faults_are_ordered_and_called_off(web: httpx.Client, api: httpx.Client) -> None:
    order(web, "fail", status=503, times=5, path="/api/1.0")
    assert api.get("/users/me").status_code == 503
    order(web, "recover")
    assert api.get("/users/me").status_code == 200


def test_every_fault_can_be_ordered_by_its_name(web: httpx.Client, sandbox: Sandbox) -> None:
    for how in HOWS:
        order(web, "fail", how=how, times=2, part="name", having="x", dated=True)
    for how in HOWS:
        met = sandbox.faults.take("/", "x offset=")
        assert met is not None
        assert (met.how, met.times) == (how, 1)
        sandbox.faults.take("/", "x offset=")
    assert sandbox.faults.take("/", "x offset=") is None


def test_streams_and_deliveries_get_lost_on_order(
    web: httpx.Client, api: httpx.Client, sandbox: Sandbox
) -> None:
    home = next(iter(sandbox.agency.projects))
    sync = api.get("/events", params={"resource": home}).json()["sync"]
    order(web, "expire-streams")
    assert api.get("/events", params={"resource": home, "sync": sync}).status_code == 412
    order(web, "lose-events", events=2)
    order(web, "lose-deliveries", deliveries=3)
    assert (sandbox.agency.history.losing, sandbox.api.hooks.courier.losing) == (2, 3)


def test_offsets_expire_on_order(web: httpx.Client, api: httpx.Client, workspace: str) -> None:
    query = mine(workspace, limit="5")
    offset = api.get("/tasks", params=query).json()["next_page"]["offset"]
    order(web, "expire-offsets")
    assert api.get("/tasks", params={**query, "offset": offset}).status_code == 400


def test_sign_in_can_be_set_to_approve(web: httpx.Client, sandbox: Sandbox) -> None:
    order(web, "approve")
    assert sandbox.app.approves
    order(web, "approve", approve=False)
    assert not sandbox.app.approves


def test_the_application_can_be_registered_anew(web: httpx.Client, sandbox: Sandbox) -> None:
    order(web, "register", redirects=["http://localhost:1/x"], scopes=["tasks:read"])
    assert sandbox.app.redirects == ("http://localhost:1/x",)
    assert sandbox.app.scopes == frozenset({"tasks:read"})
    order(web, "register", scopes=None, rotates=True, grace_seconds=5)
    assert (sandbox.app.rotates, sandbox.app.grace_seconds) == (True, 5)
    assert sandbox.app.redirects == ("http://localhost:1/x",)
    assert sandbox.app.scopes is None


def test_the_traffic_is_told_without_secrets(
    web: httpx.Client, api: httpx.Client, sandbox: Sandbox
) -> None:
    api.get("/users/me")
    web.post("/-/oauth_token", data={"client_secret": sandbox.client_secret, "code": "c0de"})
    told = web.get("/control/traffic")
    assert [record["method"] for record in told.json()] == ["GET", "POST"]
    assert told.json()[0]["headers"]["authorization"] == "Bearer ***"
    for secret in (sandbox.token, sandbox.client_secret, "c0de"):
        assert secret not in told.text
    order(web, "forget-traffic")
    assert web.get("/control/traffic").json() == []


def test_the_agency_is_summed_up(web: httpx.Client, sandbox: Sandbox) -> None:
    told = web.get("/control/agency").json()
    assert len(told["tasks"]) == len(sandbox.agency.tasks)
    assert told["people"][0]["email"] == "lena@northwind.example"


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("nonsense", {}),
        ("rename", {}),
        ("rename", {"task": "No such task", "name": "x"}),
        ("reassign", {"task": "Homepage hero", "person": "nobody"}),
        ("fail", {"nonsense": 1}),
        ("fail", {"how": "meteor"}),
        ("shelve", {"task": "Buy train tickets to Hamburg", "column": 1}),
        ("lose-events", {"events": "many"}),
        ("due", {"task": "Homepage hero", "due_on": "soon"}),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(
    web: httpx.Client, verb: str, body: dict[str, Any]
) -> None:
    answer = web.post(f"/control/{verb}", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_it_is_closed_unless_it_is_opened(watch: StillClock) -> None:
    with Sandbox(clock=watch) as sandbox:
        assert httpx.get(f"{sandbox.url}/control/traffic").status_code == 404
