"""Clients and projects: names that differ, archives that hide without losing, admins alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import entries, timer
from store.clients import (
    add_client,
    archive_client,
    clients,
    find_client,
    rename_client,
    unarchive_client,
)
from store.errors import Ambiguous, NothingToDo, Refused
from store.ledger import Ledger
from store.opening import open_ledger
from store.projects import (
    add_project,
    archive_project,
    find_project,
    move_project,
    project_named,
    projects,
    rename_project,
    unarchive_project,
)
from store.tasks import add_task
from store.work import Work
from tests.clock import FixedClock
from tests.store.filling import contents, write_down


@pytest.fixture
def bob(sqlite_ledger: Ledger, clock: FixedClock) -> Iterator[Ledger]:
    """Open the same ledger as a second member."""
    ledger = open_ledger(sqlite_ledger.path, clock, member="bob")
    yield ledger
    ledger.close()


def test_a_client_is_added_renamed_archived_and_brought_back(ledger: Ledger) -> None:
    with ledger.write() as work:
        made = add_client(work, "  Acme \x1b GmbH ")
        assert (made.name, made.archived, made.projects) == ("Acme � GmbH", False, 0)
        assert rename_client(work, made.id, "Acme GmbH").name == "Acme GmbH"
        assert find_client(work, "acme gmbh") == find_client(work, made.id)
        assert archive_client(work, made.id).archived
        assert clients(work) == []
        assert [client.name for client in clients(work, archived=True)] == ["Acme GmbH"]
        with pytest.raises(NothingToDo, match="no client “Acme GmbH”"):
            find_client(work, "Acme GmbH")
        assert not unarchive_client(work, made.id).archived
        assert [client.id for client in clients(work)] == [made.id]


def test_a_project_is_added_renamed_moved_archived_and_brought_back(ledger: Ledger) -> None:
    with ledger.write() as work:
        made = add_project(work, "Redesign", "Acme GmbH")
        assert (made.name, made.client, made.archived) == ("Redesign", "Acme GmbH", False)
        assert rename_project(work, made.id, "Relaunch").name == "Relaunch"
        assert move_project(work, made.id, "Orbit Labs").client == "Orbit Labs"
        assert move_project(work, made.id, find_client(work, "acme gmbh").id).client == "Acme GmbH"
        assert move_project(work, made.id, None).client is None
        assert archive_project(work, made.id).archived
        assert projects(work) == []
        with pytest.raises(NothingToDo, match="no project “Relaunch”"):
            find_project(work, "Relaunch")
        assert find_project(work, "relaunch", archived=True).id == made.id
        assert not unarchive_project(work, made.id).archived
        assert [project.id for project in projects(work)] == [made.id]


def test_names_have_to_differ_when_folded(ledger: Ledger) -> None:
    with ledger.write() as work:
        redesign = add_project(work, "Redesign", "Müller & Söhne")
        other = add_project(work, "redesign", "Acme GmbH")
        third = add_project(work, "Audit", "muller sohne")
        assert third.client == "Müller & Söhne"
        with pytest.raises(Refused, match="a project “Redesign” for Müller & Söhne already"):
            add_project(work, "REDESIGN!", "Müller & Söhne")
        with pytest.raises(Refused, match="a project “Redesign” for Müller"):
            rename_project(work, third.id, "redesign")
        with pytest.raises(Refused, match="a project “redesign” for Acme GmbH already"):
            move_project(work, redesign.id, "Acme GmbH")
        with pytest.raises(Refused, match="a client “Müller & Söhne” already"):
            add_client(work, "müller söhne")
        with pytest.raises(Refused, match="a client “Müller & Söhne” already"):
            rename_client(work, other.client_id or "", "Müller / Söhne")
        assert rename_client(work, other.client_id or "", "ACME").name == "ACME"
        assert rename_project(work, other.id, "Redesign").name == "Redesign"
        assert add_project(work, "★").id != add_project(work, "☂").id


def test_a_name_is_needed(ledger: Ledger) -> None:
    with ledger.write() as work:
        with pytest.raises(Refused, match="A project needs a name"):
            add_project(work, " \u200b ")
        with pytest.raises(Refused, match="A client needs a name"):
            add_client(work, "")


def test_what_is_archived_is_named_where_its_name_is_taken(ledger: Ledger) -> None:
    with ledger.write() as work:
        made = add_project(work, "Redesign", "Acme GmbH")
        archive_project(work, made.id)
        archive_client(work, made.client_id or "")
        with pytest.raises(Refused, match=f"ayron client edit {made.client_id} --unarchive"):
            add_project(work, "Redesign", "Acme GmbH")
        unarchive_client(work, made.client_id or "")
        with pytest.raises(Refused, match=f"ayron project edit {made.id} --unarchive"):
            add_project(work, "Redesign", "Acme GmbH")


def test_a_project_comes_back_with_its_client(ledger: Ledger) -> None:
    with ledger.write() as work:
        made = add_project(work, "Redesign", "Acme GmbH")
        with pytest.raises(Refused, match="Acme GmbH has a project still open"):
            archive_client(work, made.client_id or "")
        archive_project(work, made.id)
        archive_client(work, made.client_id or "")
        unarchive_project(work, made.id)
        assert [client.projects for client in clients(work)] == [1]


def test_namesakes_are_told_apart_by_client_and_the_open_one_is_meant(ledger: Ledger) -> None:
    with ledger.write() as work:
        first = add_project(work, "Audit", "Acme GmbH")
        second = add_project(work, "Audit", "Orbit Labs")
        with pytest.raises(Ambiguous):
            find_project(work, "audit")
        assert find_project(work, "Orbit Labs / Audit") == second
        archive_project(work, first.id)
        assert find_project(work, "audit", archived=True) == second
        assert find_project(work, "acme gmbh audit", archived=True).id == first.id


def test_a_name_is_looked_up_before_it_is_added(ledger: Ledger) -> None:
    with ledger.write() as work:
        made = project_named(work, "Audit", "Acme GmbH")
        assert project_named(work, "audit", "acme gmbh") == made
        assert project_named(work, "Audit").id != made.id


def test_archived_projects_keep_their_time(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = add_project(work, "Audit", "Acme GmbH")
        task_id = add_task(work, "Read", project.id)
        entry_id = write_down(work, task_id, "09:00", "10:00")
        archive_project(work, project.id)
        (entry,) = entries.entries(work, 0, work.now())
        assert (entry.id, entry.project, entry.client) == (entry_id, "Audit", "Acme GmbH")
        running = timer.start(work, task_id).started
        assert running
        assert running.project == "Audit"


ADMIN_ONLY: dict[str, Callable[[Work, str, str], object]] = {
    "add a project": lambda work, project, client: add_project(work, "x"),
    "rename a project": lambda work, project, client: rename_project(work, project, "x"),
    "move a project": lambda work, project, client: move_project(work, project, None),
    "archive a project": lambda work, project, client: archive_project(work, project),
    "bring back a project": lambda work, project, client: unarchive_project(work, project),
    "add a client": lambda work, project, client: add_client(work, "x"),
    "rename a client": lambda work, project, client: rename_client(work, client, "x"),
    "archive a client": lambda work, project, client: archive_client(work, client),
    "bring back a client": lambda work, project, client: unarchive_client(work, client),
}


@pytest.mark.parametrize("what", ADMIN_ONLY)
def test_only_an_admin_changes_what_is_shared(
    sqlite_ledger: Ledger, bob: Ledger, what: str
) -> None:
    with sqlite_ledger.write() as work:
        project = add_project(work, "Audit", "Acme GmbH")
    before = contents(sqlite_ledger, "project", "client")
    with pytest.raises(Refused, match=f"Only an admin may {what}"), bob.write() as work:
        ADMIN_ONLY[what](work, project.id, project.client_id or "")
    assert contents(sqlite_ledger, "project", "client") == before
    with bob.read() as work:
        assert [each.name for each in projects(work)] == ["Audit"]
        assert [each.name for each in clients(work)] == ["Acme GmbH"]


class AsItWas(Exception):
    """Raised to have the transaction rolled back."""


NAMES = st.sampled_from(["Audit", "audit!", "Redesign", "★", "☂", ""])
CLIENTS = st.sampled_from([None, "Acme", "ACME.", "Orbit"])


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from("armuv"), NAMES, CLIENTS, st.integers(0, 9)), max_size=25)
)
def test_no_two_projects_of_a_client_ever_share_a_name(
    sqlite_ledger: Ledger, steps: list[tuple[str, str, str | None, int]]
) -> None:
    changes: dict[str, Callable[[Work, str, str, str | None], object]] = {
        "a": lambda work, _, name, client: add_project(work, name, client),
        "r": lambda work, project, name, _: rename_project(work, project, name),
        "m": lambda work, project, _, client: move_project(work, project, client),
        "u": lambda work, project, *_: archive_project(work, project),
        "v": lambda work, project, *_: unarchive_project(work, project),
    }
    with suppress(AsItWas), sqlite_ledger.write() as work:
        for step, name, client, number in steps:
            known = projects(work, archived=True)
            try:
                changes[step](work, known[number % len(known)].id if known else "", name, client)
            except (Refused, NothingToDo):
                continue
            found = [(project.client_id, project.name) for project in known]
            assert len(set(found)) == len(found)
            folded = work.rows("SELECT client_id, norm FROM project WHERE norm <> ''")
            assert len(set(folded)) == len(folded)
            assert not [client for client in clients(work, archived=True) if not client.name]
        raise AsItWas
