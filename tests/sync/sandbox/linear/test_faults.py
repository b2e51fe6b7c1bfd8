"""Things that go wrong on purpose, in Linear's own words and shapes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.sandbox.linear import Fault, LinearSandbox, StillClock
from sync.sandbox.rows import STRANGERS
from tests.sync.sandbox.linear.asking import ME, ask, data, error

ROWS = """query($first: Int, $after: String) { issues(first: $first, after: $after) {
  nodes { id title updatedAt assignee { id } team { id organization { id } } }
  pageInfo { hasNextPage endCursor } } }"""


@pytest.fixture
def schema() -> Path | None:
    """Return no file: a fault knows no schema."""
    return None


def rows(api: httpx.Client, **variables: Any) -> list[dict[str, Any]]:
    """Return the rows of a page."""
    return list(data(ask(api, ROWS, **variables))["issues"]["nodes"])


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault(status=429, retry_after=7), (400, "RATELIMITED")),
        (Fault(status=401), (401, "AUTHENTICATION_ERROR")),
        (Fault(status=403), (403, "FORBIDDEN")),
        (Fault(status=503), (503, "INTERNAL_SERVER_ERROR")),
    ],
)
def test_faults_speak_as_the_service_does(
    api: httpx.Client, sandbox: LinearSandbox, fault: Fault, told: tuple[int, str]
) -> None:
    sandbox.fail(fault)
    refused = ask(api, ME)
    assert error(refused)[:2] == told
    if fault.status == 429:
        assert refused.headers["retry-after"] == "7"
    assert data(ask(api, ME))


def test_an_expired_cursor_waits_for_a_cursor(api: httpx.Client, sandbox: LinearSandbox) -> None:
    sandbox.fail(Fault(how="expired"))
    cursor = data(ask(api, ROWS, first=3))["issues"]["pageInfo"]["endCursor"]
    assert error(ask(api, ROWS, first=3, after=cursor))[:2] == (400, "INPUT_ERROR")
    assert rows(api, first=3, after=cursor)


def test_what_is_no_json_and_what_leads_away(api: httpx.Client, sandbox: LinearSandbox) -> None:
    for how in ("garbage", "cut", "deep"):
        sandbox.fail(Fault(how=how))
        with pytest.raises((ValueError, RecursionError)):
            ask(api, ROWS).json()
        assert sandbox.traffic[-1]["fault"] == how
    sandbox.fail(Fault(how="redirect", host="https://elsewhere.invalid"))
    assert ask(api, ROWS).headers["location"] == "https://elsewhere.invalid/"


def test_rows_are_spoilt(api: httpx.Client, sandbox: LinearSandbox) -> None:
    for how, wrong in (("null", None), ("types", {"text": rows(api)[0]["title"]})):
        sandbox.fail(Fault(how=how, part="title"))  # type: ignore[arg-type]
        assert rows(api)[0]["title"] == wrong
    sandbox.fail(Fault(how="missing", part="team.organization"))
    assert "organization" not in rows(api)[0]["team"]
    sandbox.fail(Fault(how="twice"))
    found = rows(api)
    assert found[0] == found[-1]
    sandbox.fail(Fault(how="empty"))
    assert rows(api) == []


def test_a_row_of_another_workspace_or_person_slips_in(
    api: httpx.Client, sandbox: LinearSandbox
) -> None:
    stranger = STRANGERS["id"]
    sandbox.fail(Fault(how="workspace"))
    slipped = rows(api)[-1]
    assert slipped["id"] == slipped["team"]["organization"]["id"] == stranger
    sandbox.fail(Fault(how="person"))
    slipped = rows(api)[-1]
    assert slipped["id"] == slipped["assignee"]["id"] == stranger
    assert slipped["team"]["organization"]["id"] != stranger


def test_pages_that_go_in_circles(api: httpx.Client, sandbox: LinearSandbox) -> None:
    sandbox.fail(Fault(how="loop", times=3))
    cursors = set()
    cursor = None
    for _ in range(3):
        page = data(ask(api, ROWS, first=50, after=cursor))["issues"]["pageInfo"]
        assert page["hasNextPage"]
        cursor = page["endCursor"]
        cursors.add(cursor)
    assert len(cursors) == 1


def test_a_clock_that_is_wrong(
    api: httpx.Client, sandbox: LinearSandbox, watch: StillClock
) -> None:
    right = rows(api)[0]["updatedAt"]
    sandbox.fail(Fault(how="skew", shift=3600))
    answer = ask(api, ROWS)
    assert answer.headers["date"] == "Fri, 27 Nov 2026 14:05:00 GMT"
    assert json.loads(answer.text)["data"]["issues"]["nodes"][0]["updatedAt"] != right
    sandbox.skew = 60
    assert ask(api, ME).headers["date"] == "Fri, 27 Nov 2026 13:06:00 GMT"
