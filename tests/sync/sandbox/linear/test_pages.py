"""Pages: their size, their order, their cursors."""

from __future__ import annotations

from typing import Any

import httpx

from sync.sandbox.linear import LinearSandbox, StillClock
from tests.sync.sandbox.linear.asking import ISSUES, ask, data, error


def page(api: httpx.Client, **variables: Any) -> tuple[list[str], str | None]:
    """Return the titles on a page, and the cursor if there is another one."""
    found = data(ask(api, ISSUES, **variables))["issues"]
    more = found["pageInfo"]["hasNextPage"]
    return [row["title"] for row in found["nodes"]], found["pageInfo"]["endCursor"] if more else ""


def test_pages_follow_each_other_without_gap_or_repetition(api: httpx.Client) -> None:
    found, cursor, pages = [], None, 0
    while cursor != "":
        titles, cursor = page(api, first=5, after=cursor)
        found += titles
        pages += 1
    assert (pages, len(found), len(set(found))) == (4, 16, 16)


def test_what_changed_last_comes_first(
    api: httpx.Client, sandbox: LinearSandbox, watch: StillClock
) -> None:
    for title in ("Undo an import", "Upgrade the database"):
        watch.advance(1)
        sandbox.tracker.estimate(title, 3)
    titles, _ = page(api, first=2, order="updatedAt")
    assert titles == ["Upgrade the database", "Undo an import"]
    watch.advance(1)
    sandbox.tracker.add("The latest of all")
    assert page(api, first=1)[0] == ["The latest of all"]


def test_one_stamp_on_many_rows_is_still_in_order(
    api: httpx.Client, sandbox: LinearSandbox, watch: StillClock
) -> None:
    watch.advance(1)
    every = [issue.id for issue in sandbox.tracker.open_issues()]
    sandbox.tracker.edit_many(every, priority=2)
    found, cursor = [], None
    while cursor != "":
        titles, cursor = page(api, first=3, after=cursor, order="updatedAt")
        found += titles
    assert len(set(found)) == len(found) == 16


def test_a_row_that_changes_meanwhile_leaves_no_gap(
    api: httpx.Client, sandbox: LinearSandbox, watch: StillClock
) -> None:
    titles, cursor = page(api, first=5, order="updatedAt")
    watch.advance(1)
    sandbox.tracker.rename(titles[0], "Renamed meanwhile")
    others, _ = page(api, first=50, after=cursor, order="updatedAt")
    assert len({*titles, *others}) == 16


def test_fifty_is_a_page_and_more_than_250_is_refused(
    api: httpx.Client, sandbox: LinearSandbox
) -> None:
    for number in range(300):
        sandbox.tracker.add(f"Number {number}")
    assert len(page(api)[0]) == 50
    assert len(page(api, first=250)[0]) == 250
    status, code, sentence = error(ask(api, ISSUES, first=251))
    assert (status, code) == (400, "INPUT_ERROR")
    assert "first must not be greater than 250" in sentence
    assert error(ask(api, ISSUES, first=0))[0] == 400


def test_a_cursor_belongs_to_its_query(api: httpx.Client, sandbox: LinearSandbox) -> None:
    _, cursor = page(api, first=5)
    assert cursor
    for variables in ({"after": "made up"}, {"after": cursor, "order": "updatedAt"}):
        assert error(ask(api, ISSUES, first=5, **variables))[1] == "INPUT_ERROR"
    sandbox.pages.expire()
    assert error(ask(api, ISSUES, first=5, after=cursor))[:2] == (400, "INPUT_ERROR")


def test_edges_and_backwards(api: httpx.Client) -> None:
    edges = data(ask(api, "{ teams { edges { cursor node { key } } } }"))["teams"]["edges"]
    assert {edge["node"]["key"] for edge in edges} == {"ENG", "DES"}
    assert all(edge["cursor"] for edge in edges)
    assert error(ask(api, "{ teams(last: 2) { nodes { id } } }"))[1] == "INPUT_ERROR"
