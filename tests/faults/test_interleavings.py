"""Whatever happens in whatever order, over there and here: the mirror follows, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from store import entries, timer
from store.adoption import adopt
from store.clock import MINUTE
from store.tasks import add_task, rename_task
from sync.sandbox.faults import Fault
from tests.faults.lands import LANDS, Land
from tests.faults.lives import Life
from tests.sync.worlds import HastyClock

numbers = st.integers(0, 40)
STATUSES = (401, 402, 403, 404, 429, 451, 500, 502, 503)
QUICK = (
    *("drop", "reset", "half", "garbage", "redirect", "expired", "cut", "shape", "absent"),
    *("empty", "endless", "loop", "elsewhere", "skew", "nan", "types", "missing", "null"),
    *("twice", "again", "workspace", "person"),
)
"""The faults that cost no time; test_fault_plan has those that do."""


def minutes_later(life: Life, minutes: int = 6) -> None:
    """Let some minutes pass, polling as the thread does."""
    for _ in range(minutes):
        life.clock.advance(minutes=1)
        life.poll()


def converge(life: Life) -> None:
    """Let everything be well for five minutes; check that the mirror is the truth then."""
    life.land.heal()
    if life.connection is None or life.connection.state == "signed_out":
        life.connect()
    minutes_later(life)
    assert life.connection is not None
    assert (life.connection.state, life.connection.error) == ("live", None)
    known = {row[0] for row in life.rows("SELECT remote_id FROM remote_workspace")}
    truth = life.land.truth()
    here = {key: seen for key, seen in truth.items() if life.land.workspace_of(key) in known}
    held = life.held()
    assert {key: seen[:2] for key, seen in held.items()} == {
        key: seen[:2] for key, seen in here.items()
    }
    check_links(life)
    assert [outcome.error for outcome in life.ask(full=True)] == [None]
    assert life.held() == truth
    check_links(life)


def check_links(life: Life) -> None:
    """Check that each picked task that is open is live, and each other dormant for a reason."""
    held = life.held()
    for task_id, (state, reason, waiting) in life.links().items():
        assert waiting == ""
        if task_id in held:
            assert (state, reason) == ("live", None)
        else:
            assert state == "dormant"
            assert reason in life.reasons[task_id], task_id


class Machine(RuleBasedStateMachine):
    """Let happen to an account what may happen."""

    def __init__(self, land: Callable[[HastyClock], Land]) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.clock = HastyClock()
        self.land = land(self.clock)
        self.land.server.start()

    @initialize(mode=st.sampled_from(["events", "catch-up"]), moves_modify=st.booleans())
    def begin(self, mode: str, moves_modify: bool) -> None:
        """Connect, in one mode or the other."""
        if self.land.provider == "asana":
            self.land.agency.moves_modify = moves_modify  # type: ignore[attr-defined]
        # Most things happen to these, so that many happen to each.
        self.few = [sorted(self.land.truth())[rank] for rank in (0, 1, -1)]
        self.life = Life(self.land, self.clock, Path(self.folder.name), mode)

    def teardown(self) -> None:
        """Let all be well again, see that it is, and close everything."""
        try:
            if hasattr(self, "life"):
                converge(self.life)
                assert self.land.server.writes == []
        finally:
            if hasattr(self, "life"):
                self.life.close()
            self.land.server.close()
            self.folder.cleanup()

    # -- over there ------------------------------------------------------------------------

    @rule(data=st.data(), ranks=st.lists(numbers, min_size=1, max_size=4))
    def change(self, data: st.DataObject, ranks: list[int]) -> None:
        """Let something happen to a few tasks or their places."""
        for number in ranks:
            name = data.draw(st.sampled_from(sorted(self.land.changes)))
            usual = self.land.ids().index(self.few[number % len(self.few)])
            self.life.change(name, usual if number < 32 else number)

    @rule(how=st.sampled_from((*QUICK, *STATUSES)), place=numbers, times=st.integers(1, 6))
    def fail(self, how: str | int, place: int, times: int) -> None:
        """Let the next requests of a kind fail."""
        path, having = self.land.places[place % len(self.land.places)]
        way: dict[str, Any] = {"status": how} if isinstance(how, int) else {"how": how}
        shift = 3600.0 if place % 2 else -3600.0
        self.life.fail(Fault(times, path=path, having=having, shift=shift, **way))

    @rule()
    def heal(self) -> None:
        """Let everything go well again."""
        self.land.heal()

    # -- here ------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([1, 20, 60, 240, 3600, 20_000]))
    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.clock.advance(seconds=seconds)

    @rule(minutes=st.integers(1, 5))
    def poll(self, minutes: int) -> None:
        """Poll once a minute."""
        minutes_later(self.life, minutes)

    @rule(number=numbers)
    def follow_a_hint(self, number: int) -> None:
        """Poll because of a webhook."""
        places = [row[0] for row in self.life.rows("SELECT remote_id FROM remote_project")]
        self.life.poll((places[number % len(places)],) if places else ())

    @rule(full=st.booleans())
    def ask(self, full: bool) -> None:
        """Sync as a person asks for it."""
        self.life.ask(full)

    @rule()
    def restart(self) -> None:
        """Begin anew, as after a kill."""
        self.life.restart()

    @rule(goes=st.booleans(), comes=st.booleans())
    def leave(self, goes: bool, comes: bool) -> None:
        """Disconnect, connect, or both."""
        if goes:
            self.life.leave()
        if comes:
            self.life.connect()

    @rule()
    def calm(self) -> None:
        """Let all be well for a while, and see that it is."""
        converge(self.life)

    # -- own work --------------------------------------------------------------------------

    @rule(number=numbers)
    def pick(self, number: int) -> None:
        """Start a timer on a remote task."""
        mirrored = [task_id for task_id in self.few if task_id in self.life.gone()]
        if mirrored:
            key = f"{self.land.provider}:{mirrored[number % len(mirrored)]}"
            self.life.act(lambda work: timer.start(work, adopt(work, key)))

    @rule(number=numbers)
    def rename(self, number: int) -> None:
        """Give a task a name of one's own."""
        tasks = [row[0] for row in self.life.rows("SELECT id FROM task ORDER BY id")]
        if tasks:
            task = tasks[number % len(tasks)]
            self.life.act(lambda work: rename_task(work, task, f"My own {number}"))

    @rule(number=numbers)
    def write_down(self, number: int) -> None:
        """Stop the timer, and write down time on a task that is nobody's but ours."""
        if self.life.rows("SELECT id FROM entry WHERE stopped_at IS NULL"):
            self.life.act(timer.stop)
        ago = self.clock.wall() - (number + 2) * MINUTE
        self.life.act(
            lambda work: entries.add(work, add_task(work, f"Own {number}"), ago, ago + MINUTE)
        )

    # -- what always holds -----------------------------------------------------------------

    @invariant()
    def own_work_is_untouched(self) -> None:
        """Nothing of what the person did is lost or changed, and at most one timer runs."""
        if hasattr(self, "life"):
            assert self.life.own_work() == self.life.kept
            assert len(self.life.rows("SELECT id FROM entry WHERE stopped_at IS NULL")) <= 1

    @invariant()
    def links_follow_the_mirror(self) -> None:
        """A link is live just where the mirror holds its task as open; else it waits."""
        if not hasattr(self, "life"):
            return
        gone = self.life.gone()
        for task_id, (state, reason, waiting) in self.life.links().items():
            assert (state == "live") == (gone.get(task_id, "") is None)
            assert (waiting != "") == (self.life.connection is None)
            assert (reason is None) == (state == "live")

    @invariant()
    def nothing_of_others_is_mirrored(self) -> None:
        """What was slipped in is no task of ours."""
        if hasattr(self, "life"):
            assert set(self.life.gone()) <= set(self.land.ids())


def run(provider: str, examples: int, steps: int, phases: Sequence[Phase]) -> None:
    """Run the machine in one land."""
    run_state_machine_as_test(
        lambda: Machine(LANDS[provider]),  # type: ignore[arg-type]
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("provider", sorted(LANDS))
def test_the_mirror_follows(provider: str) -> None:
    run(provider, 6, 25, (Phase.reuse, Phase.generate))


@pytest.mark.slow
@pytest.mark.parametrize("provider", sorted(LANDS))
def test_the_mirror_follows_for_long(provider: str) -> None:
    run(provider, 60, 60, tuple(Phase))
