"""Linear's deliveries: signed, at most a minute old, each once, and only what concerns me."""

from __future__ import annotations

import json
from typing import Any

import pytest

from store.clock import SECOND
from sync.hints import Hint
from sync.receiver.kinds import Hook
from sync.secrets import Secret
from tests.clock import FRIDAY, FixedClock
from tests.sync.receiver.conftest import Listening
from tests.sync.receiver.posting import SECRET, post, signature

PATH = "l" * 43
HOOK = Hook(PATH, "linear", "connection-2", "", "me", Secret(SECRET))
MINE = {"id": "issue-1", "assigneeId": "me", "teamId": "team-1", "projectId": "project-1"}
HINT = Hint("linear", "connection-2", ("project-1", "team-1"))
DELIVERY = "234d1a4e-b617-4388-90fe-adc3633d6b72"


def issue(seconds_ago: float = 0, **fields: Any) -> dict[str, Any]:
    """Return what Linear sends of an issue."""
    sent = FRIDAY // 1000 - int(seconds_ago * 1000)
    return {"action": "update", "type": "Issue", "data": MINE, "webhookTimestamp": sent, **fields}


def deliver(listening: Listening, document: Any, delivery_id: str = DELIVERY) -> int:
    """Deliver something as Linear does."""
    listening.hooks.put(HOOK)
    body = json.dumps(document).encode()
    headers = {"Linear-Signature": signature(body), "Linear-Delivery": delivery_id}
    return post(listening.place, body, headers, PATH)[0]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"data": {**MINE, "assigneeId": None}, "updatedFrom": {"assigneeId": "me"}},
        {"data": {**MINE, "assigneeId": "you", "assignee": {"id": "me"}}},
        {"action": "remove"},
        {"data": {"teamId": "team-1", "projectId": "project-1"}},
    ],
)
def test_an_issue_that_is_or_was_mine_is_a_hint(
    listening: Listening, fields: dict[str, Any]
) -> None:
    assert deliver(listening, issue(**fields)) == 200
    assert listening.hints() == [HINT]


def test_a_project_is_a_hint_by_its_own_id(listening: Listening) -> None:
    assert deliver(listening, issue(type="Project", data={"id": "project-1"})) == 200
    assert listening.hints() == [HINT._replace(remote_ids=("project-1",))]


@pytest.mark.parametrize(
    "fields",
    [
        {"data": {**MINE, "assigneeId": "you"}, "updatedFrom": {"title": "Old"}},
        {"data": {**MINE, "assigneeId": None}},
        {"type": "Comment"},
        {"type": ["Issue"]},
    ],
)
def test_what_is_not_mine_only_shows_that_the_hook_lives(
    listening: Listening, fields: dict[str, Any]
) -> None:
    assert deliver(listening, issue(**fields)) == 200
    assert listening.hints() == []


def test_ids_that_are_none_are_left_out(listening: Listening) -> None:
    odd = {**MINE, "teamId": "../../etc/passwd", "projectId": 7}
    assert deliver(listening, issue(data=odd)) == 200
    assert listening.hints() == [Hint("linear", "connection-2")]


@pytest.mark.parametrize(("seconds_ago", "status"), [(60, 200), (-60, 200), (61, 401), (-61, 401)])
def test_a_minute_is_the_most_that_a_delivery_takes(
    listening: Listening, seconds_ago: int, status: int
) -> None:
    assert deliver(listening, issue(seconds_ago)) == status


@pytest.mark.parametrize("sent", [None, "1795698300000", 1.5, True, 0, 10**30])
def test_a_delivery_without_a_proper_time_is_refused(listening: Listening, sent: Any) -> None:
    assert deliver(listening, issue(webhookTimestamp=sent)) == 401
    assert listening.hints() == []


@pytest.mark.parametrize("document", [[], None, "Issue", 7, {"data": []}])
def test_a_delivery_of_another_shape_is_refused(listening: Listening, document: Any) -> None:
    assert deliver(listening, document) == 401


def test_the_time_of_the_header_counts_for_nothing(listening: Listening) -> None:
    listening.hooks.put(HOOK)
    body = json.dumps(issue(3600)).encode()
    headers = {"Linear-Signature": signature(body), "Linear-Timestamp": str(FRIDAY // 1000)}
    assert post(listening.place, body, headers, PATH)[0] == 401


def test_a_delivery_comes_once_by_its_id_or_word_for_word(
    listening: Listening, clock: FixedClock
) -> None:
    assert deliver(listening, issue()) == 200
    assert deliver(listening, issue(action="create")) == 200
    assert deliver(listening, issue(), "another-id") == 200
    assert listening.hints() == [HINT]
    clock.advance(seconds=1)
    later = issue(webhookTimestamp=clock.wall() * 1000 // SECOND)
    assert deliver(listening, later, "third-id") == 200
    assert listening.hints() == [HINT]


def test_asanas_headers_mean_nothing_to_linear(listening: Listening) -> None:
    listening.hooks.put(HOOK._replace(secret=None))
    body = json.dumps(issue()).encode()
    with listening.hooks.opening(HOOK._replace(secret=None)):
        assert post(listening.place, body, {"X-Hook-Secret": "mine"}, PATH)[0] == 401
    assert listening.hooks.secret_of(PATH) is None
    listening.hooks.put(HOOK)
    assert post(listening.place, body, {"X-Hook-Signature": signature(body)}, PATH)[0] == 401
