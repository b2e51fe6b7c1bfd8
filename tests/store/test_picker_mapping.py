"""The picker among remote projects: teams, answers, older identifiers, what stands where."""

from __future__ import annotations

import pytest

from store import timer
from store.adoption import adopt
from store.connections import remove_connection
from store.errors import Ambiguous, NothingToDo
from store.ledger import Ledger
from store.mapping import map_remote
from store.picker import candidates
from store.projects import add_project
from store.records import Candidate
from store.remote import retire_tasks, upsert_tasks
from store.resolving import exact_key, ranked, resolve
from store.tasks import add_task, archive_task
from store.work import Work
from tests.store.filling import (
    RemoteProject,
    RemoteTask,
    connect,
    mirror,
    mirror_projects,
    write_down,
)
from tests.store.test_mapping import connect_linear

TEAM = RemoteProject("team", "Engineering", kind="team")
API = RemoteProject("api", "API rewrite")
IMPORT = RemoteTask(
    "u1",
    "Flaky import",
    ("api", "team"),
    identifier="ENG-214",
    section="Cycle 12",
    state="In Progress",
    older_identifiers=("OPS-7", "WEB-99"),
)
DEPLOY = RemoteTask("u2", "Slow deploy", ("team",), identifier="ENG-215", state="Todo")


def see_linear(work: Work) -> str:
    """Connect an account of Linear with a task in a project and one in the team alone."""
    connection_id = connect_linear(work, TEAM, API)
    upsert_tasks(work, connection_id, "linear", [IMPORT, DEPLOY])
    return connection_id


def named(work: Work, name: str, scope: str | None = None) -> Candidate:
    """Find the one row of a name."""
    (row,) = (row for row in candidates(work, scope) if row.name == name)
    return row


@pytest.mark.parametrize("adopted", [False, True])
def test_a_mapped_project_says_more_than_the_mapped_team(ledger: Ledger, adopted: bool) -> None:
    with ledger.write() as work:
        see_linear(work)
        api, everything = add_project(work, "Orbit API").id, add_project(work, "Orbit").id
        map_remote(work, everything, "linear", "team")
        if adopted:
            adopt(work, "linear:u1")
        assert named(work, "Flaky import").project == "Orbit"
        map_remote(work, api, "linear", "api")
        assert named(work, "Flaky import").project == "Orbit API"
        assert named(work, "Slow deploy").project == "Orbit"
        assert [row.name for row in candidates(work, everything) if row.mapped] == ["Slow deploy"]
        assert [row.name for row in candidates(work, api) if row.mapped] == ["Flaky import"]
        for key, project in (("linear:u1", "Orbit API"), ("linear:u2", "Orbit")):
            entry = timer.start(work, adopt(work, key)).started
            assert entry
            assert entry.project == project


def test_several_remote_projects_come_first_under_the_scoped_project(ledger: Ledger) -> None:
    with ledger.write() as work:
        see_linear(work)
        connection_id = connect(work)
        mirror_projects(work, connection_id, RemoteProject("p1"))
        mirror(work, connection_id, RemoteTask("1", "Homepage hero", ("p1",)), RemoteTask("2", "A"))
        orbit = add_project(work, "Orbit").id
        map_remote(work, orbit, "linear", "team")
        map_remote(work, orbit, "asana", "p1")
        found = candidates(work, orbit)
        assert [row.name for row in found] == ["Flaky import", "Homepage hero", "Slow deploy", "A"]
        assert [row.section for row in found] == [*["project"] * 3, "rest"]
        assert {row.project for row in found[:3]} == {"Orbit"}


@pytest.mark.parametrize("adopted", [False, True])
@pytest.mark.parametrize(
    "query",
    ["ENG-214", "eng214", "OPS-7", "ops 7", "WEB-99", "api rewrite", "rewrite flaky", "flaky"],
)
def test_a_task_is_found_by_any_of_its_identifiers_and_remote_projects(
    sqlite_ledger: Ledger, query: str, adopted: bool
) -> None:
    with sqlite_ledger.write() as work:
        see_linear(work)
        map_remote(work, add_project(work, "Orbit", "Orbit Labs").id, "linear", "team")
        key = adopt(work, "linear:u1") if adopted else "linear:u1"
        assert resolve(work, query) == key
        assert ranked(work, query)[0].identifier == "ENG-214"


def test_a_team_finds_all_its_tasks(ledger: Ledger) -> None:
    with ledger.write() as work:
        see_linear(work)
        assert {row.name for row in ranked(work, "engineering")} == {"Flaky import", "Slow deploy"}


def test_a_remote_project_called_like_ours_is_searched_once(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        mirror_projects(work, connection_id, RemoteProject("p1", "ACME Redesign"))
        mirror(work, connection_id, RemoteTask("1", "Hero", ("p1",)))
        map_remote(work, add_project(work, "Acme Redesign", "Acme").id, "asana", "p1")
        assert named(work, "Hero").search == "acme acme redesign hero"


@pytest.mark.parametrize("adopted", [False, True])
def test_where_a_task_stands_over_there_is_told(ledger: Ledger, adopted: bool) -> None:
    with ledger.write() as work:
        see_linear(work)
        if adopted:
            adopt(work, "linear:u1")
        row = named(work, "Flaky import")
        assert (row.remote_section, row.remote_state) == ("Cycle 12", "In Progress")
        assert row.remote_project == "API rewrite"


def test_a_completed_task_with_time_can_be_timed_until_it_is_hidden(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = see_linear(work)
        map_remote(work, add_project(work, "Orbit").id, "linear", "team")
        task_id = adopt(work, "linear:u1")
        write_down(work, task_id, "09:00", "10:00")
        retire_tasks(work, connection_id, "linear", {"u1": "completed"})
        row = named(work, "Flaky import")
        assert (row.link, row.reason, row.remote_state) == ("dormant", "completed", "In Progress")
        entry = timer.start(work, row.key).started
        assert entry
        assert (entry.project, entry.link, entry.reason) == ("Orbit", "dormant", "completed")
        timer.stop(work)
        archive_task(work, task_id)
        assert [row.name for row in candidates(work)] == ["Slow deploy"]


def test_a_task_whose_account_was_disconnected_takes_nothing_from_another(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = see_linear(work)
        map_remote(work, add_project(work, "Orbit").id, "linear", "team")
        task_id = adopt(work, "linear:u1")
        write_down(work, task_id, "09:00", "10:00")
        remove_connection(work, connection_id, "linear")
        (row,) = candidates(work)
        assert (row.key, row.link, row.reason) == (task_id, "dormant", "disconnected")
        assert (row.project, row.mapped, row.remote_project) == ("Orbit", False, None)


def see_engineering(work: Work, *tasks: tuple[str, str]) -> None:
    """Connect an account of Linear with tasks of some identifiers and names."""
    seen = [
        RemoteTask(f"u{at}", name, ("team",), identifier=key)
        for at, (key, name) in enumerate(tasks)
    ]
    upsert_tasks(work, connect_linear(work, TEAM), "linear", seen)


@pytest.mark.parametrize("query", ["ENG-2", "eng-2", "eng2", "ENG-1", "ENG-121"])
def test_an_identifier_that_is_gone_means_no_other_task(ledger: Ledger, query: str) -> None:
    with ledger.write() as work:
        see_engineering(work, ("ENG-12", "Deploy"), ("OPS-7", "Import"))
        with pytest.raises(NothingToDo, match=query.upper()):
            resolve(work, query)
        assert ranked(work, query) == []


@pytest.mark.parametrize("query", ["ENG-1", "eng-1", " Eng-1", "eng1"])
def test_an_identifier_means_its_task_whatever_else_is_like_it(ledger: Ledger, query: str) -> None:
    with ledger.write() as work:
        see_engineering(work, ("ENG-12", "ENG-1 again"), ("ENG-1", "Deploy"), ("ENG-11", "Import"))
        assert resolve(work, query) == "linear:u1"
        assert [row.identifier for row in ranked(work, query)] == ["ENG-1"]
        assert exact_key(work, query.strip()) in ("linear:u1", None)


def test_an_older_identifier_gives_way_to_one_that_is_had_now(ledger: Ledger) -> None:
    with ledger.write() as work:
        see_linear(work)
        assert resolve(work, "ops-7") == "linear:u1"
        taken = RemoteTask("u3", "Printer", ("team",), identifier="OPS-7")
        upsert_tasks(work, connect_linear(work, TEAM), "linear", [taken])
        assert resolve(work, "ops-7") == "linear:u3"


def test_a_name_of_ones_own_may_look_like_an_identifier(ledger: Ledger) -> None:
    with ledger.write() as work:
        see_engineering(work, ("ENG-12", "Covid-19"), ("ENG-2", "Deploy"))
        audit = add_task(work, "Covid-191 survey"), add_task(work, "Covid-19 audit")
        assert resolve(work, "covid-19") == audit[1]
        add_task(work, "Covid-19 report")
        with pytest.raises(Ambiguous):
            resolve(work, "covid-19")


def test_time_is_written_down_on_the_task_of_an_identifier(ledger: Ledger) -> None:
    with ledger.write() as work:
        see_engineering(work, ("ENG-12", "Deploy"))
        assert exact_key(work, "eng-12") == "linear:u0"
        assert exact_key(work, "eng-1") is None
