"""What a sync brings, what it notices, and what it never believes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest

from store.clock import MINUTE
from store.ledger import Ledger
from sync import absences as absences_module
from sync.absences import Absences
from sync.access import Surroundings
from sync.engine import Effort, Engine
from sync.errors import Stopped
from sync.facts import (
    ConnectionLost,
    SyncFailed,
    SyncProgress,
    SyncStarted,
    TasksPulled,
)
from sync.mirror import Mirror
from sync.providers.asana.provider import AsanaProvider, open_asana
from sync.sandbox import Sandbox, StillClock
from sync.sandbox.faults import Fault
from sync.sandbox.large import large
from sync.sandbox.limits import Limits
from sync.secrets import Secret
from sync.tokens import FixedToken
from tests.clock import FixedClock
from tests.sync.asana import asana
from tests.sync.conftest import NOW, Reader
from tests.sync.hostile import Answer, hostile, response
from tests.sync.opening import open_asana_transport
from tests.sync.syncing import Syncing

TASKS = "/api/1.0/tasks"


def test_the_first_sync_brings_what_is_mine_and_open(on_both: Syncing) -> None:
    syncing = on_both
    outcome = syncing.sync()
    wanted = {task.gid for task in syncing.sandbox.agency.open_tasks()}
    assert syncing.live() == wanted
    assert set(syncing.mirror()) == wanted
    assert (outcome.new, outcome.changed, outcome.gone) == (len(wanted), 0, 0)
    assert outcome.error is None
    assert syncing.state().last_ok_at == syncing.ledger.clock.wall()
    assert syncing.facts[0] == SyncStarted(syncing.connection.id)
    assert SyncProgress(syncing.connection.id, len(wanted)) in syncing.facts
    assert syncing.facts[-1] == TasksPulled(syncing.connection.id, outcome)
    with syncing.ledger.read() as work:
        projects = work.rows("SELECT remote_id FROM remote_project WHERE archived = 0")
    open_projects = [each for each in syncing.sandbox.agency.projects.values() if not each.archived]
    assert {row[0] for row in projects} <= {project.gid for project in open_projects}
    assert projects


def test_a_sync_with_nothing_new_writes_nothing(syncing: Syncing) -> None:
    syncing.sync()
    outcome = syncing.sync(Effort.FULL)
    assert (outcome.new, outcome.changed, outcome.gone, outcome.rows_written) == (0, 0, 0, 0)


def test_a_new_name_arrives(syncing: Syncing) -> None:
    syncing.sync()
    task = syncing.sandbox.agency.open_tasks()[0]
    syncing.sandbox.agency.rename(task, "Something \x1b[31melse")
    outcome = syncing.sync()
    assert (outcome.new, outcome.changed, outcome.rows_written) == (0, 1, 1)
    assert syncing.mirror()[task.gid] == ("Something \ufffd[31melse", None)


def lone_tasks(syncing: Syncing) -> list[str]:
    """List open tasks without subtasks, which would go with them."""
    return [task.gid for task in syncing.sandbox.agency.open_tasks() if not task.subtasks]


VANISHED: dict[str, Callable[[Sandbox, str], object]] = {
    "completed": lambda sandbox, gid: sandbox.agency.complete(gid),
    "reassigned": lambda sandbox, gid: sandbox.agency.reassign(gid, None),
    "gone": lambda sandbox, gid: sandbox.agency.delete(gid),
    "no_access": lambda sandbox, gid: sandbox.agency.hide(gid),
}


@pytest.mark.parametrize("reason", VANISHED)
def test_a_task_that_vanishes_goes_dormant_for_its_reason(reason: str, on_both: Syncing) -> None:
    syncing = on_both
    syncing.sync()
    gid = lone_tasks(syncing)[0]
    syncing.pick(gid)
    VANISHED[reason](syncing.sandbox, gid)
    outcome = syncing.sync()
    assert outcome.gone == 1
    assert outcome.error is None
    assert syncing.mirror()[gid][1] == reason
    assert syncing.link() == ("dormant", reason)
    assert syncing.sync().gone == 0


def test_a_task_that_comes_back_is_live_again(syncing: Syncing) -> None:
    syncing.sync()
    gid = syncing.sandbox.agency.open_tasks()[0].gid
    syncing.pick(gid)
    syncing.sandbox.agency.delete(gid)
    syncing.sync()
    syncing.sandbox.agency.undelete(gid)
    syncing.sync()
    assert syncing.mirror()[gid][1] is None
    assert syncing.link() == ("live", None)


def test_an_archived_project_is_archived_here(syncing: Syncing) -> None:
    syncing.sync()
    with syncing.ledger.read() as work:
        gid = work.rows("SELECT remote_id FROM remote_project ORDER BY remote_id")[0][0]
    syncing.sandbox.agency.archive(gid)
    syncing.sync()
    with syncing.ledger.read() as work:
        archived = work.rows("SELECT remote_id FROM remote_project WHERE archived = 1")
    assert archived == [(gid,)]


def test_an_offset_that_expires_loses_nothing(syncing: Syncing) -> None:
    agency = syncing.sandbox.agency
    for number in range(150):
        agency.add(f"More {number}", assignee=agency.main)
    wanted = {task.gid for task in agency.open_tasks()}
    syncing.sandbox.fail(Fault(how="expired", path=TASKS, having="offset="))
    assert syncing.sync().error is None
    assert sum(record["status"] == 400 for record in syncing.sandbox.traffic) == 1
    assert syncing.live() == wanted


def test_a_list_that_breaks_off_retires_nothing(syncing: Syncing) -> None:
    agency = syncing.sandbox.agency
    for number in range(150):
        agency.add(f"More {number}", assignee=agency.main)
    syncing.sync()
    before = syncing.live()
    agency.delete(agency.open_tasks()[-1])
    syncing.sandbox.fail(Fault(times=9, status=500, path=TASKS, having="offset="))
    outcome = syncing.sync()
    assert outcome.error
    assert outcome.gone == 0
    assert syncing.live() == before
    assert syncing.state().state == "trouble"
    assert syncing.state().error == outcome.error
    assert syncing.facts[-1] == SyncFailed(syncing.connection.id, outcome.error, None)
    syncing.sandbox.faults.clear()
    assert syncing.sync().gone == 1
    assert syncing.state().state == "live"


@pytest.mark.parametrize("how", ["drop", "half", "garbage", "redirect"])
def test_whatever_goes_wrong_nothing_is_lost(how: Any, syncing: Syncing) -> None:
    syncing.sync()
    before = syncing.mirror()
    syncing.sandbox.fail(Fault(times=20, how=how, path=TASKS))
    assert syncing.sync().error
    assert syncing.mirror() == before


def test_a_pause_that_is_asked_for_is_passed_on(syncing: Syncing, clock: FixedClock) -> None:
    syncing.sandbox.fail(Fault(status=429, path=TASKS, retry_after=300))
    outcome = syncing.sync()
    assert outcome.error
    assert outcome.error == "Asana asks for a pause until 14:10; Ayron keeps it."
    assert syncing.facts[-1] == SyncFailed(
        syncing.connection.id, outcome.error, clock.wall() + 5 * MINUTE
    )
    before = len(syncing.sandbox.traffic)
    assert syncing.sync().error
    assert len(syncing.sandbox.traffic) == before


def test_a_revoked_token_loses_the_connection_and_no_task(syncing: Syncing) -> None:
    syncing.sync()
    before = syncing.mirror()
    syncing.sandbox.grants.revoke_person(syncing.sandbox.agency.main)
    outcome = syncing.sync()
    assert outcome.error
    assert syncing.state().state == "signed_out"
    assert syncing.facts[-1] == ConnectionLost(syncing.connection.id, outcome.error)
    assert syncing.mirror() == before
    assert syncing.engine.lost


def test_a_token_of_somebody_else_is_not_synced(
    sandbox: Sandbox, syncing: Syncing, around: Surroundings, stop: Event
) -> None:
    other = list(sandbox.agency.people.values())[1]
    transport = open_asana_transport(sandbox.url, around.clock, stop)
    provider = open_asana(transport, FixedToken(Secret(sandbox.token_of(other)), "Asana"), "", 0.01)
    outcome = Engine(provider, syncing.ledger, syncing.connection, lambda fact: None).sync()
    assert outcome.error
    assert other.name in outcome.error
    assert syncing.mirror() == {}
    provider.close()


def test_stopping_ends_it_without_a_word(syncing: Syncing, stop: Event) -> None:
    stop.set()
    with pytest.raises(Stopped):
        syncing.sync()
    assert syncing.state().error is None


def test_vanished_tasks_are_looked_up_a_few_at_a_time(
    syncing: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(absences_module, "MOST_LOOKUPS", 3)
    syncing.sync()
    agency = syncing.sandbox.agency
    before = len(syncing.live())
    for gid in lone_tasks(syncing)[:5]:
        agency.delete(gid)
    assert syncing.sync().gone == 3
    assert syncing.sync().gone == 2
    assert len(syncing.live()) == before - 5


def test_tasks_that_are_still_mine_keep_no_other_from_being_looked_up(
    syncing: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(absences_module, "MOST_LOOKUPS", 3)
    syncing.sync()
    *kept, deleted = lone_tasks(syncing)[:4]
    syncing.sandbox.agency.delete(deleted)
    mirror = Mirror(syncing.ledger, syncing.connection.id, "asana")
    absences = Absences(syncing.engine.provider, mirror, syncing.connection.account_id)
    assert not absences.explain([*kept, deleted])
    assert mirror.gone == 0
    assert absences.explain([*kept, deleted])
    assert mirror.gone == 1
    assert set(kept) <= syncing.live()


# -- many tasks ------------------------------------------------------------------------------


@pytest.fixture
def still() -> StillClock:
    """Return the clock of a sandbox with a crowd in it."""
    return StillClock(NOW)


@pytest.fixture
def crowd(
    sqlite_ledger: Ledger, around: Surroundings, stop: Event, still: StillClock
) -> Iterator[Syncing]:
    """Return an engine on an agency in which much is to be done."""
    agency = large(1_200)
    with Sandbox(clock=still, agency=agency, limits=Limits(None)) as sandbox:
        made = Syncing(sandbox, sqlite_ledger, around, stop)
        yield made
        made.engine.provider.close()


def test_many_tasks_are_read_once_and_then_by_what_changed(
    crowd: Syncing, clock: FixedClock, still: StillClock
) -> None:
    agency = crowd.sandbox.agency
    assert crowd.sync().new == 1_200
    mine = agency.open_tasks()
    clock.advance(minutes=2)
    still.advance(120)
    for task in mine[:10]:
        agency.rename(task, f"{task.name} again")
    agency.complete(mine[10])
    outcome = crowd.sync(Effort.DUE)
    assert (outcome.new, outcome.changed, outcome.gone) == (0, 10, 1)
    assert outcome.rows_written == 11
    assert outcome.requests <= 5
    assert crowd.mirror()[mine[10].gid][1] == "completed"


def test_what_changes_do_not_show_is_noticed_after_a_while(
    crowd: Syncing, clock: FixedClock
) -> None:
    crowd.sync()
    gid = crowd.sandbox.agency.open_tasks()[0].gid
    crowd.sandbox.agency.delete(gid)
    clock.advance(minutes=3)
    assert crowd.sync(Effort.DUE).gone == 0
    clock.advance(minutes=1)
    outcome = crowd.sync(Effort.DUE)
    assert outcome.gone == 1
    assert crowd.mirror()[gid][1] == "gone"
    assert outcome.rows_written == 1


# -- answers that no honest server gives -----------------------------------------------------

ME = response({"data": {"gid": "7", "name": "Ana", "email": "a@x.example"}})
WORKSPACES = response({"data": [{"gid": "1", "name": "W"}], "next_page": None})
PROJECTS = response({"data": [], "next_page": None})
UNKNOWN = response({"errors": [{"message": "task: Unknown object"}]}, status=404)


def row(gid: str, **changes: Any) -> dict[str, Any]:
    return {"gid": gid, "name": f"Task {gid}", "workspace": {"gid": "1"}} | changes


def listed(*rows: Any) -> bytes:
    return response({"data": list(rows), "next_page": None})


@pytest.fixture
def mirror_of(
    sqlite_ledger: Ledger, around: Surroundings, reader: Reader, stop: Event, clock: FixedClock
) -> Callable[..., list[dict[str, str | None]]]:
    """Return a function that syncs with scripted task lists and returns the mirror after each."""

    def run(*rounds: list[bytes]) -> list[dict[str, str | None]]:
        script: dict[str, list[Answer]] = {
            "/api/1.0/users/me/w": [response({"data": [], "next_page": None})],
            "/api/1.0/users/me": [ME],
            "/api/1.0/workspaces": [WORKSPACES],
            "/api/1.0/projects": [PROJECTS],
            "/api/1.0/tasks?": [lists[0] for lists in rounds],
            "/api/1.0/tasks/": [each for lists in rounds for each in lists[1:]],
        }
        found: list[dict[str, str | None]] = []
        with hostile(by_target=script) as server:
            connection = asana(sqlite_ledger, around, server.url, stop).with_token(Secret("x"))
            provider = AsanaProvider(reader(server.url), clock)
            engine = Engine(provider, sqlite_ledger, connection, lambda fact: None)
            for _ in rounds:
                engine.sync(Effort.FULL)
                with sqlite_ledger.read() as work:
                    rows = work.rows("SELECT remote_id, gone FROM remote_task")
                found.append({each[0]: each[1] for each in rows})
        return found

    return run


def test_an_empty_list_retires_nothing_by_itself(mirror_of: Any) -> None:
    fine = response({"data": row("2", assignee={"gid": "7"})})
    first, second = mirror_of([listed(row("2"), row("3"))], [listed(), fine, UNKNOWN])
    assert first == {"2": None, "3": None}
    assert second == {"2": None, "3": "gone"}


def test_rows_of_others_are_not_mirrored(mirror_of: Any) -> None:
    rows = [
        row("2"),
        row("3", workspace={"gid": "9"}),
        row("4", assignee={"gid": "8"}),
        row("5", assignee={"gid": "7"}),
    ]
    assert mirror_of([listed(*rows)]) == [{"2": None, "5": None}]


def test_a_list_with_a_broken_row_retires_nothing_by_itself(mirror_of: Any) -> None:
    mine = response({"data": row("3", assignee={"gid": "7"})})
    lists = [[listed(row("2"), row("3"))], [listed(row("2"), {"gid": 3}), mine]]
    assert mirror_of(*lists) == [{"2": None, "3": None}] * 2


def test_a_task_that_can_never_be_read_keeps_no_other_from_being_known(mirror_of: Any) -> None:
    broken = response({"data": row("3", name=7)})
    lists = [listed(row("2"), {"gid": "3", "name": 7}), broken]
    first, second = mirror_of([listed(row("2"), row("3"), row("4"))], [*lists, UNKNOWN])
    assert first == {"2": None, "3": None, "4": None}
    assert second == {"2": None, "3": None, "4": "gone"}


def test_completed_rows_that_were_never_here_are_not_mirrored(mirror_of: Any) -> None:
    first, second = mirror_of(
        [listed(row("2"), row("3", completed=True))], [listed(row("2", completed=True))]
    )
    assert first == {"2": None}
    assert second == {"2": "completed"}
