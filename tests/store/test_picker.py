"""The picker's one list: its order, its sections, what it hides, and its quick beginning."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import timer
from store.adoption import adopt
from store.connections import remove_connection
from store.ledger import Ledger
from store.pickable import LOOK_BACK, RECENT
from store.picker import candidates, first_candidates
from store.projects import add_project
from store.records import Candidate
from store.remote import retire_tasks
from store.tasks import add_task, archive_task, move_task, rename_task
from store.work import Work
from tests.clock import FixedClock
from tests.store.filling import (
    RemoteProject,
    RemoteTask,
    adopted,
    at,
    connect,
    map_project,
    mirror,
    mirror_projects,
    write_down,
)


def names(rows: list[Candidate]) -> list[str]:
    """List names in order."""
    return [row.name for row in rows]


def sections(rows: list[Candidate]) -> dict[str, list[str]]:
    """List the names of each section, in order."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.section, []).append(row.name)
    return found


def named(work: Work, name: str, scope: str | None = None) -> Candidate:
    """Find the one row of a name."""
    (row,) = (row for row in candidates(work, scope) if row.name == name)
    return row


def test_without_scope_come_the_recent_then_the_rest_by_name(ledger: Ledger) -> None:
    with ledger.write() as work:
        for name in ("zebra", "Änderung", "Apples", "bananas"):
            add_task(work, name)
        mirror(work, connect(work), RemoteTask("1", "aardvark"), RemoteTask("2", "Crème"))
        write_down(work, named(work, "zebra").key, "09:00", "10:00")
        write_down(work, named(work, "bananas").key, "08:00", "08:30")
        write_down(work, named(work, "zebra").key, "07:00", "07:30")
        assert sections(candidates(work)) == {
            "recent": ["zebra", "bananas"],
            "rest": ["aardvark", "Änderung", "Apples", "Crème"],
        }
        assert named(work, "zebra").seconds == 90 * 60
        assert named(work, "zebra").last_used_at == at("09:00")
        assert named(work, "Apples").last_used_at is None


def test_only_the_last_twelve_are_recent(ledger: Ledger) -> None:
    with ledger.write() as work:
        for hour in range(RECENT + 2):
            write_down(work, add_task(work, f"task {hour:02}"), f"{hour:02}:00", f"{hour:02}:01")
        found = sections(candidates(work))
        assert found["recent"] == [f"task {hour:02}" for hour in reversed(range(2, RECENT + 2))]
        assert found["rest"] == ["task 00", "task 01"]


def test_a_scope_puts_its_mapped_tasks_first_then_its_own(ledger: Ledger) -> None:
    with ledger.write() as work:
        acme = add_project(work, "Acme Redesign", "Acme GmbH").id
        orbit = add_project(work, "Orbit API").id
        map_project(work, "p1", acme)
        map_project(work, "p2", orbit)
        mirror(
            work,
            connect(work),
            RemoteTask("1", "Pricing page", ("p1",)),
            RemoteTask("2", "Flaky import", ("p2",)),
            RemoteTask("3", "Homepage hero", ("p9", "p2", "p1")),
            RemoteTask("4", "Loose end"),
        )
        own = add_task(work, "Acme call", acme)
        write_down(work, own, "09:00", "10:00")
        write_down(work, add_task(work, "Bookkeeping"), "08:00", "09:00")
        write_down(work, adopt(work, "asana:1"), "07:00", "08:00")
        found = candidates(work, acme)
        assert sections(found) == {
            "project": ["Pricing page", "Homepage hero", "Acme call"],
            "recent": ["Bookkeeping"],
            "rest": ["Flaky import", "Loose end"],
        }
        assert [row.mapped for row in found] == [True, True, False, False, False, False]
        assert {row.project for row in found[:3]} == {"Acme Redesign"}
        assert {row.client for row in found[:3]} == {"Acme GmbH"}
        assert named(work, "Homepage hero").project == "Orbit API"  # the first that is mapped
        assert first_candidates(work, acme, 4) == found[:4]


def test_a_row_tells_all_about_a_remote_task(ledger: Ledger) -> None:
    task = RemoteTask("1", "Flaky import", ("p1",), "2026-12-01", identifier="ENG-214", url="u")
    with ledger.write() as work:
        connection_id = connect(work)
        mirror_projects(work, connection_id, RemoteProject("p1", "Orbit (remote)"))
        mirror(work, connection_id, task)
        row = named(work, "Flaky import")
        assert row.key == "asana:1"
        assert row.task_id is None
        assert row.search == "orbit remote flaky import eng 214"
        for field, value in {
            "source": "asana",
            "remote_id": "1",
            "identifier": "ENG-214",
            "url": "u",
            "link": "live",
            "due_on": "2026-12-01",
            "remote_project": "Orbit (remote)",
            "project": None,
            "mapped": False,
            "seconds": 0,
        }.items():
            assert getattr(row, field) == value
        task_id = adopt(work, "asana:1")
        assert named(work, "Flaky import") == row.replace(key=task_id, task_id=task_id)


def test_what_two_connections_see_is_one_row_by_its_newest_name(ledger: Ledger) -> None:
    with ledger.write() as work:
        first, second = connect(work, "ada"), connect(work, "ada at work")
        mirror(work, first, RemoteTask("1", "new name", modified_at=2), RemoteTask("2"))
        mirror(work, second, RemoteTask("1", "old name", modified_at=1), RemoteTask("3", "Third"))
        assert names(candidates(work)) == ["Homepage hero", "new name", "Third"]
        assert names(first_candidates(work, None, 2)) == ["Homepage hero", "new name"]
        retire_tasks(work, first, "asana", {"1": "no_access"})
        assert names(candidates(work)) == ["Homepage hero", "old name", "Third"]


def test_a_dormant_task_is_shown_for_its_entries_alone(ledger: Ledger) -> None:
    with ledger.write() as work:
        used, _unused = adopted(work, RemoteTask("1", "used", ("p1",)), RemoteTask("2", "unused"))
        map_project(work, "p1", add_project(work, "Orbit").id)
        write_down(work, used, "09:00", "10:00")
        connection_id = work.rows("SELECT id FROM connection")[0][0]
        retire_tasks(work, connection_id, "asana", {"1": "completed", "2": "gone"})
        (row,) = candidates(work)
        assert (row.name, row.link, row.reason) == ("used", "dormant", "completed")
        assert (row.project, row.mapped) == ("Orbit", True)  # it still belongs where it belonged
        remove_connection(work, connection_id, "asana")
        assert names(candidates(work)) == ["used"]


@pytest.mark.parametrize("used", [True, False])
def test_an_archived_task_is_off_the_list_whoever_made_it(ledger: Ledger, used: bool) -> None:
    with ledger.write() as work:
        (task_id,) = adopted(work, RemoteTask("1", "remote"))
        own = add_task(work, "own")
        if used:
            write_down(work, task_id, "09:00", "10:00")
        archive_task(work, task_id)
        archive_task(work, own)
        assert candidates(work) == first_candidates(work, None, 10) == []


def test_a_name_of_one_s_own_is_shown_and_searched(ledger: Ledger) -> None:
    with ledger.write() as work:
        (task_id,) = adopted(work, RemoteTask("1", "remote name"))
        rename_task(work, task_id, "My name")
        move_task(work, task_id, add_project(work, "Orbit", "Orbit Labs").id)
        (row,) = candidates(work)
        assert (row.name, row.search) == ("My name", "orbit labs orbit my name")


def test_the_running_timer_counts_and_a_clock_set_back_takes_nothing(
    ledger: Ledger, clock: FixedClock
) -> None:
    with ledger.write() as work:
        task_id = add_task(work, "task")
        write_down(work, task_id, "09:00", "10:00")
        timer.start(work, task_id)
        clock.advance(minutes=30)
        assert named(work, "task").seconds == 90 * 60
        clock.set("2026-11-27 13:00")
        assert named(work, "task").seconds == 60 * 60


def test_a_task_long_unused_is_recent_where_few_are_used(ledger: Ledger) -> None:
    with ledger.write() as work:
        for name in ("a", "b", "c"):
            add_task(work, name)
        write_down(work, add_task(work, "old"), "2026-01-05 09:00", "2026-01-05 10:00")
        daily = add_task(work, "daily")
        first = write_down(work, daily, "09:00", "09:01")
        work.run_many(
            "INSERT INTO entry SELECT ?, owner, task_id, project_id, started_at, stopped_at, zone,"
            " note, billable, tags, flags, boot_id, boot_at, alive_at FROM entry WHERE id = ?",
            [(f"copy {number}", first) for number in range(LOOK_BACK)],
        )
        assert names(first_candidates(work, None, 3)) == ["daily", "old", "a"]


class Shape(NamedTuple):
    """A task of the property test: which connections see it and what became of it."""

    name: str
    seen: tuple[int, ...]  # by which connections, as of which version
    gone: tuple[int, ...]  # from which of them
    adopted: bool
    archived: bool
    starts: tuple[int, ...]  # minutes ago


shapes = st.builds(
    Shape,
    st.sampled_from("abc"),
    st.sampled_from([(), (0,), (1,), (0, 1)]),
    st.sampled_from([(), (), (0,), (0, 1)]),
    st.booleans(),
    st.sampled_from([False, False, True]),
    st.sampled_from([(), (), (1,), (2, 5), (5,), (9, 1)]),
)


class AsItWas(Exception):
    """Raised to have the transaction rolled back."""


def put_in(work: Work, number: int, shape: Shape, connections: list[str]) -> None:
    """Put one task of the property test into the ledger."""
    for place in shape.seen:
        name = f"{shape.name}{place}{number % 2}"
        task = RemoteTask(str(number), name, modified_at=1 - place)
        mirror(work, connections[place], task)
    if shape.seen and not shape.adopted:
        task_id = None
    elif shape.seen:
        task_id = adopt(work, f"asana:{number}")
    else:
        task_id = add_task(work, shape.name)
    for minutes in shape.starts if task_id else ():
        start = work.now() - minutes * 60_000_000
        work.run(
            "INSERT INTO entry SELECT ?, ?, ?, NULL, ?, ?, '', '', 1, '', '', '', 0, NULL",
            (work.new_id(), work.owner, task_id, start, start + 1_000_000),
        )
    for place in shape.gone:
        retire_tasks(work, connections[place], "asana", {str(number): "gone"})
    if task_id and shape.archived:
        archive_task(work, task_id)


@settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(shapes, max_size=40), st.integers(1, 30))
def test_the_quick_beginning_is_the_beginning(
    sqlite_ledger: Ledger, tasks: list[Shape], limit: int
) -> None:
    with suppress(AsItWas), sqlite_ledger.write() as work:
        connections = [connect(work, "ada"), connect(work, "ada at work")]
        for number, shape in enumerate(tasks):
            put_in(work, number, shape, connections)
        whole = candidates(work)
        assert first_candidates(work, None, limit) == whole[:limit]
        assert len({row.key for row in whole}) == len(whole)
        raise AsItWas
