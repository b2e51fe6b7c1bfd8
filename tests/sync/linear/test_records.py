"""Rows from outside: what is kept, what is left out, and that nothing else can happen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text import clean
from sync.provider import Account, Page, RemoteProject, RemoteTask
from sync.providers.linear import records
from sync.reading import iso_instant, may_be_id, read_page
from tests.clock import FRIDAY
from tests.sync.linear.answers import ISSUE

TEAM = {"id": "t-1", "name": "Engineering", "organization": {"id": "o-1"}, "archivedAt": None}
PROJECT = {"id": "p-5", "name": "Import", "url": "https://linear.app/n/project/import-1"}
AGO = "2026-10-27T13:05:00.000Z"


def listed(*rows: Any) -> Page[RemoteTask]:
    return read_page(rows, records.listed_issue)


def test_an_issue_is_read_as_it_is() -> None:
    assert records.issue(ISSUE) == RemoteTask(
        workspace_id="o-1",
        id="i-12",
        name="Keep the basket",
        identifier="ENG-12",
        url="https://linear.app/northwind/issue/ENG-12/keep-the-basket",
        completed=False,
        assignee_id="u-7",
        due_on="2026-11-27",
        modified_at=FRIDAY,
        project_ids=("p-5", "t-1"),
        section=None,
        state="In Progress",
        older_identifiers=("OPS-3",),
    )


def test_what_may_be_missing_is_empty() -> None:
    given = {key: ISSUE[key] for key in ("id", "team", "state")} | {"unheard_of": {"x": 1}}
    assert records.issue(given) == RemoteTask(
        *("o-1", "i-12", "Untitled", None, "", False, None, None, 0, ("t-1",)),
        state="In Progress",
    )


@pytest.mark.parametrize("kind", ["completed", "canceled", "duplicate"])
def test_what_is_closed_is_completed(kind: str) -> None:
    assert records.issue(ISSUE | {"state": {"name": "Over", "type": kind}}).completed


@pytest.mark.parametrize("kind", ["triage", "backlog", "unstarted", "started", "heard of never"])
def test_what_is_not_closed_is_open(kind: str) -> None:
    assert not records.issue(ISSUE | {"state": {"name": "On", "type": kind}}).completed


@pytest.mark.parametrize(
    "change",
    [
        {"id": 12},
        {"id": "../12"},
        {"id": "1" * 65},
        {"id": None},
        {"title": 7},
        {"title": ["x"]},
        {"state": None},
        {"state": "started"},
        {"state": {"name": "Todo"}},
        {"state": {"name": 1, "type": "started"}},
        {"team": None},
        {"team": {"id": "t-1"}},
        {"team": {"id": "t-1", "organization": {"id": 1}}},
        {"assignee": "me"},
        {"assignee": {}},
        {"project": []},
        {"dueDate": "tomorrow"},
        {"dueDate": 20261127},
        {"updatedAt": "yesterday"},
        {"updatedAt": 0},
        {"updatedAt": "2026-11-27T13:05:00"},
        {"archivedAt": True},
        {"trashed": "no"},
        {"previousIdentifiers": "OPS-3"},
    ],
    ids=str,
)
def test_a_row_of_the_wrong_types_is_left_out_and_counted(change: dict[str, Any]) -> None:
    assert [row.id for row in listed(ISSUE | change, ISSUE).rows] == ["i-12"]
    assert listed(ISSUE | change, ISSUE).unreadable == 1


@pytest.mark.parametrize("row", [None, 7, "issue", [], [ISSUE], {}], ids=str)
@pytest.mark.parametrize(
    "read",
    [
        *(records.listed_issue, records.issue, records.team, records.person, records.account),
        *(records.standing, records.workspace, records.identity, records.is_gone),
        lambda row: records.project(row, "o-1"),
    ],
)
def test_a_row_that_is_none_is_left_out_and_counted(read: Any, row: Any) -> None:
    harmless = row == {} and read in (records.standing, records.is_gone)
    assert harmless or read_page([row], read) == Page([], 1)


def test_a_row_of_somewhere_or_somebody_else_is_passed_on_as_it_is() -> None:
    foreign = ISSUE | {
        "assignee": {"id": "u-8"},
        "team": {"id": "t-9", "organization": {"id": "o-9"}},
    }
    (read,) = listed(foreign).rows
    assert (read.assignee_id, read.workspace_id) == ("u-8", "o-9")
    assert listed(ISSUE | {"assignee": None}).rows[0].assignee_id is None


def test_an_open_issue_that_is_put_away_is_not_listed() -> None:
    done = {"state": {"name": "Done", "type": "completed"}}
    assert listed(ISSUE | {"archivedAt": AGO}) == Page([], 0)
    assert listed(ISSUE | {"trashed": True}) == Page([], 0)
    assert listed(ISSUE | done | {"trashed": True}) == Page([], 0)
    assert listed(ISSUE | done | {"archivedAt": AGO}).rows[0].completed


def test_names_are_cleaned_and_otherwise_left_as_they_are() -> None:
    name = "a\x1b]52;c;AAAA\x07b\u202ec\nd" + "x" * 10_000
    read = records.issue(ISSUE | {"title": name, "state": {"name": name, "type": "started"}})
    for text in (read.name, read.state or ""):
        assert not any(ord(character) < 32 or character == "\u202e" for character in text)
    assert len(read.name) <= 500
    assert len(read.state or "") <= 80
    escaped = "Show &amp;lt; as &lt; and &#27;[2J as itself"
    assert records.issue(ISSUE | {"title": escaped}).name == escaped


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "file:///etc/passwd", "http://linear.app/x", "https://a b", 7),
        *("https://a\x1b", "https://linear.app@evil.example/", "https://", "https:///x"),
        "https://linear.app/" + "x" * 500,
    ],
)
def test_an_address_that_no_browser_should_get_is_dropped(address: Any) -> None:
    assert records.issue(ISSUE | {"url": address}).url == ""
    assert records.project(PROJECT | {"url": address}, "o-1") == RemoteProject(
        "o-1", "p-5", "Import", "", False
    )


@pytest.mark.parametrize("word", ["ENG 12", "", "ENG-12\n", "x" * 41, 12, None])
def test_what_an_issue_is_called_holds_no_blank(word: Any) -> None:
    read = records.issue(ISSUE | {"identifier": word, "previousIdentifiers": [word, "OPS-3"]})
    assert read.identifier is None
    assert read.older_identifiers == ("OPS-3",)


def test_of_too_many_older_names_the_latest_are_kept() -> None:
    many = [f"OPS-{number}" for number in range(1000)]
    read = records.issue(ISSUE | {"previousIdentifiers": many})
    assert read.older_identifiers == tuple(many[-20:])


def test_teams_are_of_the_kind_team_and_the_archived_are_left_out() -> None:
    assert records.team(TEAM) == RemoteProject("o-1", "t-1", "Engineering", "", False, "team")
    assert records.team(TEAM | {"archivedAt": AGO}) is None
    assert records.project(PROJECT | {"archivedAt": AGO}, "o-1") is None
    assert records.project(PROJECT | {"trashed": True}, "o-1") is None


def test_who_has_no_name_is_called_by_the_other_one() -> None:
    given = {"id": "u-7", "name": "", "displayName": "lena", "email": None}
    assert records.account(given) == Account("u-7", "lena", "")


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ({}, "member"),
        ({"guest": False, "app": False}, "member"),
        ({"guest": True}, "guest"),
        ({"app": True}, "bot"),
        ({"app": True, "guest": True}, "bot"),
    ],
)
def test_an_account_is_what_it_says(said: dict[str, bool], standing: str) -> None:
    assert records.standing({"id": "u-7", **said}) == standing


def test_people_are_neither_apps_nor_gone() -> None:
    given = {"id": "u-7", "name": "Lena", "displayName": "lena", "email": "l@n.example"}
    assert records.person(given | {"active": True, "app": False})
    assert records.person(given | {"active": False}) is None
    assert records.person(given | {"app": True}) is None


def test_instants_are_written_as_linear_takes_them() -> None:
    assert iso_instant(FRIDAY + 7_999) == "2026-11-27T13:05:00.007Z"


WORDS = st.sampled_from(["i-12", "started", "2026-11-27", "2026-11-27T13:05:00.000Z", "ENG-1", ""])
INNER = st.sampled_from([*ISSUE, "name", "type", "organization"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(INNER, inner, max_size=4),
    max_leaves=12,
)
SPOILT = st.dictionaries(st.sampled_from([*ISSUE]), JSON)


@given(st.booleans(), SPOILT)
def test_no_row_can_do_anything_but_be_kept_or_left_out(
    whole: bool, change: dict[str, Any]
) -> None:
    row = (ISSUE if whole else {}) | change
    page = listed(row)
    assert len(page.rows) + page.unreadable <= 1
    for read in page.rows:
        assert may_be_id(read.id)
        assert all(map(may_be_id, (read.workspace_id, *read.project_ids)))
        assert read.assignee_id is None or may_be_id(read.assignee_id)
        assert not any(" " in word for word in read.older_identifiers)
        assert read.name == clean(read.name) != ""
        assert read.url == "" or read.url.startswith("https://")


@given(st.text(max_size=40))
def test_whatever_a_title_is_it_becomes_a_name(title: str) -> None:
    assert records.issue(ISSUE | {"title": title}).name
