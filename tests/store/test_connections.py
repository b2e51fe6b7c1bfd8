"""Connections: one row for an account, what it sees, how it goes, where its sync left off."""

from __future__ import annotations

import pytest

from store.clock import SECOND
from store.connections import (
    add_connection,
    address_of,
    connections,
    note_success,
    note_trouble,
    read_cursor,
    remove_connection,
    set_workspaces,
    workspace_ids,
    write_cursor,
)
from store.errors import NothingToDo
from store.ledger import Ledger
from store.remote import retire_tasks
from tests.clock import FRIDAY, FixedClock
from tests.store.filling import (
    ADA,
    RemoteProject,
    RemoteTask,
    connect,
    contents,
    mirror,
    mirror_projects,
)


def test_a_connection_tells_who_and_what(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        connection_id = add_connection(work, ADA, [("2", "Studio"), ("1", "Home")])
        clock.advance(minutes=1)
        connect(work, "ada at work")
        mirror(work, connection_id, RemoteTask("1"), RemoteTask("2"), RemoteTask("3"))
        mirror_projects(
            work, connection_id, RemoteProject("p1"), RemoteProject("p2", archived=True)
        )
        retire_tasks(work, connection_id, "asana", {"3": "gone"})
        first, second = connections(work)
        assert (first.id, first.provider, first.account_id) == (connection_id, "asana", "ada")
        assert (first.account, first.method) == ("Ada Byron", "token")
        assert first.workspaces == ("Home", "Studio")
        assert first.scopes == ("tasks:read", "projects:read")
        assert (first.state, first.error, first.last_ok_at) == ("live", None, None)
        assert (first.guest, first.can_write) == (False, False)
        assert (first.tasks, first.projects) == (2, 1)
        assert (second.account_id, second.tasks, second.projects) == ("ada at work", 0, 0)
        assert connections(work, "linear") == []
        assert connections(work, "asana") == [first, second]


def test_signing_in_again_is_the_same_connection(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        mirror(work, connection_id, RemoteTask("1"))
        note_trouble(work, connection_id, "signed_out", "Asana no longer knows this token.")
        again = ADA._replace(method="oauth", scopes=("tasks:read",), guest=True, can_write=True)
        assert add_connection(work, again, [("studio", "Studio 2")]) == connection_id
        (found,) = connections(work)
        assert (found.method, found.scopes) == ("oauth", ("tasks:read",))
        assert (found.guest, found.can_write) == (True, True)
        assert (found.state, found.error, found.workspaces) == ("live", None, ("Studio 2",))
        assert found.tasks == 1


def test_trouble_is_written_down_and_forgotten_when_it_goes(
    ledger: Ledger, clock: FixedClock
) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        note_trouble(work, connection_id, "trouble", "Asana does not answer.")
        (found,) = connections(work)
        assert (found.state, found.error) == ("trouble", "Asana does not answer.")
        note_success(work, connection_id)
        (found,) = connections(work)
        assert (found.state, found.error, found.last_ok_at) == ("live", None, FRIDAY)
        clock.advance(minutes=1)
        note_trouble(work, connection_id, "asleep", "Resting.")
        assert connections(work)[0].last_ok_at == FRIDAY


def test_workspaces_are_written_only_when_they_changed(sqlite_ledger: Ledger) -> None:
    with sqlite_ledger.write() as work:
        connection_id = connect(work)
        changes = work.connection.total_changes()
        set_workspaces(work, connection_id, [("studio", "Studio")])
        assert work.connection.total_changes() == changes
        set_workspaces(work, connection_id, [("home", "Home")])
        assert connections(work)[0].workspaces == ("Home",)
        assert workspace_ids(work, connection_id) == ["home"]
        assert workspace_ids(work, "no such connection") == []


def test_how_it_is_reached_is_kept(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        connection_id = add_connection(work, ADA._replace(application_id="app"), [])
        now = clock.wall()
        assert address_of(work, connection_id) == ("https://app.asana.com", "app", now)
        clock.advance(seconds=1)
        add_connection(work, ADA, [])
        assert address_of(work, connection_id) == ("https://app.asana.com", None, now + SECOND)
        with pytest.raises(NothingToDo, match="connection is gone"):
            address_of(work, "other")


def test_cursors_are_kept_by_scope(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        assert read_cursor(work, connection_id, "tasks") is None
        write_cursor(work, connection_id, "tasks", "1")
        write_cursor(work, connection_id, "projects", "2")
        write_cursor(work, connection_id, "tasks", "3")
        assert read_cursor(work, connection_id, "tasks") == "3"
        assert read_cursor(work, connection_id, "projects") == "2"


def test_removing_leaves_no_trace_but_the_tasks(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        mirror(work, connection_id, RemoteTask("1"))
        mirror_projects(work, connection_id, RemoteProject("p1"))
        write_cursor(work, connection_id, "tasks", "1")
        remove_connection(work, connection_id, "asana")
        assert connections(work) == []
    tables = ("connection", "remote_workspace", "remote_task", "remote_project", "sync_cursor")
    assert contents(ledger, *tables) == {table: [] for table in tables}
