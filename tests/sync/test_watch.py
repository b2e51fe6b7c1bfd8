"""Events: hints that cost little, however much noise they make."""

from __future__ import annotations

from collections.abc import Callable

import apsw
import pytest

from store.ledger import Ledger
from sync.access import Surroundings
from sync.engine import Effort
from sync.facts import ModeChanged, SyncOutcome
from sync.sandbox import Sandbox
from sync.sandbox.faults import Fault
from sync.sandbox.records import Task
from tests.clock import FixedClock
from tests.sync.syncing import Syncing

EVENTS = "/api/1.0/events"


@pytest.fixture
def listening(syncing: Syncing, clock: FixedClock) -> Syncing:
    """Return an engine that has read everything and holds a token for each project."""
    syncing.sync(Effort.FULL)
    for _ in range(4):
        clock.advance(minutes=1)
        syncing.sync(Effort.DUE)
    syncing.sandbox.forget_traffic()
    return syncing


def poll(syncing: Syncing, clock: FixedClock) -> SyncOutcome:
    clock.advance(minutes=1)
    return syncing.sync(Effort.DUE)


def asked(sandbox: Sandbox, path: str) -> int:
    return sum(path in record["url"] for record in sandbox.traffic)


def mine(syncing: Syncing) -> Task:
    """Return a task of mine that is in a project and has no subtasks."""
    agency = syncing.sandbox.agency
    return next(task for task in agency.open_tasks() if task.memberships and not task.subtasks)


def test_a_personal_token_listens(listening: Syncing) -> None:
    assert listening.connection.mode == "events"


def test_a_quiet_poll_asks_little_and_leaves_the_ledger_alone(
    listening: Syncing, clock: FixedClock
) -> None:
    beside = apsw.Connection(listening.ledger.path)
    before = beside.pragma("data_version")
    for _ in range(10):
        outcome = poll(listening, clock)
        assert outcome.requests <= 1 + 4
        assert outcome.rows_written == 0
    assert beside.pragma("data_version") == before
    beside.close()


VANISHED: dict[str, Callable[[Syncing, Task], object]] = {
    "reassigned": lambda syncing, task: syncing.sandbox.agency.reassign(task, None),
    "gone": lambda syncing, task: syncing.sandbox.agency.delete(task),
}


@pytest.mark.parametrize("reason", VANISHED)
def test_what_vanishes_is_heard_of_by_the_next_turn(
    reason: str, listening: Syncing, clock: FixedClock
) -> None:
    task = mine(listening)
    VANISHED[reason](listening, task)
    for _ in range(3):
        poll(listening, clock)
    assert listening.mirror()[task.gid][1] == reason
    assert asked(listening.sandbox, f"/tasks/{task.gid}") == 1


def test_a_move_that_does_not_count_as_a_change_is_heard_of(
    listening: Syncing, clock: FixedClock
) -> None:
    agency, task = listening.sandbox.agency, mine(listening)
    agency.moves_modify = False
    home = next(each for each in agency.projects.values() if not each.archived)
    agency.move(task, home)
    for _ in range(3):
        poll(listening, clock)
    with listening.ledger.read() as work:
        found = work.rows("SELECT project_ids FROM remote_task WHERE remote_id = ?", (task.gid,))
    assert found == [(home.gid,)]


def test_noise_costs_no_more_than_two_requests(listening: Syncing, clock: FixedClock) -> None:
    quiet = max(poll(listening, clock).requests for _ in range(4))
    project = mine(listening).memberships[0].project
    listening.sandbox.agency.noise(project, 500)
    for _ in range(4):
        outcome = poll(listening, clock)
        assert outcome.requests <= quiet + 2
        assert outcome.rows_written == 0
    assert asked(listening.sandbox, "/api/1.0/tasks/") == 0


def test_a_stream_without_an_end_is_cut(listening: Syncing, clock: FixedClock) -> None:
    listening.sandbox.fail(Fault(times=1_000, how="endless", path=EVENTS))
    for _ in range(4):
        outcome = poll(listening, clock)
        assert outcome.requests <= 1 + 4
        assert outcome.error is None


def test_a_token_too_old_has_everything_read_again(listening: Syncing, clock: FixedClock) -> None:
    agency, task = listening.sandbox.agency, mine(listening)
    listening.sandbox.api.streams.forget()
    agency.delete(task)
    poll(listening, clock)
    assert asked(listening.sandbox, "/api/1.0/workspaces?") == 1
    assert listening.mirror()[task.gid][1] == "gone"


def test_tokens_that_are_all_too_old_have_everything_read_once(
    listening: Syncing, clock: FixedClock
) -> None:
    listening.sandbox.api.streams.forget()
    for _ in range(4):
        poll(listening, clock)
    assert asked(listening.sandbox, "/api/1.0/workspaces?") == 1


def test_streams_that_are_gone_keep_no_other_from_its_turn(
    listening: Syncing, clock: FixedClock
) -> None:
    first, *others = listening.engine._mirror.project_ids()
    for gid in others[:5]:
        listening.sandbox.fail(Fault(times=1_000, status=404, path=EVENTS, having=gid))
    for _ in range(5):
        poll(listening, clock)
    for gid in (first, *others):
        assert asked(listening.sandbox, f"{EVENTS}?resource={gid}") > 0


def test_a_refusal_changes_the_mode_and_says_so(listening: Syncing, clock: FixedClock) -> None:
    listening.sandbox.api.streams.forbidden = True
    task = mine(listening)
    listening.sandbox.agency.delete(task)
    for _ in range(3):
        assert poll(listening, clock).error is None
    assert listening.state().mode == "catch-up"
    changed = [fact for fact in listening.facts if isinstance(fact, ModeChanged)]
    assert changed == [ModeChanged(listening.connection.id, "catch-up")]
    listening.sandbox.forget_traffic()
    poll(listening, clock)
    poll(listening, clock)
    assert asked(listening.sandbox, EVENTS) == 0
    assert listening.mirror()[task.gid][1] == "gone"


def test_a_hint_is_followed_at_once(listening: Syncing, clock: FixedClock) -> None:
    task = mine(listening)
    listening.sandbox.agency.delete(task)
    project = task.memberships[0].project
    listening.engine.sync(Effort.DUE, frozenset({project.gid}))
    assert listening.mirror()[task.gid][1] == "gone"


def test_everything_is_read_every_hour(
    listening: Syncing, clock: FixedClock, sqlite_ledger: Ledger, around: Surroundings
) -> None:
    with sqlite_ledger.write() as work:
        work.run("UPDATE remote_task SET name = 'spoiled here'")
    poll(listening, clock)
    assert any(name == "spoiled here" for name, _gone in listening.mirror().values())
    clock.advance(hours=1)
    listening.sync(Effort.DUE)
    assert not any(name == "spoiled here" for name, _gone in listening.mirror().values())
