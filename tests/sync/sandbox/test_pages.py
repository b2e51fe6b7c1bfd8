"""Pages: limits, offsets, and what is said about bad ones."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sync.sandbox import Sandbox, StillClock, large
from tests.sync.sandbox.asking import message, mine

EXPIRED = "offset: Your pagination token has expired."
INVALID = "offset: Your pagination token is invalid."


def read_pages(api: httpx.Client, query: dict[str, str]) -> list[list[str]]:
    """Follow the offsets and return the gids, page by page."""
    found: list[list[str]] = []
    following: dict[str, Any] | None = {}
    while following is not None:
        more = {"offset": following["offset"]} if following else {}
        answer = api.get("/tasks", params={**query, **more}).json()
        found.append([row["gid"] for row in answer["data"]])
        following = answer["next_page"]
    return found


def first_offset(api: httpx.Client, query: dict[str, str]) -> str:
    """Return the offset of the second page."""
    return str(api.get("/tasks", params=query).json()["next_page"]["offset"])


def test_pages_add_up_to_the_list(api: httpx.Client, sandbox: Sandbox, workspace: str) -> None:
    pages = read_pages(api, mine(workspace, limit="7"))
    gids = [gid for page in pages for gid in page]
    mine_in_order = [
        task.gid for task in sandbox.agency.tasks.values() if task.assignee is sandbox.agency.main
    ]
    assert {len(page) for page in pages[:-1]} == {7}
    assert gids == mine_in_order


def test_a_full_last_page_has_no_next(api: httpx.Client, workspace: str) -> None:
    whole = api.get("/tasks", params=mine(workspace)).json()
    assert whole["next_page"] is None
    count = str(len(whole["data"]))
    assert api.get("/tasks", params=mine(workspace, limit=count)).json()["next_page"] is None


def test_next_page_can_be_followed_as_it_stands(api: httpx.Client, workspace: str) -> None:
    following = api.get("/tasks", params=mine(workspace, limit="5")).json()["next_page"]
    by_uri = api.get(following["uri"]).json()["data"]
    assert by_uri == api.get(following["path"]).json()["data"]
    assert len(by_uri) == 5


def test_nothing_is_skipped_when_a_task_goes_meanwhile(
    api: httpx.Client, sandbox: Sandbox, workspace: str
) -> None:
    query = mine(workspace, limit="5")
    before = [gid for page in read_pages(api, query) for gid in page]
    offset = first_offset(api, query)
    sandbox.agency.delete(before[0])
    second = api.get("/tasks", params={**query, "offset": offset}).json()["data"]
    assert [row["gid"] for row in second] == before[5:10]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "abc", "", "1e2", "²"])
def test_a_limit_is_between_one_and_a_hundred(
    api: httpx.Client, workspace: str, limit: str
) -> None:
    assert api.get("/tasks", params=mine(workspace, limit=limit)).status_code == 400


@pytest.mark.parametrize("offset", ["x", "", "WyJ4Il0.AAAA", "ü", "."])
def test_an_offset_cannot_be_made_up(api: httpx.Client, workspace: str, offset: str) -> None:
    answer = api.get("/tasks", params=mine(workspace, offset=offset))
    assert (answer.status_code, message(answer)) == (400, INVALID)


def test_an_offset_belongs_to_its_list(api: httpx.Client, workspace: str) -> None:
    offset = first_offset(api, mine(workspace, limit="5"))
    other = mine(workspace, limit="5", modified_since="2026-01-01T00:00:00Z", offset=offset)
    assert message(api.get("/tasks", params=other)) == INVALID


def test_an_offset_expires_with_time(api: httpx.Client, workspace: str, watch: StillClock) -> None:
    query = mine(workspace, limit="5")
    offset = first_offset(api, query)
    watch.advance(3600)
    assert message(api.get("/tasks", params={**query, "offset": offset})) == EXPIRED


def test_an_offset_expires_at_once_on_demand(
    api: httpx.Client, sandbox: Sandbox, workspace: str
) -> None:
    query = mine(workspace, limit="5")
    offset = first_offset(api, query)
    sandbox.api.pages.expire()
    assert message(api.get("/tasks", params={**query, "offset": offset})) == EXPIRED
    assert len(read_pages(api, query)) > 2


def test_what_was_listed_whole_is_still_not_paged_without_a_workspace(api: httpx.Client) -> None:
    assert api.get("/projects").status_code == 200
    assert api.get("/projects", params={"limit": "5"}).status_code == 400


def test_a_list_too_long_for_one_answer_asks_for_pages(watch: StillClock) -> None:
    with Sandbox(clock=watch, agency=large(1_001)) as sandbox:
        place = next(iter(sandbox.agency.workspaces))
        headers = {"Authorization": f"Bearer {sandbox.token}"}
        with httpx.Client(base_url=f"{sandbox.url}/api/1.0", headers=headers) as api:
            answer = api.get("/tasks", params={"assignee": "me", "workspace": place})
            assert answer.status_code == 400
            assert message(answer).startswith("The result is too large. You should use pagination")
            assert sum(map(len, read_pages(api, mine(place)))) == 1_001
