"""Webhooks: the handshake, who may have one, and whose it is."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sync.sandbox import Fault, Sandbox
from tests.sync.sandbox.asking import data, message, person, project
from tests.sync.sandbox.receiving import Receiver
from tests.sync.sandbox.subscribing import subscribe, subscribed


def test_hands_are_shaken_while_the_request_is_open(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str
) -> None:
    made = subscribed(api, receiver, home)
    (handshake,) = receiver.handshakes
    assert handshake.path == "/hook?key=1"
    assert made["X-Hook-Secret"] == handshake.headers["x-hook-secret"]
    assert (made["data"]["resource"]["gid"], made["data"]["active"]) == (home, True)
    assert [hook.gid for hook in sandbox.webhooks] == [made["data"]["gid"]]


def test_without_the_secret_s_echo_there_is_no_webhook(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str
) -> None:
    receiver.echo = False
    refused = subscribe(api, home, receiver.target)
    assert (refused.status_code, "handshake secret" in message(refused)) == (400, True)
    receiver.echo, receiver.status = True, 500
    assert subscribe(api, home, receiver.target).status_code == 400
    assert subscribe(api, home, "http://127.0.0.1:9/nobody").status_code == 400
    assert sandbox.webhooks == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "intranet", "[::1]"])
def test_the_real_service_reaches_no_target_on_the_machine_itself(
    api: httpx.Client, sandbox: Sandbox, home: str, host: str
) -> None:
    sandbox.api.hooks.allows_local = False
    assert subscribe(api, home, f"http://{host}:9/hook").status_code == 403


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({}, 400),
        ({"resource": "HOME"}, 400),
        ({"target": "http://127.0.0.1:9"}, 400),
        ({"resource": "HOME", "target": "ftp://x/y"}, 400),
        ({"resource": "HOME", "target": "TARGET", "filters": "task"}, 400),
        ({"resource": "HOME", "target": "TARGET", "filters": [{"actoin": "added"}]}, 400),
        ({"resource": "HOME", "target": "TARGET", "filters": [{"action": "made"}]}, 400),
        ({"resource": "HOME", "target": "TARGET", "filters": [{"fields": ["name"]}]}, 400),
        ({"resource": "12", "target": "TARGET"}, 404),
        ({"resource": "PRIVATE", "target": "TARGET"}, 403),
        ([], 400),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str, wish: Any, status: int
) -> None:
    private = project(sandbox, "Salaries").gid
    known = {"HOME": home, "TARGET": receiver.target, "PRIVATE": private}
    if isinstance(wish, dict):
        wish = {name: known.get(str(value), value) for name, value in wish.items()}
    assert api.post("/webhooks", json={"data": wish}).status_code == status
    assert (receiver.handshakes, sandbox.webhooks) == ([], [])


def test_a_form_will_do_and_what_cannot_be_read_will_not(
    api: httpx.Client, receiver: Receiver, home: str
) -> None:
    made = api.post("/webhooks", data={"resource": home, "target": receiver.target})
    assert made.status_code == 201
    assert api.post("/webhooks", content=b"{").status_code == 400
    assert api.post("/webhooks", content=b"[" * 100_000).status_code == 400


def test_the_same_twice_is_refused(api: httpx.Client, receiver: Receiver, home: str) -> None:
    subscribed(api, receiver, home)
    refused = subscribe(api, home, receiver.target)
    assert (refused.status_code, message(refused)[:18]) == (403, "Duplicated webhook")
    assert subscribe(api, home, f"{receiver.target}&more=1").status_code == 201


def test_webhooks_are_listed_read_and_deleted(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str, workspace: str
) -> None:
    gid = subscribed(api, receiver, home)["data"]["gid"]
    sandbox.deliver()
    query = {"workspace": workspace, "opt_fields": "active,target,resource.name"}
    (row,) = data(api.get("/webhooks", params=query))
    assert row == {
        "gid": gid,
        "active": True,
        "target": receiver.target,
        "resource": {"gid": home, "name": "Acme Redesign"},
    }
    assert data(api.get(f"/webhooks/{gid}"))["last_success_at"] == "2026-11-27T13:05:00.000Z"
    assert data(api.get("/webhooks", params=query | {"resource": "12"})) == []
    assert api.get("/webhooks").status_code == 400
    assert data(api.delete(f"/webhooks/{gid}")) == {}
    assert data(api.get("/webhooks", params=query)) == []
    assert api.delete(f"/webhooks/{gid}").status_code == 404


def test_a_webhook_is_nobody_else_s(
    api: httpx.Client,
    web: httpx.Client,
    sandbox: Sandbox,
    receiver: Receiver,
    home: str,
    workspace: str,
) -> None:
    gid = subscribed(api, receiver, home)["data"]["gid"]
    for token in (
        sandbox.token_of(person(sandbox, "Mei")),
        sandbox.grants.issue(sandbox.grants.allow(sandbox.agency.main, None)),
    ):
        web.headers["Authorization"] = f"Bearer {token}"
        listed = web.get("/api/1.0/webhooks", params={"workspace": workspace})
        assert data(listed) == []
        assert web.delete(f"/api/1.0/webhooks/{gid}").status_code == 404


@pytest.mark.parametrize("action", ["read", "write", "delete"])
def test_each_way_takes_its_scope(
    web: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str, workspace: str, action: str
) -> None:
    scopes = {f"webhooks:{other}" for other in ("read", "write", "delete")} - {f"webhooks:{action}"}
    grant = sandbox.grants.allow(sandbox.agency.main, frozenset(scopes))
    web.headers["Authorization"] = f"Bearer {sandbox.grants.issue(grant)}"
    wish = {"data": {"resource": home, "target": receiver.target}}
    made = web.post("/api/1.0/webhooks", json=wish)
    read = web.get("/api/1.0/webhooks", params={"workspace": workspace})
    deleted = web.delete("/api/1.0/webhooks/12")
    statuses = {"read": read, "write": made, "delete": deleted}
    assert message(statuses.pop(action)).startswith("Forbidden: this request needs the scope")
    assert [answer.status_code != 403 for answer in statuses.values()] == [True, True]


def test_creating_can_meet_a_fault_like_anything_else(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str
) -> None:
    sandbox.fail(Fault(status=500, path="/api/1.0/webhooks"))
    assert subscribe(api, home, receiver.target).status_code == 500
    assert (receiver.handshakes, sandbox.webhooks) == ([], [])
