"""project and client: what is shared in the workspace."""

from __future__ import annotations

from argparse import Namespace

from app.cli.invocation import Invocation, text_of
from store.clients import (
    Client,
    add_client,
    archive_client,
    clients,
    find_client,
    rename_client,
    unarchive_client,
)
from store.errors import Refused
from store.journal import Together
from store.projects import (
    add_project,
    archive_project,
    find_project,
    move_project,
    projects,
    rename_project,
    unarchive_project,
)
from store.records import Project
from store.work import Work


def change(invocation: Invocation) -> int:
    """List the projects; add, edit or archive one."""
    options = invocation.options
    if options.verb == "list":
        with invocation.ledger.read() as work:
            found = projects(work, archived=options.archived)
        lines = [_line(project) for project in found] or ["There are no projects yet."]
        return invocation.answer([_shape(project) for project in found], lines)
    with invocation.ledger.write() as work:
        said, done = PROJECT_VERBS[options.verb](work, options)
    return invocation.answer(_shape(done), [f"{said} {_line(done)}"])


def change_client(invocation: Invocation) -> int:
    """List the clients; add, edit or archive one."""
    options = invocation.options
    if options.verb == "list":
        with invocation.ledger.read() as work:
            found = clients(work, archived=options.archived)
        lines = [_client_line(client) for client in found] or ["There are no clients yet."]
        return invocation.answer([_client_shape(client) for client in found], lines)
    with invocation.ledger.write() as work:
        said, done = CLIENT_VERBS[options.verb](work, options)
    return invocation.answer(_client_shape(done), [f"{said} {_client_line(done)}"])


def _add(work: Work, options: Namespace) -> tuple[str, Project]:
    return "Added", add_project(work, text_of(options.name), _client_of(options))


def _client_of(options: Namespace) -> str | None:
    return None if options.client == "none" else options.client


def _edit(work: Work, options: Namespace) -> tuple[str, Project]:
    name, client, back = options.name, options.client, options.unarchive
    if name is None and client is None and not back:
        raise Refused("Say what to change: --name, --client or --unarchive.")
    project = find_project(work, options.id, archived=True)
    with Together(work, "project edit"):
        if back:
            project = unarchive_project(work, project.id)
        if client is not None:
            project = move_project(work, project.id, _client_of(options))
        if name is not None:
            project = rename_project(work, project.id, name)
    return "Changed", project


def _archive(work: Work, options: Namespace) -> tuple[str, Project]:
    found = find_project(work, options.id, archived=True)
    return "Archived", archive_project(work, found.id)


def _add_client(work: Work, options: Namespace) -> tuple[str, Client]:
    return "Added", add_client(work, text_of(options.name))


def _edit_client(work: Work, options: Namespace) -> tuple[str, Client]:
    name, back = options.name, options.unarchive
    if name is None and not back:
        raise Refused("Say what to change: --name or --unarchive.")
    client = find_client(work, options.id, archived=True)
    with Together(work, "client edit"):
        if back:
            client = unarchive_client(work, client.id)
        if name is not None:
            client = rename_client(work, client.id, name)
    return "Changed", client


def _archive_client(work: Work, options: Namespace) -> tuple[str, Client]:
    found = find_client(work, options.id, archived=True)
    return "Archived", archive_client(work, found.id)


PROJECT_VERBS = {"add": _add, "edit": _edit, "archive": _archive}
CLIENT_VERBS = {"add": _add_client, "edit": _edit_client, "archive": _archive_client}


def _shape(project: Project) -> dict[str, object]:
    return {
        "id": project.id,
        "name": project.name,
        "client": project.client,
        "client_id": project.client_id,
        "archived": project.archived,
    }


def _line(project: Project) -> str:
    archived = ["archived"] if project.archived else []
    return "\t".join([project.id, project.name, project.client or "no client", *archived])


def _client_shape(client: Client) -> dict[str, object]:
    return {
        "id": client.id,
        "name": client.name,
        "archived": client.archived,
        "projects": client.projects,
    }


def _client_line(client: Client) -> str:
    return "\t".join([client.id, client.name, *(["archived"] if client.archived else [])])
