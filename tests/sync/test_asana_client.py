"""Pages that do not end, lead away, expire or are none."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sync.errors import BadAnswer, ListExpired, NotAllowed, NotSent
from sync.providers.asana.client import AsanaClient, policy
from sync.providers.asana.provider import AsanaProvider
from tests.clock import FixedClock
from tests.sync.conftest import Reader
from tests.sync.hostile import Hostile, hostile, response

QUERY = {"workspace": "1", "opt_fields": "name"}


def page(rows: list[Any], following: Any = None) -> bytes:
    return response({"data": rows, "next_page": following})


def offsets(server: Hostile) -> list[str | None]:
    """List the offsets that the server was asked for."""
    queries = [parse_qs(urlsplit(request.split()[1]).query) for request in server.requests]
    return [query["offset"][0] if "offset" in query else None for query in queries]


def read_all(reader: Reader, url: str) -> list[Any]:
    client = AsanaClient(reader(url))
    return [row for rows in client.pages("/projects", QUERY) for row in rows]


def test_pages_are_followed_by_their_offset_alone(reader: Reader) -> None:
    with hostile(response({})) as other:
        away = {"offset": "abc", "path": "/evil", "uri": f"{other.url}/api/1.0/projects"}
        with hostile(page([1], away), page([2])) as server:
            assert read_all(reader, server.url) == [1, 2]
            assert offsets(server) == [None, "abc"]
            assert all("/api/1.0/projects?" in request for request in server.requests)
        assert other.requests == []


def test_a_list_that_goes_in_circles_is_refused(reader: Reader) -> None:
    with hostile(
        page([1], {"offset": "a"}), page([2], {"offset": "b"}), page([3], {"offset": "a"})
    ) as server:
        with pytest.raises(BadAnswer, match="twice"):
            read_all(reader, server.url)
        assert len(server.requests) == 3


def test_an_expired_offset_starts_the_list_anew_once(reader: Reader) -> None:
    expired = response(
        {"errors": [{"message": "offset: Your pagination token has expired."}]}, status=400
    )
    first, last = page([1], {"offset": "a"}), page([2])
    with hostile(first, expired, first, last) as server:
        assert read_all(reader, server.url) == [1, 1, 2]
        assert offsets(server) == [None, "a", None, "a"]
    with hostile(first, expired, first, expired) as server, pytest.raises(ListExpired):
        read_all(reader, server.url)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        {"data": None},
        {"data": {"gid": "1"}},
        {"data": [], "next_page": {"offset": 7}},
        {"data": [], "next_page": {"offset": ""}},
        {"data": [], "next_page": {"uri": "https://elsewhere.example"}},
        {"data": [], "next_page": "more"},
        {"data": [], "next_page": {"offset": "\ud800"}},
        {"data": [], "next_page": {"offset": "a\r\nHost: b"}},
        {"data": [], "next_page": {"offset": "x" * 5000}},
    ],
    ids=json.dumps,
)
def test_what_is_no_page_is_a_bad_answer(answer: Any, reader: Reader) -> None:
    with hostile(response(answer)) as server, pytest.raises(BadAnswer):
        read_all(reader, server.url)


def test_an_error_in_the_middle_is_not_an_end(reader: Reader) -> None:
    refusal = response({"errors": [{"message": "No."}]}, status=403)
    with hostile(page([1], {"offset": "a"}), refusal) as server, pytest.raises(NotAllowed):
        read_all(reader, server.url)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/1.0/tasks", True),
        ("GET", "/api/1.0/tasks/12", True),
        ("GET", "/api/1.0/", False),
        ("GET", "/api/1.0/tasks/..", False),
        ("GET", "/-/token_info", False),
        ("POST", "/-/oauth_token", True),
        ("POST", "/-/oauth_revoke", True),
        ("POST", "/-/token_info", True),
        ("POST", "/api/1.0/tasks", False),
        ("PUT", "/-/oauth_token", False),
    ],
)
def test_a_read_is_what_the_policy_says(method: str, path: str, allowed: bool) -> None:
    assert policy(method, path, b"") is allowed


def test_another_task_than_the_one_looked_up_is_not_taken(
    reader: Reader, clock: FixedClock
) -> None:
    other = {"data": {"gid": "2", "name": "Theirs", "workspace": {"gid": "9"}}}
    with hostile(response(other)) as server, pytest.raises(BadAnswer, match="another task"):
        list(AsanaProvider(reader(server.url), clock).look_up(["1"]))


@pytest.mark.parametrize("gid", ["../../-/oauth_token", "1?x=1", "1 X\r\nHost: evil", "ü", ""])
def test_ids_from_outside_cannot_leave_the_api(gid: str, reader: Reader, clock: FixedClock) -> None:
    with hostile(response({})) as server:
        with pytest.raises(NotSent):
            list(AsanaProvider(reader(server.url), clock).look_up([gid]))
        assert server.requests == []
