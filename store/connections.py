"""Connections to providers: who is signed in where, how it goes, and where a sync left off.

The secret of a connection is never here; `sync.secrets` keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from store.engine import rows
from store.errors import NothingToDo
from store.features import is_on
from store.links import wake_links
from store.models import Connection, RemoteWorkspace, SyncCursor
from store.records import Connection as ConnectionRecord
from store.remote import forget_mirror
from store.work import Work


class NewConnection(NamedTuple):
    """What is known of a connection when it is made. `origin` is the provider's address."""

    provider: str
    account_id: str
    account: str
    method: str
    scopes: tuple[str, ...]
    guest: bool
    can_write: bool
    origin: str
    application_id: str | None = None
    mode: str = "catch-up"
    standing: str = "member"
    subject_id: str = ""
    subject: str = ""


def add_connection(work: Work, new: NewConnection, workspaces: Iterable[tuple[str, str]]) -> str:
    """Store a connection and its (id, name) workspaces; signing in again updates the same one."""
    values = {
        **new._asdict(),
        "scopes": " ".join(new.scopes),
        "guest": int(new.guest),
        "can_write": int(new.can_write),
    }
    found = rows(
        Connection.select(Connection.id).where(
            Connection.owner == work.owner,
            Connection.provider == new.provider,
            Connection.account_id == new.account_id,
        )
    )
    if found:
        connection_id = str(found[0][0])
        Connection.update(**values, state="live", error=None, connected_at=work.now()).where(
            Connection.id == connection_id
        ).execute()
    else:
        connection_id = work.new_id()
        Connection.create(
            id=connection_id, owner=work.owner, state="live", connected_at=work.now(), **values
        )
    set_workspaces(work, connection_id, workspaces)
    wake_links(work, new.provider, new.account_id)
    return connection_id


def set_workspaces(work: Work, connection_id: str, workspaces: Iterable[tuple[str, str]]) -> None:
    """Store which workspaces a connection sees, writing only where that changed."""
    wanted = dict(workspaces)
    mine = _seen_by(work, connection_id)
    held = dict(
        rows(RemoteWorkspace.select(RemoteWorkspace.remote_id, RemoteWorkspace.name).where(mine))
    )
    if held == wanted:
        return
    RemoteWorkspace.delete().where(mine).execute()
    for remote_id, name in wanted.items():
        RemoteWorkspace.create(
            owner=work.owner, connection_id=connection_id, remote_id=remote_id, name=name
        )


def workspace_ids(work: Work, connection_id: str) -> list[str]:
    """List the ids of the workspaces that a connection sees."""
    query = RemoteWorkspace.select(RemoteWorkspace.remote_id).where(_seen_by(work, connection_id))
    return [row[0] for row in rows(query.order_by(RemoteWorkspace.remote_id))]


def connections(work: Work, provider: str | None = None) -> list[ConnectionRecord]:
    """List this member's connections, oldest first."""
    query = (
        "SELECT id, provider, account_id, account, method, scopes, state, guest, can_write,"
        " last_ok_at, error,"
        " (SELECT COUNT(*) FROM remote_task WHERE remote_task.owner = connection.owner"
        "  AND remote_task.connection_id = connection.id AND gone IS NULL),"
        " (SELECT COUNT(*) FROM remote_project WHERE remote_project.owner = connection.owner"
        "  AND remote_project.connection_id = connection.id AND archived = 0"
        "  AND kind = 'project'),"
        " mode, webhooks, standing, subject_id, subject"
        " FROM connection WHERE owner = ? ORDER BY id"
    )
    names = _workspace_names(work)
    on = {name: is_on(work, name) for (name,) in work.rows("SELECT provider FROM connection")}
    return [
        ConnectionRecord(
            *row[:4],
            names.get(row[0], ()),
            row[4],
            tuple(row[5].split()),
            row[6] if on[row[1]] else "asleep",
            bool(row[7]),
            bool(row[8]),
            *row[9:14],
            bool(row[14]),
            *row[15:],
            None,
        )
        for row in work.rows(query, (work.owner,))
        if provider in (None, row[1])
    ]


class Address(NamedTuple):
    """How a connection is reached again: its provider's origin and its OAuth application.

    `connected_at` is when it was last signed in: a token from before then may be void.
    """

    origin: str
    application_id: str | None
    connected_at: int


def address_of(work: Work, connection_id: str) -> Address:
    """Read how a connection is reached; raises NothingToDo where it is gone."""
    found = work.row(
        "SELECT origin, application_id, connected_at FROM connection WHERE owner = ? AND id = ?",
        (work.owner, connection_id),
    )
    if found is None:
        raise NothingToDo("This connection is gone.")
    return Address(*found)


def is_well(work: Work, connection_id: str) -> bool:
    """Say whether the last sync of a connection went through."""
    found = work.row(
        "SELECT state, last_ok_at FROM connection WHERE owner = ? AND id = ?",
        (work.owner, connection_id),
    )
    return found is not None and found[0] == "live" and found[1] is not None


def note_success(work: Work, connection_id: str) -> None:
    """Write down that a sync went through."""
    work.run(
        "UPDATE connection SET state = 'live', error = NULL, last_ok_at = ?"
        " WHERE owner = ? AND id = ?",
        (work.now(), work.owner, connection_id),
    )


def note_trouble(work: Work, connection_id: str, state: str, sentence: str) -> None:
    """Write down why a sync failed; `state` is trouble, signed_out or asleep."""
    work.run(
        "UPDATE connection SET state = ?, error = ? WHERE owner = ? AND id = ?"
        " AND (state <> ? OR COALESCE(error, '') <> ?)",
        (state, sentence, work.owner, connection_id, state, sentence),
    )


def remove_connection(work: Work, connection_id: str, provider: str) -> None:
    """Drop a connection with its mirror; links that only it followed wait for its account."""
    found = work.row(
        "SELECT account_id FROM connection WHERE owner = ? AND id = ?", (work.owner, connection_id)
    )
    if found:
        forget_mirror(work, connection_id, provider, found[0])
    work.run("DELETE FROM connection WHERE owner = ? AND id = ?", (work.owner, connection_id))


def note_mode(work: Work, connection_id: str, mode: str) -> None:
    """Write down how a connection hears of changes: events or catch-up."""
    work.run(
        "UPDATE connection SET mode = ? WHERE owner = ? AND id = ?",
        (mode, work.owner, connection_id),
    )


def read_cursor(work: Work, connection_id: str, scope: str) -> str | None:
    """Read where the sync of a scope left off."""
    found = work.row(
        "SELECT value FROM sync_cursor WHERE owner = ? AND connection_id = ? AND scope = ?",
        (work.owner, connection_id, scope),
    )
    return found[0] if found else None


def write_cursor(work: Work, connection_id: str, scope: str, value: str) -> None:
    """Write down where the sync of a scope left off."""
    SyncCursor.insert(
        owner=work.owner, connection_id=connection_id, scope=scope, value=value, at=work.now()
    ).on_conflict(
        conflict_target=(SyncCursor.owner, SyncCursor.connection_id, SyncCursor.scope),
        preserve=(SyncCursor.value, SyncCursor.at),
    ).as_rowcount().execute()


def _seen_by(work: Work, connection_id: str) -> Any:
    """Say in Peewee's terms which workspaces are those of a connection."""
    return (RemoteWorkspace.owner == work.owner) & (RemoteWorkspace.connection_id == connection_id)


def _workspace_names(work: Work) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    found: Sequence[tuple[str, str]] = rows(
        RemoteWorkspace.select(RemoteWorkspace.connection_id, RemoteWorkspace.name)
        .where(RemoteWorkspace.owner == work.owner)
        .order_by(RemoteWorkspace.name)
    )
    for connection_id, name in found:
        names[connection_id] = (*names.get(connection_id, ()), name)
    return names
