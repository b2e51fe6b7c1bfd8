"""How soon a change over there is known here, and what a workspace that refuses does to others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.engine import Effort
from sync.sandbox.faults import ALWAYS, Fault
from tests.sync.visiting import Visit
from tests.sync.worlds import WORLDS, AsanaWorld, HastyClock, LinearWorld


@pytest.fixture(params=sorted(WORLDS))
def visit(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Visit]:
    """Return a connection in catch-up mode that has read everything."""
    yield from visiting(request.param, tmp_path)


@pytest.fixture
def linear(tmp_path: Path) -> Iterator[Visit]:
    """Return a connection to Linear."""
    yield from visiting("linear", tmp_path)


@pytest.fixture
def asana(tmp_path: Path) -> Iterator[Visit]:
    """Return a connection to Asana."""
    yield from visiting("asana", tmp_path)


def visiting(provider: str, folder: Path) -> Iterator[Visit]:
    clock = HastyClock()
    world = WORLDS[provider](clock)
    world.server.start()
    made = Visit(world, clock, folder)
    made.engine.mode = "catch-up"
    made.sync(Effort.FULL)
    yield made
    made.close()
    world.server.close()


@pytest.mark.parametrize("change", ["rename", "complete", "reopen", "due", "add", "take"])
def test_what_changes_is_here_at_the_next_poll(change: str, visit: Visit) -> None:
    for number, task_id in enumerate(visit.world.ids()):
        if change in ("reopen", "take"):
            visit.world.changes["complete" if change == "reopen" else "drop"](task_id, number)
    visit.clock.advance(minutes=5)
    visit.sync()
    visit.world.change(change, 0)
    visit.clock.advance(minutes=1)
    visit.sync()
    assert visit.held() == visit.world.truth()


@pytest.mark.parametrize("change", ["drop", "give away"])
def test_what_is_taken_from_me_is_known_within_five_minutes(change: str, visit: Visit) -> None:
    mine = sorted(visit.world.truth())[0]
    visit.world.changes[change](mine, 0)
    for _ in range(5):
        visit.clock.advance(minutes=1)
        visit.sync()
    assert visit.held() == visit.world.truth()


@pytest.mark.parametrize("change", ["archive", "trash"])
def test_what_linear_puts_away_is_known_at_the_next_poll(change: str, linear: Visit) -> None:
    assert isinstance(linear.world, LinearWorld)
    mine = sorted(linear.world.truth())[0]
    linear.world.changes[change](mine, 0)
    linear.clock.advance(minutes=1)
    linear.sync()
    assert linear.held() == linear.world.truth()
    with linear.ledger.read() as work:
        assert work.rows("SELECT gone FROM remote_task WHERE remote_id = ?", (mine,)) == [("gone",)]


def test_a_workspace_that_refuses_hides_no_change_of_another(asana: Visit) -> None:
    assert isinstance(asana.world, AsanaWorld)
    agency, sandbox = asana.world.agency, asana.world.sandbox
    second = agency.add_workspace("Second", "second.example")
    agency.join(agency.main, second)
    asana.clock.advance(hours=2)
    refused = Fault(
        times=ALWAYS, status=403, path="/api/1.0/tasks", having=f"workspace={second.gid}"
    )
    sandbox.fail(refused)
    assert asana.sync().error
    sandbox.forget_traffic()
    for _ in range(10):
        asana.clock.advance(minutes=1)
        asana.sync()
    assert sum("/workspaces?" in each["url"] for each in sandbox.traffic) <= 4
    agency.rename(agency.open_tasks()[0], "Renamed meanwhile")
    outcome = asana.converge()
    assert outcome.error is None
    assert asana.held() == asana.world.truth()


def open_projects(visit: Visit) -> int:
    with visit.ledger.read() as work:
        return int(work.rows("SELECT COUNT(*) FROM remote_project WHERE archived = 0")[0][0])


def test_that_all_projects_are_archived_is_believed_the_second_time(asana: Visit) -> None:
    assert isinstance(asana.world, AsanaWorld)
    for project in asana.world.projects:
        asana.world.agency.archive(project)
    before = open_projects(asana)
    asana.sync(Effort.FULL)
    assert open_projects(asana) == before
    asana.sync(Effort.FULL)
    assert open_projects(asana) == 0


def test_the_projects_of_a_workspace_that_was_left_are_archived(asana: Visit) -> None:
    assert isinstance(asana.world, AsanaWorld)
    agency = asana.world.agency
    second = agency.add_workspace("Second", "second.example")
    agency.join(agency.main, second)
    agency.add_project("Elsewhere", second)
    asana.sync(Effort.FULL)
    with_it = open_projects(asana)
    agency.leave(agency.main, second)
    asana.sync(Effort.FULL)
    assert open_projects(asana) == with_it - 1
