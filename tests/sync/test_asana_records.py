"""Rows from outside: what is kept, what is dropped, and that nothing else can happen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.provider import Page, RemoteTask
from sync.providers.asana import records
from sync.reading import iso_instant, read_page
from tests.clock import FRIDAY

ROW: dict[str, Any] = {
    "gid": "12",
    "name": "Homepage hero",
    "completed": False,
    "due_on": "2026-11-27",
    "modified_at": "2026-11-27T13:05:00.000Z",
    "permalink_url": "https://app.asana.com/0/1/12",
    "assignee": {"gid": "7"},
    "projects": [{"gid": "5"}, {"gid": "3"}],
    "workspace": {"gid": "1"},
}


def tasks(*rows: Any) -> Page[RemoteTask]:
    return read_page(rows, lambda row: records.listed_task(row, "1", "7"))


def test_a_task_is_read_as_it_is() -> None:
    assert records.task(ROW) == RemoteTask(
        workspace_id="1",
        id="12",
        name="Homepage hero",
        identifier=None,
        url="https://app.asana.com/0/1/12",
        completed=False,
        assignee_id="7",
        due_on="2026-11-27",
        modified_at=FRIDAY,
        project_ids=("3", "5"),
    )


def test_what_is_missing_or_null_is_empty() -> None:
    given = {"gid": "12", "name": "", "assignee": None, "unheard_of": {"x": 1}}
    [read] = tasks(given).rows
    assert read == RemoteTask("1", "12", "Untitled", None, "", False, "7", None, 0, ())
    looked_up = records.task(given | {"workspace": {"gid": "1"}})
    assert looked_up == read._replace(assignee_id=None)


@pytest.mark.parametrize(
    "change",
    [
        {"gid": 12},
        {"gid": "../12"},
        {"gid": "1" * 65},
        {"gid": None},
        {"name": 7},
        {"name": ["x"]},
        {"completed": "no"},
        {"due_on": "tomorrow"},
        {"due_on": 20261127},
        {"modified_at": "yesterday"},
        {"modified_at": 0},
        {"modified_at": "2026-11-27T13:05:00"},
        {"projects": {"gid": "1"}},
        {"projects": [None]},
        {"assignee": "me"},
        {"workspace": []},
    ],
    ids=str,
)
def test_a_row_of_the_wrong_types_is_left_out_and_counted(change: dict[str, Any]) -> None:
    assert [row.id for row in tasks(ROW | change, ROW).rows] == ["12"]
    assert tasks(ROW | change, ROW).unreadable == 1


@pytest.mark.parametrize("row", [None, 7, "task", [], [ROW], {}], ids=str)
def test_a_row_that_is_none_is_left_out_and_counted(row: Any) -> None:
    assert tasks(row) == Page([], 1)


@pytest.mark.parametrize(
    "change", [{"workspace": {"gid": "2"}}, {"assignee": {"gid": "8"}}], ids=str
)
def test_a_row_of_somewhere_or_somebody_else_says_so(change: dict[str, Any]) -> None:
    [task] = tasks(ROW | change).rows
    assert (task.workspace_id, task.assignee_id) in {("2", "7"), ("1", "8")}


def test_names_are_cleaned_on_the_way_in() -> None:
    name = "a\x1b]52;c;AAAA\x07b\u202ec\nd" + "x" * 10_000
    read = records.task(ROW | {"name": name}).name
    assert not any(ord(character) < 32 or character == "\u202e" for character in read)
    assert len(read) <= 500


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "https://a b", "https://a\x1b", 7]
)
def test_an_address_that_no_browser_should_get_is_dropped(address: Any) -> None:
    assert records.task(ROW | {"permalink_url": address}).url == ""


def test_instants_are_written_as_asana_takes_them() -> None:
    assert iso_instant(FRIDAY + 7_999) == "2026-11-27T13:05:00.007Z"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("2026-11-27"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ROW]), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*ROW]), JSON))
def test_no_row_can_do_anything_but_be_kept_or_left_out(row: dict[str, Any]) -> None:
    page = tasks(row)
    assert len(page.rows) + page.unreadable <= 1


def test_a_name_that_is_left_out_does_not_take_the_place_of_one_that_is_held() -> None:
    assert tasks(ROW | {"name": None}) == Page([], 1)
    assert tasks({key: value for key, value in ROW.items() if key != "name"}) == Page([], 1)
