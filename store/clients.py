"""Clients: who pays. Shared in the workspace, changed by an admin alone."""

from __future__ import annotations

from typing import NamedTuple

from store.errors import NothingToDo, Refused
from store.journal import Recording
from store.ledger import require_admin
from store.naming import likeness_key, title_of
from store.text import clean, fold
from store.work import Work


class Client(NamedTuple):
    """A client of the workspace; `projects` counts those that are open."""

    id: str
    name: str
    archived: bool
    projects: int


def clients(work: Work, *, archived: bool = False) -> list[Client]:
    """List the clients by name; the archived ones only when asked for."""
    found = work.rows(
        "SELECT id, name, archived_at, (SELECT COUNT(*) FROM project"
        " WHERE project.client_id = client.id AND project.archived_at IS NULL)"
        " FROM client ORDER BY norm, id"
    )
    known = [Client(key, name, since is not None, count) for key, name, since, count in found]
    return [client for client in known if archived or not client.archived]


def find_client(work: Work, text: str, *, archived: bool = False) -> Client:
    """Find a client by id or by name, folded; raises NothingToDo where none fits."""
    known = clients(work, archived=archived)
    for client in known:
        if client.id == text:
            return client
    for client in known:
        if likeness_key(client.name) == likeness_key(clean(text)):
            return client
    raise NothingToDo(
        f"There is no client “{clean(text)}”. `ayron client list` names them,"
        " `ayron client add` makes one."
    )


def add_client(work: Work, name: str) -> Client:
    """Add a client; raises Refused where there is one of that name."""
    require_admin(work, "add a client")
    title = title_of(name, "A client")
    _refuse_twin(work, title)
    client_id = work.new_id()
    recording = Recording(work, "client add")
    recording.watch("client", client_id)
    work.run(
        "INSERT INTO client (id, name, norm, archived_at) VALUES (?, ?, ?, NULL)",
        (client_id, title, fold(title)),
    )
    recording.save(f"Added the client {title}.")
    return Client(client_id, title, archived=False, projects=0)


def rename_client(work: Work, client_id: str, name: str) -> Client:
    """Rename a client, here and wherever its name is shown from now on."""
    require_admin(work, "rename a client")
    client = find_client(work, client_id, archived=True)
    title = title_of(name, "A client")
    _refuse_twin(work, title, client.id)
    recording = Recording(work, "client rename")
    recording.watch("client", client.id)
    work.run("UPDATE client SET name = ?, norm = ? WHERE id = ?", (title, fold(title), client.id))
    recording.save(f"Renamed the client {client.name} to {title}.")
    return client._replace(name=title)


def archive_client(work: Work, client_id: str) -> Client:
    """Take a client off the choices; refused while a project of it is open."""
    require_admin(work, "archive a client")
    client = find_client(work, client_id, archived=True)
    if client.projects:
        what = "a project" if client.projects == 1 else f"{client.projects} projects"
        raise Refused(f"{client.name} has {what} still open. Archive that first.")
    return _set_archived(work, client, work.now())


def unarchive_client(work: Work, client_id: str) -> Client:
    """Bring an archived client back."""
    require_admin(work, "bring back a client")
    return _set_archived(work, find_client(work, client_id, archived=True), None)


def _set_archived(work: Work, client: Client, since: int | None) -> Client:
    recording = Recording(work, "client archive" if since else "client unarchive")
    recording.watch("client", client.id)
    work.run("UPDATE client SET archived_at = ? WHERE id = ?", (since, client.id))
    back = f"Brought the client {client.name} back."
    recording.save(f"Archived the client {client.name}." if since else back)
    return client._replace(archived=since is not None)


def _refuse_twin(work: Work, title: str, itself: str = "") -> None:
    for other in clients(work, archived=True):
        if other.id != itself and likeness_key(other.name) == likeness_key(title):
            back = f" It is archived; bring it back: ayron client edit {other.id} --unarchive"
            raise Refused(
                f"There is a client “{other.name}” already.{back if other.archived else ''}"
            )
