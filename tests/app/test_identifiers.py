"""Identifiers from another tracker, as the commands take and show them."""

from __future__ import annotations

import pytest

from store.ledger import Ledger
from store.remote import upsert_tasks
from tests.app.conftest import Command
from tests.clock import FixedClock
from tests.store.filling import RemoteProject, RemoteTask
from tests.store.test_mapping import connect_linear


@pytest.fixture
def engineering(home_ledger: Ledger) -> Ledger:
    """Fill the ledger with tasks that have identifiers."""
    seen = [
        RemoteTask("u1", "Deploy", ("team",), identifier="ENG-12"),
        RemoteTask("u2", "Import", ("team",), identifier="ENG-1"),
        RemoteTask("u3", "Deploy", ("team",), identifier="ENG-3"),
    ]
    with home_ledger.write() as work:
        team = RemoteProject("team", "Engineering", kind="team")
        upsert_tasks(work, connect_linear(work, team), "linear", seen)
    return home_ledger


def test_one_that_is_not_there_starts_nothing(command: Command, engineering: Ledger) -> None:
    refused = command("start", "ENG-2")
    assert (refused.code, refused.out) == (3, "")
    assert refused.err.startswith("No task here is ENG-2.")
    assert command("status", "--json").json["running"] is False


def test_a_query_without_a_match_says_so(command: Command, engineering: Ledger) -> None:
    for query in ("ENG-2", "zzz"):
        said = command("tasks", query)
        assert (said.code, said.out) == (0, f"No task matches “{query}”.\n")
        assert command("tasks", query, "--json").json == []


def test_they_stand_before_the_names(
    command: Command, engineering: Ledger, standing_clock: FixedClock
) -> None:
    assert "\tENG-1 Import\t" in command("tasks", "eng-1").out
    assert command("start", "eng-1").out.startswith("● ENG-1 Import · ")
    standing_clock.advance(minutes=5)
    assert command("status").out.startswith("● ENG-1 Import · 0:05")
    assert command("status", "--json").json["entry"]["identifier"] == "ENG-1"
    assert "\tENG-1 Import\t" in command("log").out
    assert command("stop").out.startswith("■ ENG-1 Import · stopped")
    refused = command("start", "Deploy")
    assert refused.code == 1
    assert "linear:u1  ENG-12 Deploy" in refused.err
    assert "linear:u3  ENG-3 Deploy" in refused.err
