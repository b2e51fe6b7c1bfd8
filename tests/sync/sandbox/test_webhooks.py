"""Webhooks: the handshake, what is delivered and how it is signed, and when they die."""

from __future__ import annotations

import hmac
import threading
from typing import Any

import httpx
import pytest

from sync.sandbox import Fault, Sandbox, StillClock
from tests.sync.sandbox.asking import data, message, person, project
from tests.sync.sandbox.receiving import Received, Receiver

HOUR = 3600


@pytest.fixture
def home(sandbox: Sandbox) -> str:
    """Return the gid of the project that is listened to."""
    return project(sandbox, "Acme Redesign").gid


def subscribe(api: httpx.Client, resource: str, target: str, filters: Any = None) -> httpx.Response:
    """Ask for a webhook."""
    wish: dict[str, Any] = {"resource": resource, "target": target}
    if filters is not None:
        wish["filters"] = filters
    return api.post("/webhooks", json={"data": wish})


def subscribed(
    api: httpx.Client, receiver: Receiver, home: str, filters: Any = None
) -> dict[str, Any]:
    """Set up a webhook, wait for its first heartbeat, and return what it is."""
    answer = subscribe(api, home, receiver.target, filters)
    assert answer.status_code == 201, answer.text
    (beat,) = receiver.wait(1)
    assert beat.events == []
    receiver.deliveries.clear()
    return dict(answer.json())


def told(received: Received) -> list[tuple[str, str]]:
    """Return actions and fields of a delivery's events."""
    return [
        (event["action"], event.get("change", {}).get("field", "")) for event in received.events
    ]


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


def test_changes_are_delivered_signed_and_without_names(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str
) -> None:
    secret = subscribed(api, receiver, home)["X-Hook-Secret"]
    hero = sandbox.agency.find("Homepage hero")
    sandbox.agency.rename(hero, "Hero ♥")
    sandbox.agency.rename(sandbox.agency.find("Kick-off notes"), "Elsewhere")
    (received,) = receiver.wait(1)
    signature = hmac.new(secret.encode(), received.body, "sha256").hexdigest()
    assert received.headers["x-hook-signature"] == signature
    (event,) = received.events
    assert event == {
        "user": {"gid": sandbox.agency.main.gid, "resource_type": "user"},
        "created_at": "2026-11-27T13:05:00.000Z",
        "type": "task",
        "action": "changed",
        "resource": {
            "gid": hero.gid,
            "resource_type": "task",
            "resource_subtype": "default_task",
        },
        "parent": None,
        "change": {"field": "name", "action": "changed"},
    }
    sandbox.deliver()
    sent = sandbox.deliveries[-1]
    assert (sent.body, sent.signature, sent.status) == (received.body, signature, 200)


def test_many_changes_come_in_few_deliveries(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str
) -> None:
    subscribed(api, receiver, home)
    with sandbox.agency.lock:
        sandbox.agency.noise(home, 100)
    (received,) = receiver.wait(1)
    assert len(received.events) == 100


def test_filters_keep_noise_away(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str
) -> None:
    filters = [
        {"resource_type": "task", "action": "changed", "fields": ["name", "completed"]},
        {"resource_type": "task", "action": "deleted"},
    ]
    subscribed(api, receiver, home, filters)
    hero = sandbox.agency.find("Homepage hero")
    with sandbox.agency.lock:
        sandbox.agency.noise(home, 20)
        sandbox.agency.comment(hero, "Hm")
        sandbox.agency.due(hero, None)
        sandbox.agency.shelve(hero, 2)
        sandbox.agency.rename(hero, "Hero")
        sandbox.agency.complete(hero)
        sandbox.agency.delete(sandbox.agency.find("404 page"))
    (received,) = receiver.wait(1)
    assert told(received) == [("changed", "name"), ("changed", "completed"), ("deleted", "")]


def test_what_was_delivered_never_comes_again(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str
) -> None:
    subscribed(api, receiver, home)
    sandbox.agency.rename(sandbox.agency.find("Homepage hero"), "Hero")
    receiver.wait(1)
    sandbox.deliver()
    sandbox.agency.rename(sandbox.agency.find("404 page"), "Not found")
    assert [len(received.events) for received in receiver.wait(2)] == [1, 1]


def test_a_delivery_can_get_lost(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str
) -> None:
    subscribed(api, receiver, home)
    sandbox.api.hooks.courier.losing = 1
    sandbox.agency.rename(sandbox.agency.find("Homepage hero"), "Hero")
    sandbox.deliver()
    assert receiver.deliveries == []
    sandbox.agency.complete(sandbox.agency.find("404 page"))
    (received,) = receiver.wait(1)
    assert told(received) == [("changed", "completed")]


def test_a_failure_is_tried_again_later_and_then_counts_no_more(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str, watch: StillClock
) -> None:
    gid = subscribed(api, receiver, home)["data"]["gid"]
    receiver.status = 503
    sandbox.agency.rename(sandbox.agency.find("Homepage hero"), "Hero")
    receiver.wait(1)
    sandbox.deliver()
    assert len(receiver.deliveries) == 1
    state = data(api.get(f"/webhooks/{gid}"))
    assert state["last_failure_at"] == "2026-11-27T13:05:00.000Z"
    assert state["next_attempt_after"] == "2026-11-27T13:05:10.000Z"
    assert state["failure_deletion_timestamp"] == "2026-11-28T13:05:00.000Z"
    watch.advance(10)
    receiver.status = 204
    sandbox.deliver()
    first, second = receiver.wait(2)
    assert first.body == second.body
    state = data(api.get(f"/webhooks/{gid}"))
    assert (state["delivery_retry_count"], state["failure_deletion_timestamp"]) == (0, None)


def test_a_day_of_failures_is_the_end(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str, watch: StillClock
) -> None:
    subscribed(api, receiver, home)
    receiver.status = 500
    sandbox.heartbeat()
    for _ in range(23):
        watch.advance(HOUR)
        sandbox.deliver()
    assert len(sandbox.webhooks) == 1
    watch.advance(HOUR)
    sandbox.deliver()
    assert sandbox.webhooks == []
    assert len(receiver.deliveries) == 25


def test_a_heart_beats_every_eight_hours(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str, watch: StillClock
) -> None:
    subscribed(api, receiver, home)
    watch.advance(8 * HOUR - 1)
    sandbox.deliver()
    assert receiver.deliveries == []
    watch.advance(1)
    sandbox.deliver()
    (beat,) = receiver.wait(1)
    assert (beat.events, "x-hook-signature" in beat.headers) == ([], True)


def test_a_heart_beats_when_it_is_told_to(
    api: httpx.Client, web: httpx.Client, receiver: Receiver, home: str
) -> None:
    subscribed(api, receiver, home)
    assert web.post("/control/heartbeat").status_code == 200
    assert [received.events for received in receiver.wait(1)] == [[]]
    (shown,) = web.get("/control/webhooks").json()
    assert [sent["events"] for sent in shown["delivered"]] == [[], []]


def test_who_was_signed_out_or_locked_out_hears_no_more(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str
) -> None:
    task = sandbox.agency.add("Theirs", home, assignee=person(sandbox, "Mei"))
    task.created_by = person(sandbox, "Mei")
    subscribed(api, receiver, home)
    sandbox.agency.lock_out(home)
    sandbox.agency.rename(task, "Secret")
    sandbox.deliver()
    assert receiver.deliveries == []
    sandbox.grants.revoke(sandbox.token)
    sandbox.deliver()
    assert sandbox.webhooks == []


def test_webhooks_outlive_a_restart(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str
) -> None:
    subscribed(api, receiver, home)
    sandbox.deliver()  # the first heartbeat is over when this is
    sandbox.stop()
    assert "sandbox-courier" not in {thread.name for thread in threading.enumerate()}
    sandbox.agency.rename(sandbox.agency.find("Homepage hero"), "Hero")
    sandbox.start()
    (received,) = receiver.wait(1)
    assert told(received) == [("changed", "name")]


def test_a_secret_is_not_told_in_the_traffic(
    api: httpx.Client, web: httpx.Client, receiver: Receiver, home: str
) -> None:
    secret = subscribed(api, receiver, home)["X-Hook-Secret"]
    shown = web.get("/control/traffic").text
    assert receiver.target in shown
    assert secret not in shown


def test_creating_can_meet_a_fault_like_anything_else(
    api: httpx.Client, sandbox: Sandbox, receiver: Receiver, home: str
) -> None:
    sandbox.fail(Fault(status=500, path="/api/1.0/webhooks"))
    assert subscribe(api, home, receiver.target).status_code == 500
    assert (receiver.handshakes, sandbox.webhooks) == ([], [])
