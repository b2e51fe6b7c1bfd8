"""The tracker's own rules: what a change does to an issue."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from sync.sandbox.linear import LinearSandbox, StillClock
from tests.sync.sandbox.linear.asking import ask, data, error

TITLE = "Upgrade the database"
ISSUE = """query($id: String!) { issue(id: $id) {
  identifier url branchName state { name type team { key } } project { name } parent { title }
  children { nodes { title } } startedAt completedAt canceledAt updatedAt dueDate estimate
  priorityLabel } }"""


def test_dates_follow_the_state(sandbox: LinearSandbox, watch: StillClock) -> None:
    tracker, issue = sandbox.tracker, sandbox.tracker.issue(TITLE)
    watch.advance(10)
    tracker.advance(issue, "started")
    begun = tracker.now()
    watch.advance(10)
    tracker.complete(issue)
    assert [issue.started_at, issue.completed_at, issue.canceled_at] == [
        begun,
        begun + 10_000,
        None,
    ]
    tracker.cancel(issue)
    assert [issue.completed_at, issue.canceled_at] == [None, tracker.now()]
    tracker.reopen(issue)
    assert [issue.started_at, issue.completed_at, issue.canceled_at] == [None, None, None]


def test_putting_away_is_no_update(sandbox: LinearSandbox, watch: StillClock) -> None:
    tracker, issue = sandbox.tracker, sandbox.tracker.issue(TITLE)
    before = issue.updated_at
    watch.advance(10)
    for put_away in (tracker.archive, tracker.trash):
        put_away(issue)
        assert (issue.archived_at, issue.updated_at) == (tracker.now(), before)
        tracker.restore(issue)
    assert [issue.archived_at, issue.trashed, issue.updated_at] == [None, None, before]


def test_many_edits_bear_one_time() -> None:
    seconds = iter(range(1_000, 2_000))
    with LinearSandbox(clock=lambda: float(next(seconds))) as sandbox:
        issues = sandbox.tracker.open_issues()
        sandbox.tracker.edit_many(issues, priority=1)
        assert len({issue.updated_at for issue in issues}) == 1
        assert {issue.priority for issue in issues} == {1}


def test_all_of_it_can_be_read(api: httpx.Client, sandbox: LinearSandbox) -> None:
    tracker = sandbox.tracker
    tracker.add("A part of it", parent=TITLE)
    tracker.place(TITLE, "Checkout")
    tracker.estimate(TITLE, 5)
    tracker.move(TITLE, "DES")
    found = data(ask(api, ISSUE, id=tracker.issue(TITLE).id))["issue"]
    assert found["identifier"] == "DES-4"
    assert found["url"] == "https://linear.app/northwind/issue/DES-4/upgrade-the-database"
    assert found["branchName"] == "lena/des-4-upgrade-the-database"
    assert found["state"] == {"name": "Todo", "type": "unstarted", "team": {"key": "DES"}}
    assert (found["project"], found["estimate"]) == ({"name": "Checkout"}, 5)
    assert found["children"]["nodes"] == [{"title": "A part of it"}]
    assert found["priorityLabel"] == "No priority"


def test_what_belongs_to_a_place_is_hidden_with_it(
    api: httpx.Client, sandbox: LinearSandbox
) -> None:
    tracker = sandbox.tracker
    issue = tracker.add("Seen from outside", "DES", project="Import", parent=TITLE)
    tracker.hide("ENG")
    found = data(ask(api, ISSUE, id=issue.id))["issue"]
    assert (found["project"], found["parent"]) == (None, None)


def test_a_place_lists_what_is_in_it(api: httpx.Client) -> None:
    query = """query($id: String!) { team(id: $id) { members { nodes { displayName } }
      states(first: 20) { nodes { type } } projects { nodes { name state teams { nodes { key } } } }
      issues(first: 100) { nodes { title } } } }"""
    team = data(ask(api, query, id="ENG"))["team"]
    assert {row["displayName"] for row in team["members"]["nodes"]} == {"lena", "tomas"}
    assert len(team["states"]["nodes"]) == 8
    assert {row["state"] for row in team["projects"]["nodes"]} == {"started"}
    assert len(team["issues"]["nodes"]) == 13


def test_a_retired_team_is_archived(api: httpx.Client, sandbox: LinearSandbox) -> None:
    query = "query($all: Boolean) { teams(includeArchived: $all) { nodes { key } } }"
    sandbox.tracker.retire_team("DES")
    assert len(data(ask(api, query))["teams"]["nodes"]) == 1
    assert len(data(ask(api, query, all=True))["teams"]["nodes"]) == 2


def test_names_that_are_unknown(sandbox: LinearSandbox) -> None:
    tracker = sandbox.tracker
    for look in (tracker.issue, tracker.team, tracker.project, tracker.user):
        with pytest.raises(LookupError, match="nobody-such"):
            look("nobody-such")


def test_what_the_sandbox_cannot_answer_it_does_not_make_up(watch: StillClock, whole: Path) -> None:
    with LinearSandbox(clock=watch, schema=whole) as sandbox:
        headers = {"Authorization": sandbox.token}
        with httpx.Client(base_url=sandbox.url, headers=headers) as api:
            refused = ask(api, "{ cycles { nodes { id } } }")
            assert error(refused) == (
                *(403, "FEATURE_NOT_ACCESSIBLE", "The sandbox knows no cycles"),
            )
            refused = ask(api, "{ issues(filter: {cycle: {number: {eq: 1}}}) { nodes { id } } }")
            assert error(refused)[1] == "INPUT_ERROR"
