"""What webhooks deliver, how it is signed, and when they die."""

from __future__ import annotations

import hmac
import threading

import httpx

from sync.sandbox import Sandbox, StillClock
from tests.sync.sandbox.asking import data, person
from tests.sync.sandbox.receiving import Receiver
from tests.sync.sandbox.subscribing import subscribed, told

HOUR = 3600


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
