"""Pages that do not end, say nothing of how they go on, expire or are none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sync.errors import BadAnswer, ListExpired, Missing, NotAllowed, Rejected
from sync.sandbox.linear import Fault, LinearSandbox
from tests.clock import FRIDAY
from tests.sync.hostile import Hostile, hostile, response
from tests.sync.linear.answers import ISSUE, error, my_issues
from tests.sync.linear.conftest import Opened, rows

ONE, TWO, THREE = ({**ISSUE, "id": each} for each in ("one", "two", "three"))
WRONG: dict[str, Any] = {"type": "invalid input", "code": "INPUT_ERROR"}


def cursors(server: Hostile) -> list[str | None]:
    """List the cursors that the server was asked with."""
    bodies = [json.loads(request.partition("\r\n\r\n")[2]) for request in server.requests]
    return [body["variables"]["after"] for body in bodies]


def read_all(opened: Opened, server: Hostile) -> list[str]:
    return [task.id for task in rows(opened(server.url).my_open_tasks("o-1"))]


def test_pages_are_followed_by_their_cursor(opened: Opened) -> None:
    with hostile(my_issues([ONE], "a"), my_issues([TWO], "b"), my_issues([THREE])) as server:
        assert read_all(opened, server) == ["one", "two", "three"]
        assert cursors(server) == [None, "a", "b"]
        assert all(request.startswith("POST /graphql HTTP") for request in server.requests)


def test_an_end_cursor_on_the_last_page_is_not_followed(opened: Opened) -> None:
    with hostile(my_issues([ONE], "a", more=False)) as server:
        assert read_all(opened, server) == ["one"]


@pytest.mark.parametrize("last", ["a", "b"])
def test_a_list_that_goes_in_circles_is_refused(opened: Opened, last: str) -> None:
    pages = my_issues([ONE], "a"), my_issues([TWO], "b"), my_issues([ONE], last)
    with hostile(*pages) as server:
        with pytest.raises(BadAnswer, match="twice"):
            read_all(opened, server)
        assert len(server.requests) == 3


def test_an_expired_cursor_starts_the_list_anew_once(opened: Opened) -> None:
    expired = error("Argument Validation Error", 400, **WRONG)
    first, last = my_issues([ONE], "a"), my_issues([TWO])
    with hostile(first, expired, first, last) as server:
        assert read_all(opened, server) == ["one", "one", "two"]
        assert cursors(server) == [None, "a", None, "a"]
    with hostile(first, expired, first, expired) as server, pytest.raises(ListExpired):
        read_all(opened, server)


def test_what_is_refused_at_once_has_not_expired(opened: Opened) -> None:
    with hostile(error(**WRONG)) as server, pytest.raises(Rejected):
        read_all(opened, server)


@pytest.mark.parametrize(
    "found",
    [
        None,
        [],
        {"nodes": None, "pageInfo": {"hasNextPage": False}},
        {"nodes": {"id": "one"}, "pageInfo": {"hasNextPage": False}},
        {"nodes": []},
        {"nodes": [], "pageInfo": None},
        {"nodes": [], "pageInfo": {}},
        {"nodes": [], "pageInfo": {"hasNextPage": None}},
        {"nodes": [], "pageInfo": {"hasNextPage": 0}},
        {"nodes": [], "pageInfo": {"hasNextPage": True}},
        {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": None}},
        {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": ""}},
        {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": 7}},
        {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": "x" * 5000}},
        {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": "\ud800"}},
    ],
    ids=json.dumps,
)
def test_what_is_no_page_is_a_bad_answer(found: Any, opened: Opened) -> None:
    answer = response({"data": {"viewer": {"assignedIssues": found}}})
    with hostile(answer) as server, pytest.raises(BadAnswer):
        read_all(opened, server)


@pytest.mark.parametrize(
    "answer", [[], 7, {}, {"data": None}, {"data": []}, {"data": {}}, {"data": {"viewer": None}}]
)
def test_what_is_no_answer_is_a_bad_answer(answer: Any, opened: Opened) -> None:
    with hostile(response(answer)) as server, pytest.raises(BadAnswer):
        read_all(opened, server)


def test_half_an_answer_is_none(opened: Opened) -> None:
    half = {
        "data": {
            "viewer": {"assignedIssues": {"nodes": [ONE], "pageInfo": {"hasNextPage": False}}}
        },
        "errors": [{"message": "Entity not found: Project"}],
    }
    with hostile(response(half)) as server, pytest.raises(Missing):
        read_all(opened, server)
    hidden = json.dumps(half).replace('"errors"', '"err\\u006frs"').encode()
    with hostile(response(hidden)) as server, pytest.raises(BadAnswer):
        read_all(opened, server)


def test_an_error_in_the_middle_is_not_an_end(opened: Opened) -> None:
    refusal = error(status=403, type="forbidden", code="FORBIDDEN")
    with hostile(my_issues([ONE], "a"), refusal) as server, pytest.raises(NotAllowed):
        read_all(opened, server)


def test_no_list_goes_on_for_ever(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.providers.linear.client._MOST_PAGES", 3)
    pages = [my_issues([ONE], str(number)) for number in range(9)]
    with hostile(*pages) as server:
        with pytest.raises(BadAnswer, match="more than 3 pages"):
            read_all(opened, server)
        assert len(server.requests) == 3


def test_the_sandbox_lets_cursors_expire_too(linear: LinearSandbox, opened: Opened) -> None:
    for number in range(150):
        linear.tracker.add(f"Issue {number}")
    linear.fail(Fault(how="expired", having='"after": "'))
    reader = opened(linear.url, linear.token)
    found = rows(reader.my_changed_tasks("", FRIDAY - 60 * 86_400_000_000))
    assert len({task.id for task in found}) == len(found) - 100
    assert linear.writes == []
