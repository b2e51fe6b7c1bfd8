"""Turns of events that were once lost, or could be: five minutes later the mirror is the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from store import timer
from store.adoption import adopt
from sync.sandbox.faults import ALWAYS, Fault
from tests.faults.lands import LANDS, AsanaLand, LinearLand
from tests.faults.lives import Life
from tests.faults.test_interleavings import check_links, converge, minutes_later
from tests.sync.worlds import HastyClock

TASKS = "/api/1.0/tasks"
Live = Callable[..., Life]


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    """Return a function that begins a life in a land; there, all is read."""
    lives: list[Life] = []

    def begin(provider: str, mode: str = "catch-up") -> Life:
        clock = HastyClock()
        land = LANDS[provider](clock)
        land.server.start()
        lives.append(Life(land, clock, tmp_path, mode))
        assert lives[-1].held() == land.truth()
        return lives[-1]

    yield begin
    for life in lives:
        life.close()
        life.land.server.close()


def mine(life: Life) -> str:
    """Return a task of mine without subtasks, which would go with it, and in a project."""
    assert isinstance(life.land, AsanaLand)
    found = life.land.agency.open_tasks()
    return next(task.gid for task in found if task.memberships and not task.subtasks)


def pick(life: Life, task_id: str) -> None:
    """Start a timer on a remote task."""
    life.act(lambda work: timer.start(work, adopt(work, f"{life.land.provider}:{task_id}")))


def test_what_changed_in_a_place_that_refused_once_is_read_again(live: Live) -> None:
    life = live("asana")
    life.change("rename", life.land.ids().index(mine(life)))
    life.fail(Fault(4, status=403, path=TASKS, having="workspace="))
    life.ask(full=True)
    converge(life)


def test_a_workspace_that_was_left_keeps_no_other_from_being_followed(live: Live) -> None:
    life = live("asana")
    left = next(key for key in life.held() if life.land.facts(key) == set())
    life.change("leave workspace", 0)
    life.change("rename", life.land.ids().index(mine(life)))
    life.clock.advance(minutes=1)
    life.poll()
    assert {key: seen.name for key, seen in life.held().items()}[mine(life)].startswith("Renamed")
    assert left in life.gone()
    converge(life)


def test_a_workspace_that_always_refuses_costs_little(live: Live) -> None:
    life = live("asana")
    assert isinstance(life.land, AsanaLand)
    life.fail(Fault(ALWAYS, status=403, path=TASKS, having=life.land.branch.gid))
    minutes_later(life, 10)
    life.clock.advance(minutes=1)
    (outcome,) = life.poll()
    assert outcome.requests == 3  # a list that is refused is asked for once more, without columns
    assert outcome.error
    life.change("rename", life.land.ids().index(mine(life)))
    converge(life)


def test_a_workspace_that_never_was_is_forgotten_at_once(live: Live) -> None:
    life = live("asana")
    life.fail(Fault(how="workspace", path="/api/1.0/workspaces"))
    life.ask(full=True)
    converge(life)


@pytest.mark.parametrize("provider", sorted(LANDS))
def test_a_task_that_could_not_be_looked_at_is_looked_at_again(provider: str, live: Live) -> None:
    life = live(provider)
    hidden = sorted(life.held())[0]
    way: dict[str, Any]
    if isinstance(life.land, AsanaLand):
        life.land.agency.hide(hidden)
        minutes_later(life)
        life.land.agency.show(hidden)
        way = {"status": 404, "path": f"{TASKS}/"}
    else:
        assert isinstance(life.land, LinearLand)
        life.land.tracker.archive(hidden)
        minutes_later(life)
        life.land.tracker.unarchive(hidden)
        way = {"how": "empty", "having": "query Issues("}
    assert hidden not in life.held()
    life.fail(Fault(ALWAYS, **way))
    minutes_later(life)
    converge(life)


def test_a_start_that_fails_is_made_up_for(live: Live) -> None:
    life = live("asana")
    assert isinstance(life.land, AsanaLand)
    life.land.agency.moves_modify = False
    life.change("move", life.land.ids().index(mine(life)))
    life.restart()
    life.fail(Fault(20, status=503, path=TASKS))
    assert life.poll()[0].error
    life.land.heal()
    minutes_later(life, 1)
    assert life.held() == life.land.truth()


def test_what_was_heard_is_not_forgotten_when_a_poll_fails(live: Live) -> None:
    life = live("asana", "events")
    assert isinstance(life.land, AsanaLand)
    minutes_later(life)
    life.land.agency.moves_modify = False
    life.change("move", life.land.ids().index(mine(life)))
    for _ in range(4):
        life.fail(Fault(20, status=503, path=TASKS))
        minutes_later(life, 1)
        life.land.heal()
    minutes_later(life, 4)
    assert life.held() == life.land.truth()


@pytest.mark.parametrize("provider", sorted(LANDS))
@pytest.mark.parametrize("change", ["complete", "give away", "rename"])
def test_what_happens_while_disconnected_is_found_out(
    provider: str, change: str, live: Live
) -> None:
    life = live(provider)
    task_id = sorted(life.held())[0]
    pick(life, task_id)
    life.leave()
    assert life.links()[task_id][:2] == ("dormant", "disconnected")
    life.change(change, life.land.ids().index(task_id))
    life.connect()
    check_links(life)
    converge(life)


def test_connecting_where_no_workspace_is_told_of_finds_them_later(live: Live) -> None:
    life = live("asana")
    life.leave()
    life.fail(Fault(2, how="empty", path="/api/1.0/workspaces"))
    life.connect()
    assert life.held() == {}
    converge(life)


def test_who_is_let_go_before_anything_was_heard_is_waited_for(live: Live) -> None:
    life = live("asana")
    task_id = mine(life)
    pick(life, task_id)
    life.leave()
    life.fail(Fault(ALWAYS, status=503, path=TASKS))
    life.connect()
    life.leave()
    state, reason, waiting = life.links()[task_id]
    assert (state, reason) == ("dormant", "disconnected")
    assert waiting != ""
    converge(life)
    assert life.links()[task_id][0] == "live"


@pytest.mark.parametrize("provider", sorted(LANDS))
@pytest.mark.parametrize("full", [False, True])
def test_what_could_not_be_read_is_read_again(provider: str, full: bool, live: Live) -> None:
    life = live(provider)
    first, second = sorted(life.held())[:2]
    life.change("rename", life.land.ids().index(first))
    life.change("drop", life.land.ids().index(second))
    life.fail(Fault(ALWAYS, how="types", path=life.land.list_path))
    minutes_later(life, 5)
    if full:
        life.ask(full=True)
    converge(life)


@pytest.mark.parametrize("provider", sorted(LANDS))
@pytest.mark.parametrize("how", ["workspace", "person"])
def test_what_belongs_to_others_is_never_held(provider: str, how: Any, live: Live) -> None:
    life = live(provider)
    life.fail(Fault(ALWAYS, how=how, path=life.land.list_path))
    life.change("rename", life.land.ids().index(sorted(life.held())[0]))
    minutes_later(life)
    life.ask(full=True)
    assert set(life.gone()) <= set(life.land.ids())
    converge(life)
