"""Doubt: everything is read once more, and once is enough."""

from __future__ import annotations

from pathlib import Path

from sync.engine import Effort
from sync.sandbox.faults import ALWAYS, Fault
from tests.sync.visiting import Visit
from tests.sync.worlds import AsanaWorld, HastyClock


def poll(visit: Visit, minutes: int) -> None:
    """Poll every minute."""
    for _ in range(minutes):
        visit.clock.advance(minutes=1)
        assert visit.sync().error is None


def test_what_is_listed_and_not_found_is_a_reason_to_read_everything_once(tmp_path: Path) -> None:
    clock = HastyClock()
    world = AsanaWorld(clock)
    world.server.start()
    visit = Visit(world, clock, tmp_path)
    visit.sync(Effort.FULL)
    hidden = sorted(world.truth())[0]
    world.agency.hide(hidden)
    poll(visit, 5)
    assert hidden not in visit.held()
    world.agency.show(hidden)
    world.server.fail(Fault(path=f"/api/1.0/tasks/{hidden}", status=404, times=ALWAYS))
    poll(visit, 6)
    assert visit.held() == world.truth()
    world.sandbox.forget_traffic()
    poll(visit, 10)
    assert not [each for each in world.sandbox.traffic if "/workspaces" in each["url"]]
    visit.close()
    world.server.close()


def test_a_workspace_that_is_none_is_told_of_for_minutes_and_not_for_an_hour(
    tmp_path: Path,
) -> None:
    clock = HastyClock()
    world = AsanaWorld(clock)
    world.server.start()
    visit = Visit(world, clock, tmp_path)
    world.server.fail(Fault(path="/api/1.0/workspaces", how="person", times=ALWAYS))
    for effort in (Effort.FULL, Effort.DUE, Effort.DUE):
        clock.advance(minutes=1)
        assert "Unknown object" in (visit.sync(effort).error or "")
    world.heal()
    clock.advance(minutes=4)
    visit.sync()
    poll(visit, 3)
    assert visit.held() == world.truth()
    visit.close()
    world.server.close()
