"""What a filter leaves of the issues."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest

from sync.sandbox.linear import LinearSandbox, StillClock
from sync.sandbox.linear.instants import written
from tests.sync.sandbox.linear.asking import ask, data, error, mine, titles

DONE = "Show the progress of a long import"
GIVEN_UP = "Retire the old payment form"
OPEN = {"state": {"type": {"nin": ["completed", "canceled", "duplicate"]}}}


def test_my_open_issues(api: httpx.Client, sandbox: LinearSandbox) -> None:
    wanted = {issue.title for issue in sandbox.tracker.open_issues()}
    assert mine(api, filter=OPEN) == wanted
    assert mine(api) == wanted | {DONE, GIVEN_UP}


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ({"state": {"type": {"in": ["completed"]}}}, {DONE}),
        ({"completedAt": {"null": False}}, {DONE}),
        ({"team": {"key": {"eq": "DES"}}, "assignee": {"isMe": {"eq": True}}}, {"empty basket"}),
        ({"project": {"null": True}, "priority": {"gt": 0}}, set()),
        ({"title": {"containsIgnoreCase": "BACKUP"}}, {"restore a backup"}),
        ({"and": [{"title": {"contains": "import"}}, {"state": {"type": {"eq": "backlog"}}}]}, 1),
        ({"or": [{"title": {"eq": DONE}}, {"title": {"eq": GIVEN_UP}}]}, {DONE, GIVEN_UP}),
        ({"project": {"name": {"eq": "Import"}}}, 5),
        ({"project": {"accessibleTeams": {"some": {"key": {"eq": "DES"}}}}}, 8),
        ({"createdAt": {"gt": "-P31D"}}, 16),
        ({"createdAt": {"gt": "-P29D"}}, 0),
    ],
)
def test_each_condition(api: httpx.Client, wanted: dict[str, Any], left: Any) -> None:
    found = titles(api, filter=wanted)
    if isinstance(left, int):
        assert len(found) == left
    else:
        assert len(found) == len(left)
        assert all(any(part in title for title in found) for part in left)


def test_updates_since_a_moment(
    api: httpx.Client, sandbox: LinearSandbox, watch: StillClock
) -> None:
    watch.advance(60)
    sandbox.tracker.rename("Undo an import", "Take an import back")
    now = written(sandbox.tracker.now())
    assert titles(api, filter={"updatedAt": {"gte": now}}) == {"Take an import back"}
    assert titles(api, filter={"updatedAt": {"gt": now}}) == set()
    assert len(titles(api, filter={"updatedAt": {"lt": now}})) == 15


def test_archiving_is_no_update_and_has_its_own_date(
    api: httpx.Client, sandbox: LinearSandbox, watch: StillClock
) -> None:
    watch.advance(60)
    sandbox.tracker.archive("Undo an import")
    now = written(sandbox.tracker.now())
    updated, archived = {"updatedAt": {"gte": now}}, {"archivedAt": {"gte": now}}
    assert mine(api, filter=updated, archived=True) == set()
    assert mine(api, filter={"or": [updated, archived]}, archived=True) == {"Undo an import"}
    assert mine(api, filter={"or": [updated, archived]}) == set()
    sandbox.tracker.unarchive("Undo an import")
    assert mine(api, filter=archived, archived=True) == set()


def test_ids_that_are_held_are_asked_again(api: httpx.Client, sandbox: LinearSandbox) -> None:
    tracker = sandbox.tracker
    names = ["Upgrade the database", "Undo an import", "Send the receipt again"]
    held = [tracker.issue(name).id for name in names]
    tracker.assign(names[0], tracker.user("mei@northwind.example"))
    tracker.trash(names[1])
    tracker.purge(names[2])
    query = """query($ids: [ID!]!) { issues(filter: {id: {in: $ids}}, includeArchived: true) {
      nodes { title trashed assignee { isMe } } } }"""
    rows = data(ask(api, query, ids=held))["issues"]["nodes"]
    assert {row["title"]: (row["trashed"], row["assignee"]["isMe"]) for row in rows} == {
        names[0]: (None, False),
        names[1]: (True, True),
    }


def test_an_issue_is_found_by_its_old_name(api: httpx.Client, sandbox: LinearSandbox) -> None:
    issue = sandbox.tracker.issue("Upgrade the database")
    old = issue.identifier
    sandbox.tracker.move(issue, "DES")
    query = "query($id: String!) { issue(id: $id) { id identifier previousIdentifiers } }"
    for name in (issue.id, old, issue.identifier):
        found = data(ask(api, query, id=name))["issue"]
        assert found["id"] == issue.id
        assert found["identifier"].startswith("DES-")
        assert found["previousIdentifiers"] == [old]
    assert titles(api, filter={"id": {"eq": old}}) == {"Upgrade the database"}


def test_due_dates_are_days(api: httpx.Client, sandbox: LinearSandbox) -> None:
    sandbox.tracker.due("Undo an import", date(2026, 11, 28))
    for wanted in ({"eq": "2026-11-28"}, {"lte": "P1D"}, {"in": ["2026-11-28"]}, {"null": False}):
        assert titles(api, filter={"dueDate": wanted}) == {"Undo an import"}
    assert titles(api, filter={"dueDate": {"lt": "P1D"}}) == set()


def test_what_makes_no_sense_is_refused(api: httpx.Client) -> None:
    refused = ask(api, '{ issues(filter: {updatedAt: {gt: "soon"}}) { nodes { id } } }')
    assert error(refused)[:2] == (400, "INPUT_ERROR")
