"""The control surface over HTTP: what a demo or another process does to the tracker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.sandbox.linear import LinearSandbox, StillClock
from tests.sync.sandbox.linear.asking import ME, ask, error, mine

TITLE = "Upgrade the database"


@pytest.fixture
def schema() -> Path | None:
    """Return no file: orders have nothing to do with the schema."""
    return None


def order(web: httpx.Client, verb: str, **body: Any) -> dict[str, Any]:
    """Give an order; it has to be understood."""
    answer = web.post(f"/control/{verb}", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_issues_are_changed_by_any_name(web: httpx.Client, sandbox: LinearSandbox) -> None:
    issue = sandbox.tracker.issue(TITLE)
    order(web, "rename", issue=issue.identifier, title="Move the database")
    order(web, "due", issue=issue.id, due_date="2026-12-24")
    order(web, "assign", issue="Move the database", user="mei@northwind.example")
    order(web, "place", issue=issue.id, project="Checkout")
    order(web, "move", issue=issue.id, team="DES")
    order(web, "complete", issue=issue.id)
    assert (issue.title, issue.due_date, issue.team.key) == (
        *("Move the database", "2026-12-24", "DES"),
    )
    assert issue.project is sandbox.tracker.project("Checkout")
    assert issue.assignee is sandbox.tracker.user("Mei Tanaka")
    assert issue.completed_at
    order(web, "reopen", issue=issue.id)
    order(web, "assign", issue=issue.id, user=None)
    order(web, "due", issue=issue.id, due_date=None)
    assert [issue.completed_at, issue.assignee, issue.due_date] == [None, None, None]


def test_issues_come_and_go(web: httpx.Client, api: httpx.Client) -> None:
    made = order(web, "add", title="Just now", team="DES")
    assert made["identifier"].startswith("DES-")
    assert "Just now" in mine(api)
    for away, back in (("archive", "unarchive"), ("trash", "restore")):
        order(web, away, issue="Just now")
        assert "Just now" not in mine(api)
        order(web, back, issue="Just now")
        assert "Just now" in mine(api)
    for away, back in (("hide", "show"), ("hide", "show")):
        order(web, away, team="DES")
        assert "Just now" not in mine(api)
        order(web, back, team="DES")
    order(web, "purge", issue="Just now")
    assert "Just now" not in mine(api)


def test_places_are_renamed_and_put_away(web: httpx.Client, sandbox: LinearSandbox) -> None:
    order(web, "rename-team", team="ENG", name="Platform")
    order(web, "rekey-team", team="ENG", key="PLT")
    order(web, "rename-project", project="Import", name="Intake")
    order(web, "archive-project", project="Intake")
    order(web, "delete-project", project="Checkout")
    issue = sandbox.tracker.issue("Undo an import")
    assert (issue.team.name, issue.identifier) == ("Platform", "PLT-4")
    assert issue.previous_identifiers == ["ENG-4"]
    assert sandbox.tracker.project("Intake").archived_at
    assert sandbox.tracker.issue("Send the receipt again").project is None


def test_keys_and_tokens_end(web: httpx.Client, api: httpx.Client, sandbox: LinearSandbox) -> None:
    key = order(web, "token", user="Mei Tanaka")["token"]
    assert key == sandbox.token_of(sandbox.tracker.user("Mei Tanaka"))
    assert order(web, "revoke", token=key) == {"revoked": True}
    order(web, "revoke")
    assert error(ask(api, ME))[0] == 401
    pair = sandbox.grants.allow(sandbox.tracker.main, frozenset({"read"}))
    order(web, "expire-tokens")
    web.headers["Authorization"] = f"Bearer {pair.access}"
    assert error(ask(web, ME))[0] == 401


def test_faults_and_switches(web: httpx.Client, api: httpx.Client, sandbox: LinearSandbox) -> None:
    order(web, "fail", status=429, times=9)
    order(web, "limited-status", status=200)
    assert error(ask(api, ME))[:2] == (200, "RATELIMITED")
    order(web, "recover")
    assert ask(api, ME).json()["data"]
    order(web, "approve")
    order(web, "register", redirects=["http://localhost:1/x"])
    assert (sandbox.app.approves, sandbox.app.redirects) == (True, ("http://localhost:1/x",))
    order(web, "expire-cursors")
    order(web, "hook", url="http://127.0.0.1:9/", secret="s", team="ENG")
    assert len(sandbox.hooks.hooks) == 1


def test_many_issues_change_at_once(web: httpx.Client, sandbox: LinearSandbox) -> None:
    order(web, "edit-many", issues=["ENG-1", "ENG-2"], changes={"priority": 1})
    order(web, "estimate", issue="ENG-1", points=5)
    first, second = (sandbox.tracker.issue(name) for name in ("ENG-1", "ENG-2"))
    assert (first.priority, second.priority, first.estimate) == (1, 1, 5)


def test_what_was_delivered_is_told_and_sent_again(
    web: httpx.Client, sandbox: LinearSandbox
) -> None:
    order(web, "hook", url="http://127.0.0.1:9/", secret="s")
    order(web, "complete", issue=TITLE)
    sandbox.hooks.wait()
    assert order(web, "redeliver") == {"status": 0}
    (told,) = web.get("/control/deliveries").json()
    assert (told["body"]["data"]["title"], told["statuses"]) == (TITLE, [0, 0])


def test_the_traffic_is_told_without_secrets(
    web: httpx.Client, api: httpx.Client, sandbox: LinearSandbox
) -> None:
    ask(api, ME)
    ask(api, 'mutation { issueDelete(id: "x") { success } }')
    told = web.get("/control/traffic")
    assert sandbox.token not in told.text
    assert [record["status"] for record in told.json()] == [200, 403]
    assert len(web.get("/control/writes").json()) == 1
    order(web, "forget-traffic")
    assert web.get("/control/traffic").json() == []


def test_the_state_is_told(web: httpx.Client, sandbox: LinearSandbox) -> None:
    sandbox.tracker.trash(TITLE)
    state = web.get("/control/state").json()
    issue = next(row for row in state["issues"] if row["title"] == TITLE)
    assert (issue["trashed"], issue["archived"], issue["state"]) == (True, True, "unstarted")
    assert [team["key"] for team in state["teams"]] == ["ENG", "DES", "ACQ"]


def test_an_order_that_makes_no_sense(web: httpx.Client) -> None:
    for verb, body in (("dance", {}), ("rename", {}), ("rename", {"issue": "?", "title": "x"})):
        assert web.post(f"/control/{verb}", json=body).status_code == 400
    assert "no issue '?'" in web.post("/control/purge", json={"issue": "?"}).json()["error"]


def test_the_surface_is_closed_unless_asked_for(watch: StillClock) -> None:
    with LinearSandbox(clock=watch) as sandbox:
        assert httpx.get(f"{sandbox.url}/control/state").status_code == 404
