"""Who may ask, and what they see."""

from __future__ import annotations

import httpx
import pytest

from sync.sandbox.linear import LinearSandbox
from tests.sync.sandbox.linear.asking import ME, ask, data, error, mine, titles

PLACES = "{ teams { nodes { key } } projects { nodes { name } } }"


def sees(sandbox: LinearSandbox, web: httpx.Client, token: str) -> tuple[set[str], set[str]]:
    """Return the teams and projects that a key shows."""
    web.headers["Authorization"] = token
    found = data(ask(web, PLACES))
    return (
        {row["key"] for row in found["teams"]["nodes"]},
        {row["name"] for row in found["projects"]["nodes"]},
    )


def test_a_key_stands_bare_in_its_header(web: httpx.Client, sandbox: LinearSandbox) -> None:
    assert sandbox.token.startswith("lin_api_")
    web.headers["Authorization"] = sandbox.token
    assert data(ask(web, ME))["viewer"]["name"] == "Lena Brandt"
    web.headers["Authorization"] = f"Bearer {sandbox.token}"
    status, code, sentence = error(ask(web, ME))
    assert (status, code) == (400, "AUTHENTICATION_ERROR")
    assert "Remove the Bearer prefix" in sentence


@pytest.mark.parametrize("authorization", ["", "lin_api_wrong", "Bearer lin_oauth_wrong", "Bearer"])
def test_whoever_is_unknown_is_told_so(web: httpx.Client, authorization: str) -> None:
    web.headers["Authorization"] = authorization
    assert error(ask(web, ME))[:2] == (401, "AUTHENTICATION_ERROR")


def test_the_schema_is_open_to_anybody(web: httpx.Client) -> None:
    assert data(ask(web, "{ __schema { queryType { name } } }"))["__schema"]


def test_private_teams_are_their_members(
    web: httpx.Client, api: httpx.Client, sandbox: LinearSandbox
) -> None:
    tracker = sandbox.tracker
    assert sees(sandbox, web, sandbox.token)[0] == {"ENG", "DES"}
    assert sees(sandbox, web, sandbox.token_of(tracker.user("Mei Tanaka")))[0] == {
        *("ENG", "DES", "ACQ")
    }
    tracker.assign("Read the contract", tracker.main)
    assert "Read the contract" not in mine(api)
    tracker.join(tracker.main, "ACQ")
    assert "Read the contract" in mine(api)
    tracker.leave(tracker.main, "ACQ")
    assert "Read the contract" not in mine(api)


def test_a_guest_sees_their_own_teams_only(web: httpx.Client, sandbox: LinearSandbox) -> None:
    petra = sandbox.tracker.user("Petra Müller")
    assert sees(sandbox, web, sandbox.token_of(petra)) == (set(), set())
    sandbox.tracker.join(petra, "DES")
    assert sees(sandbox, web, sandbox.token_of(petra)) == ({"DES"}, {"Checkout"})
    assert data(ask(web, "{ viewer { guest canAccessAnyPublicTeam } }"))["viewer"] == {
        "guest": True,
        "canAccessAnyPublicTeam": False,
    }


def test_a_key_may_be_limited_to_teams(web: httpx.Client, sandbox: LinearSandbox) -> None:
    key = sandbox.token_of(sandbox.tracker.main, [sandbox.tracker.team("DES")])
    assert sees(sandbox, web, key) == ({"DES"}, {"Checkout"})


def test_a_bot_has_no_issues_but_what_was_delegated(
    web: httpx.Client, sandbox: LinearSandbox
) -> None:
    helper = sandbox.tracker.user("Helper")
    sandbox.tracker.delegate("Undo an import", helper)
    web.headers["Authorization"] = sandbox.token_of(helper)
    query = """{ viewer { app assignedIssues { nodes { id } } delegatedIssues {
      nodes { title assignee { name } } } } }"""
    viewer = data(ask(web, query))["viewer"]
    assert (viewer["app"], viewer["assignedIssues"]["nodes"]) == (True, [])
    assert viewer["delegatedIssues"]["nodes"] == [
        {"title": "Undo an import", "assignee": {"name": "Lena Brandt"}}
    ]


def test_access_can_be_lost_and_given_back(api: httpx.Client, sandbox: LinearSandbox) -> None:
    known = titles(api)
    issue = sandbox.tracker.issue("Undo an import")
    sandbox.tracker.hide("ENG")
    assert titles(api) == {title for title in known if "Draw" in title} | {
        *("Choose icons for the import", "Review the receipt's layout")
    }
    asked = ask(api, "query($id: String!) { issue(id: $id) { id } }", id=issue.id)
    assert error(asked) == (200, "INPUT_ERROR", "Entity not found: Issue")
    assert asked.json()["data"] is None
    sandbox.tracker.show("ENG")
    assert titles(api) == known


def test_whatever_is_no_query_is_refused_and_remembered(
    api: httpx.Client, sandbox: LinearSandbox
) -> None:
    assert data(ask(api, ME))
    assert sandbox.writes == []
    for document in (
        'mutation { issueDelete(id: "x") { success } }',
        "query Fine { viewer { id } } mutation Hidden { issueArchive(id: 1) { success } }",
    ):
        body = {"query": document, "operationName": "Fine" if "Fine" in document else None}
        refused = api.post("/graphql", json=body)
        assert error(refused)[:2] == (403, "FORBIDDEN")
    assert len(sandbox.writes) == 2
    sandbox.forget_traffic()
    assert sandbox.writes == []
