"""Answers that were true before they were spoilt: each fault spoils what it says and no more."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from sync.sandbox import Fault, Sandbox, StillClock
from sync.sandbox.damage import damaged
from sync.sandbox.faults import ALWAYS
from sync.sandbox.replies import Reply
from sync.sandbox.rows import STRANGE, other_type
from tests.sync.sandbox.asking import data, message, mine

FIELDS = "name,completed,due_on,modified_at,assignee.name,workspace.name,memberships.project.gid"


@pytest.fixture
def query(workspace: str) -> dict[str, str]:
    """Return the query for a page of ten of one's own tasks."""
    return mine(workspace, limit="10", opt_fields=FIELDS)


def rows(api: httpx.Client, query: dict[str, str]) -> list[dict[str, Any]]:
    """Return the rows of a page."""
    return list(data(api.get("/tasks", params=query)))


def test_a_body_can_be_cut_and_still_be_as_long_as_it_says(
    api: httpx.Client, sandbox: Sandbox, query: dict[str, str]
) -> None:
    sandbox.fail(Fault(how="cut"))
    answer = api.get("/tasks", params=query)
    assert answer.content.startswith(b'{"data":[')
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_brackets_can_go_deeper_than_a_reader_does(api: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.fail(Fault(how="deep"))
    with pytest.raises(RecursionError):
        api.get("/users/me").json()
    assert sandbox.traffic[-1]["fault"] == "deep"


def test_numbers_can_be_none(api: httpx.Client, sandbox: Sandbox, query: dict[str, str]) -> None:
    sandbox.fail(Fault(how="huge", part="gid"))
    sandbox.fail(Fault(how="nan", part="due_on"))
    with pytest.raises(ValueError, match="digit"):
        api.get("/tasks", params=query).json()
    row = rows(api, query)[0]
    assert row["due_on"] != row["due_on"]
    assert row["extra"] == float("inf")
    assert row["gid"].isdigit()


@pytest.mark.parametrize("part", FIELDS.split(","))
def test_a_part_of_each_row_can_have_another_type_be_null_or_missing(
    api: httpx.Client, sandbox: Sandbox, query: dict[str, str], part: str
) -> None:
    true = values(rows(api, query), part)
    sandbox.fail(Fault(how="types", part=part))
    wrong = values(rows(api, query), part)
    assert wrong == [other_type(value) for value in true]
    sandbox.fail(Fault(how="null", part=part))
    assert values(rows(api, query), part) == [None] * len(true)
    sandbox.fail(Fault(how="missing", part=part))
    assert values(rows(api, query), part) == []
    assert values(rows(api, query), part) == true


def values(value: Any, path: str) -> list[Any]:
    """Return all that stands at a dotted path."""
    name, _, below = path.partition(".")
    if isinstance(value, list):
        return [found for item in value for found in values(item, path)]
    if not isinstance(value, dict) or name not in value:
        return []
    return values(value[name], below) if below else [value[name]]


def test_no_part_named_means_all(
    api: httpx.Client, sandbox: Sandbox, query: dict[str, str]
) -> None:
    sandbox.fail(Fault(how="missing"))
    assert rows(api, query) == [{}] * 10
    sandbox.fail(Fault(how="null"))
    assert set(data(api.get("/users/me")).values()) == {None}


@pytest.mark.parametrize("value", ["text", True, 5, 1.5, None, [], {}])
def test_another_type_is_another_type(value: Any) -> None:
    assert type(other_type(value)) is not type(value)


def test_a_row_can_come_twice(api: httpx.Client, sandbox: Sandbox, query: dict[str, str]) -> None:
    sandbox.fail(Fault(how="twice"))
    found = rows(api, query)
    assert len(found) == 11
    assert found[0] == found[10]


def test_a_row_can_come_on_two_pages(
    api: httpx.Client, sandbox: Sandbox, query: dict[str, str]
) -> None:
    sandbox.fail(Fault(how="again", times=2))
    first = api.get("/tasks", params=query).json()
    second = api.get(first["next_page"]["uri"]).json()
    assert len(second["data"]) == 11
    assert second["data"][0] == first["data"][-1]


def test_a_page_can_be_empty_shapeless_or_absent(
    api: httpx.Client, sandbox: Sandbox, query: dict[str, str]
) -> None:
    for how in ("empty", "shape", "absent"):
        sandbox.fail(Fault(how=how))
    empty, shape, absent = (api.get("/tasks", params=query).json() for _ in range(3))
    assert (empty["data"], shape["data"]) == ([], 17)
    assert "data" not in absent
    assert all(page["next_page"]["offset"] for page in (empty, shape, absent))


def test_an_offset_can_expire_and_the_first_page_is_spared(
    api: httpx.Client, sandbox: Sandbox, query: dict[str, str]
) -> None:
    sandbox.fail(Fault(how="expired"))
    following = api.get("/tasks", params=query).json()["next_page"]["uri"]
    refused = api.get(following)
    assert (refused.status_code, message(refused)) == (
        400,
        "offset: Your pagination token has expired.",
    )
    assert api.get(following).status_code == 200


def test_pages_can_go_round_in_circles(
    api: httpx.Client, sandbox: Sandbox, query: dict[str, str]
) -> None:
    sandbox.fail(Fault(how="loop", times=ALWAYS))
    first = api.get("/tasks", params=query).json()["next_page"]
    second = api.get(first["uri"]).json()["next_page"]
    assert first == second == api.get(second["uri"]).json()["next_page"]


def test_the_next_page_can_be_elsewhere(
    api: httpx.Client, sandbox: Sandbox, query: dict[str, str]
) -> None:
    sandbox.fail(Fault(how="elsewhere", host="https://evil.invalid"))
    following = api.get("/tasks", params=query).json()["next_page"]
    assert following["uri"].startswith("https://evil.invalid/tasks?")
    assert following["path"].startswith("//evil.invalid/tasks?")


def test_a_redirect_can_lead_where_one_wants(api: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.fail(Fault(how="redirect", status=308, host="http://127.0.0.1:9"))
    answer = api.get("/users/me")
    assert (answer.status_code, answer.headers["location"]) == (308, "http://127.0.0.1:9/")


@pytest.mark.parametrize(("how", "owner"), [("workspace", "workspace"), ("person", "assignee")])
def test_a_stranger_s_row_can_slip_in(
    api: httpx.Client, sandbox: Sandbox, query: dict[str, str], how: str, owner: str
) -> None:
    sandbox.fail(Fault(how=how))  # type: ignore[arg-type]
    found = rows(api, query)
    assert len(found) == 11
    assert (found[10]["gid"], found[10][owner]["gid"]) == (STRANGE, STRANGE)
    assert STRANGE not in json.dumps(found[:10])


def test_one_answer_can_be_from_another_time(
    api: httpx.Client, sandbox: Sandbox, query: dict[str, str], watch: StillClock
) -> None:
    sandbox.agency.rename(sandbox.agency.open_tasks()[0], "Now")
    sandbox.fail(Fault(how="skew", shift=-3600))
    answer = api.get("/tasks", params=query)
    assert data(answer)[0]["modified_at"] == "2026-11-27T12:05:00.000Z"
    assert parsedate_to_datetime(answer.headers["date"]).timestamp() == watch() - 3600


def test_the_whole_server_can_live_in_another_time(
    api: httpx.Client, web: httpx.Client, sandbox: Sandbox, query: dict[str, str]
) -> None:
    assert web.post("/control/skew", json={"seconds": 7200}).status_code == 200
    sandbox.agency.rename(sandbox.agency.open_tasks()[0], "Then")
    answer = api.get("/tasks", params=query | {"modified_since": "2026-11-27T15:00:00Z"})
    assert [row["name"] for row in data(answer)] == ["Then"]
    assert data(answer)[0]["modified_at"] == "2026-11-27T15:05:00.000Z"
    assert answer.headers["date"] == "Fri, 27 Nov 2026 15:05:00 GMT"


def test_a_refusal_is_not_spoilt(api: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.fail(Fault(how="absent"))
    assert message(api.get("/tasks/12")) == "task: Unknown object: 12"


@pytest.mark.parametrize("path", ["/-/oauth_token", "/-/token_info"])
def test_an_answer_to_a_sign_in_is_spoilt_as_a_whole(
    web: httpx.Client, sandbox: Sandbox, path: str
) -> None:
    grant = sandbox.grants.allow(sandbox.agency.main, frozenset({"users:read"}))
    form = {
        "grant_type": "refresh_token",
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
        "refresh_token": grant.refresh,
        "token": grant.refresh,
    }
    sandbox.fail(Fault(how="null", path=path))
    spoilt = web.post(path, data=form).json()
    assert set(spoilt) == set(web.post(path, data=form).json())
    assert set(spoilt.values()) == {None}


def test_the_rows_of_a_graphql_answer_are_spoilt_alike() -> None:
    issues = {"nodes": [{"id": "a", "labels": {"nodes": []}}], "pageInfo": {"endCursor": "c"}}
    body = json.dumps({"data": {"viewer": {"assignedIssues": issues}}}).encode()
    twice = json.loads(damaged(Fault(how="twice"), Reply(200, body)).body)
    assert len(twice["data"]["viewer"]["assignedIssues"]["nodes"]) == 2
    loop = json.loads(damaged(Fault(how="loop"), Reply(200, body)).body)
    page = loop["data"]["viewer"]["assignedIssues"]["pageInfo"]
    assert page == {"endCursor": "c", "hasNextPage": True}
