"""project and client: what is shared in the workspace."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping

from app.cli.invocation import Invocation, text_of
from app.cli.terms import (
    change_client_terms,
    change_project_terms,
    client_changes,
    client_terms_shape,
    project_terms_shape,
    says_how_it_earns,
)
from store.client_terms import ClientTerms, all_client_terms
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
from store.project_terms import ProjectTerms, all_project_terms
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
            found, terms = projects(work, archived=options.archived), all_project_terms(work)
        lines = [_line(project, terms) for project in found] or ["There are no projects yet."]
        return invocation.answer([_shape(project, terms) for project in found], lines)
    with invocation.ledger.write() as work:
        said, done = PROJECT_VERBS[options.verb](work, options)
        terms = all_project_terms(work)
    return invocation.answer(_shape(done, terms), [f"{said} {_line(done, terms)}"])


def change_client(invocation: Invocation) -> int:
    """List the clients; add, edit or archive one."""
    options = invocation.options
    if options.verb == "list":
        with invocation.ledger.read() as work:
            found, terms = clients(work, archived=options.archived), all_client_terms(work)
        lines = [_client_line(client) for client in found] or ["There are no clients yet."]
        return invocation.answer([_client_shape(client, terms) for client in found], lines)
    with invocation.ledger.write() as work:
        said, done = CLIENT_VERBS[options.verb](work, options)
        terms = all_client_terms(work)
    return invocation.answer(_client_shape(done, terms), [f"{said} {_client_line(done)}"])


def _add(work: Work, options: Namespace) -> tuple[str, Project]:
    with Together(work, "project add"):
        made = add_project(work, text_of(options.name), _client_of(options))
        change_project_terms(work, made.id, options)
    return "Added", made


def _client_of(options: Namespace) -> str | None:
    return None if options.client == "none" else options.client


def _edit(work: Work, options: Namespace) -> tuple[str, Project]:
    name, client, back = options.name, options.client, options.unarchive
    if name is None and client is None and not back and not says_how_it_earns(options):
        raise Refused(
            "Say what to change: --name, --client, --unarchive, --kind, --fee or --currency."
        )
    project = find_project(work, options.id, archived=True)
    with Together(work, "project edit"):
        if back:
            project = unarchive_project(work, project.id)
        if client is not None:
            project = move_project(work, project.id, _client_of(options))
        if name is not None:
            project = rename_project(work, project.id, name)
        change_project_terms(work, project.id, options)
    return "Changed", project


def _archive(work: Work, options: Namespace) -> tuple[str, Project]:
    found = find_project(work, options.id, archived=True)
    return "Archived", archive_project(work, found.id)


def _add_client(work: Work, options: Namespace) -> tuple[str, Client]:
    with Together(work, "client add"):
        made = add_client(work, text_of(options.name))
        change_client_terms(work, made.id, options)
    return "Added", made


def _edit_client(work: Work, options: Namespace) -> tuple[str, Client]:
    name, back = options.name, options.unarchive
    if name is None and not back and not client_changes(options):
        raise Refused("Say what to change: --name, --unarchive, or how the client is billed.")
    client = find_client(work, options.id, archived=True)
    with Together(work, "client edit"):
        if back:
            client = unarchive_client(work, client.id)
        if name is not None:
            client = rename_client(work, client.id, name)
        change_client_terms(work, client.id, options)
    return "Changed", client


def _archive_client(work: Work, options: Namespace) -> tuple[str, Client]:
    found = find_client(work, options.id, archived=True)
    return "Archived", archive_client(work, found.id)


PROJECT_VERBS = {"add": _add, "edit": _edit, "archive": _archive}
CLIENT_VERBS = {"add": _add_client, "edit": _edit_client, "archive": _archive_client}


def _shape(project: Project, terms: Mapping[str, ProjectTerms]) -> dict[str, object]:
    return {
        "id": project.id,
        "name": project.name,
        "client": project.client,
        "client_id": project.client_id,
        "archived": project.archived,
        **project_terms_shape(terms[project.id]),
    }


def _line(project: Project, terms: Mapping[str, ProjectTerms]) -> str:
    kind = terms[project.id].kind
    notes = [*([kind] if kind != "hourly" else []), *(["archived"] if project.archived else [])]
    return "\t".join([project.id, project.name, project.client or "no client", *notes])


def _client_shape(client: Client, terms: Mapping[str, ClientTerms]) -> dict[str, object]:
    return {
        "id": client.id,
        "name": client.name,
        "archived": client.archived,
        "projects": client.projects,
        **client_terms_shape(terms[client.id]),
    }


def _client_line(client: Client) -> str:
    return "\t".join([client.id, client.name, *(["archived"] if client.archived else [])])
