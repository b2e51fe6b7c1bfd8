"""What the header says where there is little room: the running timer before anything else."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from screens.facts import Facts
from screens.header_words import Aside, header_words
from screens.sync_mark import mark_of
from store.records import Connection, TimerStatus
from tests.widgets.samples import FRIDAY, MINUTE, entry, idle, week

RUNNING = TimerStatus(
    entry("Content model for case studies", FRIDAY - 42 * MINUTE, None), 0, FRIDAY
)


def connection(
    state: str, provider: str = "asana", account: str = "Lena", minutes: int = 1
) -> Connection:
    """Make a connection that was well some minutes ago."""
    values = {
        "id": "1",
        "provider": provider,
        "account_id": "u1",
        "account": account,
        "workspaces": (),
        "method": "token",
        "scopes": (),
        "guest": False,
        "can_write": True,
        "last_ok_at": FRIDAY - minutes * MINUTE,
        "error": None,
        "tasks": 1,
        "projects": 1,
        "mode": "catch-up",
        "webhooks": False,
        "standing": "member",
        "subject_id": "",
        "subject": "",
        "health": None,
    }
    return Connection(state=state, **values)


def header(
    width: int, state: str = "", status: TimerStatus = RUNNING, place: str = "week", **aside: str
) -> str:
    """Write the header of a place as one text."""
    connections = (connection(state),) if state else ()
    facts = Facts(status, week(), bool(state), connections)
    left, right = header_words(place, facts, FRIDAY, width, Aside(**aside))
    said = ["".join(word.text for word in words) for words in (left, right)]
    assert cell_len(said[0]) + cell_len(said[1]) + 3 < width
    return " | ".join(said)


@pytest.mark.parametrize("state", ["", "live", "asleep"])
def test_at_80_columns_the_task_is_readable(state: str) -> None:
    assert "● 0:42 Content model" in header(80, state)


@pytest.mark.parametrize(
    ("state", "words"),
    [("trouble", "! trouble"), ("signed_out", "! signed out"), ("locked", "◌ locked")],
)
def test_what_is_wrong_is_said_beside_it(state: str, words: str) -> None:
    assert header(80, state).endswith(words)
    assert "● 0:42 Cont" in header(80, state)


def test_the_year_goes_first_and_the_sync_last() -> None:
    assert header(140, "live").endswith("● 1 min ago  Fri 27 Nov 2026")
    assert "Fri 27 Nov" in header(106, "live")
    assert "2026" not in header(106, "live")
    assert "1 min ago" in header(94, "live")
    assert "Fri" not in header(94, "live")
    assert header(80, "live").endswith("…  ●")


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_a_demo_says_that_it_is_one(width: int) -> None:
    said = header(width, "live", remark="demo · thrown away at the end")
    assert "demo" in said
    assert ("thrown away" in said) == (width == 200)
    assert "● 0:42 Content" in said
    assert "thrown away" in header(
        141, "live", place="today", remark="demo · thrown away at the end"
    )


def test_without_a_timer_there_is_room_for_the_day() -> None:
    assert header(80, status=idle()).endswith("Fri 27 Nov 2026")
    assert "0:42" not in header(120, place="today")


def mark(*connections: Connection, syncing: str = "") -> str:
    """Write the mark of some connections."""
    return mark_of(connections, FRIDAY, syncing).text


def test_one_mark_stands_for_all_connections() -> None:
    live = connection("live")
    assert mark(live, connection("live", "linear", minutes=7)) == "● 7 min ago"
    assert mark(live, connection("asleep", "linear", minutes=70)) == "● 1 min ago"
    assert mark(connection("asleep")) == "○ off"
    assert mark(live, syncing="◐ syncing 1,200") == "◐ syncing 1,200"


def test_the_worst_wins_and_is_named() -> None:
    live, linear = connection("live"), connection("trouble", "linear")
    lost = connection("signed_out")
    assert mark(live, linear) == "! Linear: trouble"
    assert mark(lost, linear) == "! Asana: signed out"
    assert mark(live, linear, syncing="◐ syncing") == "! Linear: trouble"
    mia = connection("signed_out", account="Mia Chen (mia@studio.example)")
    assert mark(live, mia) == "! Asana Mia Chen: signed out"
    assert mark(live, mia, lost) == "! 2 accounts: signed out"
    assert mark(mia, lost) == "! signed out"
    assert mark(connection("locked"), connection("locked", "linear")) == "◌ locked"
