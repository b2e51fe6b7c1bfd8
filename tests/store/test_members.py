"""Members: what belongs to a person is theirs alone, and only an admin changes what is shared."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

import pytest

from reports.week import week
from store import entries, timer
from store.adoption import adopt
from store.connections import address_of, connections, read_cursor, write_cursor
from store.errors import LedgerError, LedgerUnavailable, NothingToDo, Refused
from store.ledger import Ledger, open_quickly
from store.opening import open_ledger
from store.picker import candidates, first_candidates
from store.projects import add_project, projects
from store.remote import forget_mirror, live_task_ids, retire_tasks
from store.tasks import add_task, archive_task, move_task, rename_task
from store.work import Work
from tests.clock import FixedClock
from tests.servers.postgres import SUPERUSER, Server
from tests.store.filling import RemoteTask, at, connect, contents, mirror, write_down


class Ids(dict[str, str]):
    """The ids of what the first member has."""


@pytest.fixture
def hers(sqlite_ledger: Ledger) -> Ids:
    """Give the first member a project, tasks, entries, a connection and a running timer."""
    with sqlite_ledger.write() as work:
        connection = connect(work)
        mirror(work, connection, RemoteTask("1"), RemoteTask("2", "never picked"))
        write_cursor(work, connection, "tasks", "1")
        found = Ids(connection=connection, project=add_project(work, "Orbit").id)
        found["task"] = add_task(work, "Write proposal", found["project"])
        found["remote"] = adopt(work, "asana:1")
        found["entry"] = write_down(work, found["remote"], "09:00", "10:00")
        running = timer.start(work, found["task"], at=at("13:00")).started
        assert running
        found["running"] = running.id
    return found


@pytest.fixture
def bob(sqlite_ledger: Ledger, hers: Ids, clock: FixedClock) -> Iterator[Ledger]:
    """Open the same ledger as a second member."""
    ledger = open_ledger(sqlite_ledger.path, clock, member="bob")
    yield ledger
    ledger.close()


def test_the_first_one_is_admin_and_the_next_a_member(sqlite_ledger: Ledger, bob: Ledger) -> None:
    assert (sqlite_ledger.owner, sqlite_ledger.role) == ("me", "admin")
    assert (bob.owner, bob.role) == ("bob", "member")


def test_a_ledger_is_named_after_the_person_who_makes_it(
    sqlite_url: str, clock: FixedClock
) -> None:
    made = open_ledger(sqlite_url, clock, person="ada")
    again = open_ledger(sqlite_url, clock, person="somebody else")
    quick = open_quickly(sqlite_url, clock)
    assert quick
    for ledger in (made, again, quick):
        assert (ledger.owner, ledger.role) == ("ada", "admin")
        ledger.close()


def test_a_member_s_name_is_cleaned(sqlite_ledger: Ledger, clock: FixedClock) -> None:
    for _ in range(2):
        ledger = open_ledger(sqlite_ledger.path, clock, member=" bob\x1b[31m\n")
        assert ledger.owner == "bob�[31m"
        ledger.close()
    with sqlite_ledger.read() as work:
        assert work.rows("SELECT COUNT(*) FROM member") == [(2,)]


def test_the_quick_way_leaves_a_new_member_to_the_full_way(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    assert open_quickly(sqlite_ledger.path, clock, "bob") is None
    open_ledger(sqlite_ledger.path, clock, member="bob").close()
    quick = open_quickly(sqlite_ledger.path, clock, "bob")
    assert quick
    assert (quick.owner, quick.role) == ("bob", "member")
    quick.close()


def test_another_member_sees_nothing_of_it(bob: Ledger, hers: Ids) -> None:
    with bob.read() as work:
        assert timer.status(work).entry is None
        assert timer.status(work).today_seconds == 0
        assert entries.entries(work, 0, work.now()) == []
        assert candidates(work) == candidates(work, hers["project"]) == []
        assert first_candidates(work, None, 10) == []
        assert (week(work).seconds, week(work).projects) == (0, ())
        assert connections(work) == []
        assert live_task_ids(work, hers["connection"], "studio") == set()
        assert read_cursor(work, hers["connection"], "tasks") is None
        assert [project.name for project in projects(work)] == ["Orbit"]  # this is shared


NOT_THEIRS: dict[str, Callable[[Work, Ids], object]] = {
    "start": lambda work, ids: timer.start(work, ids["task"]),
    "stop": lambda work, _: timer.stop(work),
    "cancel": lambda work, _: timer.cancel(work),
    "note": lambda work, _: timer.annotate(work, "bob was here"),
    "resume": lambda work, _: timer.resume(work),
    "add": lambda work, ids: entries.add(work, ids["task"], at("09:00"), at("10:00")),
    "edit": lambda work, ids: entries.edit(work, ids["entry"], note="bob was here"),
    "delete": lambda work, ids: entries.delete(work, [ids["running"]]),
    "undo": lambda work, _: entries.undo(work),
    "rename": lambda work, ids: rename_task(work, ids["task"], "bob's"),
    "move": lambda work, ids: move_task(work, ids["task"], None),
    "archive": lambda work, ids: archive_task(work, ids["remote"]),
    "adopt": lambda work, _: adopt(work, "asana:2"),
    "adopt hers": lambda work, ids: adopt(work, ids["task"]),
    "address": lambda work, ids: address_of(work, ids["connection"]),
}


@pytest.mark.parametrize("name", NOT_THEIRS)
def test_another_member_can_act_on_nothing_of_it(
    sqlite_ledger: Ledger, bob: Ledger, hers: Ids, name: str
) -> None:
    before = contents(sqlite_ledger, "entry", "task", "link", "journal")
    with pytest.raises(NothingToDo), bob.write() as work:
        NOT_THEIRS[name](work, hers)
    assert contents(sqlite_ledger, "entry", "task", "link", "journal") == before


def test_sync_of_one_touches_nothing_of_another(
    sqlite_ledger: Ledger, bob: Ledger, hers: Ids
) -> None:
    tables = ("remote_task", "link", "task", "entry")
    before = contents(sqlite_ledger, *tables)
    with bob.write() as work:
        retire_tasks(work, hers["connection"], "asana", {"1": "gone"})
        forget_mirror(work, hers["connection"], "asana", "ada")
        timer.heartbeat(work)
    assert contents(sqlite_ledger, *tables) == before


def test_both_can_pick_the_same_remote_task_and_run_a_timer(
    sqlite_ledger: Ledger, bob: Ledger, hers: Ids
) -> None:
    with bob.write() as work:
        mirror(work, connect(work), RemoteTask("1"))
        task_id = adopt(work, "asana:1")
        assert task_id != hers["remote"]
        assert timer.start(work, task_id).started
        entries.undo(work)
        with pytest.raises(NothingToDo):
            entries.undo(work)
    with sqlite_ledger.read() as work:
        entry = timer.status(work).entry
        assert entry
        assert entry.id == hers["running"]


def test_an_entry_can_only_hang_on_a_task_of_one_s_own(bob: Ledger, hers: Ids) -> None:
    with pytest.raises(LedgerError, match="not there"), bob.write() as work:
        work.run(
            "INSERT INTO entry SELECT 'x', ?, ?, NULL, 0, 1, '', '', 1, '', '', '', 0, NULL",
            (work.owner, hers["task"]),
        )


def test_only_an_admin_adds_projects(bob: Ledger) -> None:
    with pytest.raises(Refused, match="Only an admin may add a project"), bob.write() as work:
        add_project(work, "bob's")


def test_a_second_person_on_postgresql_is_refused_and_leaves_no_trace(
    postgres_server: Server, postgres_ledger: Ledger, postgres_url: str, clock: FixedClock
) -> None:
    postgres_server.run("CREATE ROLE bob LOGIN SUPERUSER")
    try:
        with pytest.raises(Refused, match="is the ledger of ayron"):
            open_ledger(postgres_url.replace(f"{SUPERUSER}@", "bob@"), clock)
        gc.collect()  # a connection that was left open would complain now
        with postgres_ledger.read() as work:
            assert work.rows("SELECT handle FROM member") == [("ayron",)]
    finally:
        postgres_server.run("DROP ROLE bob")


def test_acting_as_somebody_is_for_sqlite_alone(postgres_url: str, clock: FixedClock) -> None:
    with pytest.raises(Refused, match="AYRON_MEMBER works on SQLite only"):
        open_ledger(postgres_url, clock, member="bob")


def test_a_server_that_does_not_answer_is_named(clock: FixedClock) -> None:
    with pytest.raises(LedgerUnavailable, match="does not answer"):
        open_ledger("postgresql://nobody@/nowhere?host=/nowhere", clock)


def test_an_address_that_is_refused_shows_no_password(clock: FixedClock) -> None:
    with pytest.raises(Refused) as caught:
        open_ledger("mysql://ada:secret@host/ayron", clock)
    assert "secret" not in str(caught.value)
