"""Every fault that a server can have, at every kind of request: nothing is lost, all converges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store import timer
from store.adoption import adopt
from sync.engine import Effort
from sync.sandbox.faults import ALWAYS, HOWS, Fault
from tests.sync.hostile import hostile, response
from tests.sync.visiting import Visit
from tests.sync.worlds import WORLDS, HastyClock, World

STATUSES = (401, 402, 403, 404, 429, 451, 500, 502, 503, 504)
PLAN: dict[str, dict[str, Any]] = {
    **{how: {"how": how} for how in sorted(HOWS - {"answer"})},
    **{str(status): {"status": status} for status in STATUSES},
    "429 without a pause": {"status": 429, "retry_after": None},
    "429 until a date": {"status": 429, "retry_after": 30, "dated": True},
    "429 for an hour": {"status": 429, "retry_after": 3600},
    "a burst of 503": {"status": 503, "times": 2},
    "clocks an hour ahead": {"how": "skew", "shift": 3600},
    "clocks an hour behind": {"how": "skew", "shift": -3600},
}


@pytest.fixture(params=sorted(WORLDS))
def visit(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Visit]:
    """Return a ledger that is connected to a world and has read all of it."""
    clock = HastyClock()
    world = WORLDS[request.param](clock)
    world.server.start()
    made = Visit(world, clock, tmp_path)
    assert made.sync(Effort.FULL).error is None
    assert made.held() == world.truth()
    yield made
    made.close()
    world.server.close()


def disturb(world: World, first: int) -> None:
    """Let all sorts of things happen to the tasks that are open."""
    mine = sorted(world.truth())
    for offset, name in enumerate(("rename", "complete", "drop", "due", "move")):
        world.changes[name](mine[(first + offset) % len(mine)], first + offset)


def own_work(visit: Visit) -> list[tuple[Any, ...]]:
    """Read the entries and the tasks with their links, which no server may take away."""
    with visit.ledger.read() as work:
        return work.rows(
            "SELECT entry.id, entry.task_id, entry.started_at, entry.stopped_at, link.remote_id"
            " FROM entry JOIN task ON task.id = entry.task_id"
            " LEFT JOIN link ON link.task_id = task.id ORDER BY entry.id"
        )


SLOW = ("bomb", "drip", "elsewhere", "empty", "hang", "huge")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name in SLOW else ()) for name in PLAN]
)
def test_after_a_fault_the_mirror_equals_the_truth(name: str, visit: Visit) -> None:
    world = visit.world
    picked = f"{world.provider}:{sorted(world.truth())[0]}"
    with visit.ledger.write() as work:
        timer.start(work, adopt(work, picked))
    before = own_work(visit)
    with hostile(response({}, status=404)) as elsewhere:
        fault = {"times": ALWAYS, "host": elsewhere.url, **PLAN[name]}
        for round_number, path in enumerate((world.list_path, "/")):
            world.server.fail(Fault(path=path, **fault))
            disturb(world, 3 * round_number)
            for effort in (Effort.DUE, Effort.ASKED, Effort.FULL):
                visit.clock.advance(minutes=1)
                visit.sync(effort)
                visit.engine.lost = False
            world.heal()
        assert elsewhere.requests == []
    visit.restart()
    visit.clock.advance(hours=2)
    outcome = visit.converge()
    assert outcome.error is None
    assert visit.held() == world.truth()
    assert own_work(visit) == before
    assert world.server.writes == []
