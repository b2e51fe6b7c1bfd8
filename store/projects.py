"""Clients and projects: shared in the workspace, kept by its admin."""

from __future__ import annotations

from store.engine import rows
from store.errors import Ambiguous, NothingToDo, Refused
from store.ledger import require_admin
from store.models import Client, Project
from store.records import Project as ProjectRecord
from store.text import clean, fold
from store.work import Work

from peewee import JOIN  # isort: skip


def projects(work: Work, *, archived: bool = False) -> list[ProjectRecord]:
    """List the projects by client and name; the archived ones only when asked for."""
    query = (
        Project.select(
            Project.id, Project.name, Project.client_id, Client.name, Project.archived_at
        )
        .join(Client, JOIN.LEFT_OUTER, on=(Project.client_id == Client.id))
        .order_by(Client.norm.asc(nulls="last"), Project.norm, Project.id)
    )
    if not archived:
        query = query.where(Project.archived_at.is_null())
    return [ProjectRecord(*row[:4], row[4] is not None) for row in rows(query)]


def find_project(work: Work, text: str) -> ProjectRecord:
    """Find a project by its id or by its name, folded; `Client / Project` tells namesakes apart.

    Raises NothingToDo where none fits and Ambiguous where several do.
    """
    known = projects(work)
    wanted = fold(text)
    found = [project for project in known if project.id == text] or [
        project
        for project in known
        if wanted in (fold(project.name), fold(f"{project.client or ''} {project.name}"))
    ]
    if not found:
        raise NothingToDo(
            f"There is no project “{clean(text)}”. `ayron project list` names them,"
            " `ayron project add` makes one."
        )
    if len(found) > 1:
        lines = [f"{project.client or 'no client'} / {project.name}" for project in found]
        raise Ambiguous(f"Several projects are called “{clean(text)}”.", lines)
    return found[0]


def add_project(work: Work, name: str, client: str | None = None) -> ProjectRecord:
    """Add a project, with its client where that is new; an existing one of both names is kept."""
    require_admin(work, "add a project")
    title = clean(name)
    if not title:
        raise Refused("A project needs a name.")
    client_id = _client(work, client) if client else None
    for known in projects(work):
        if known.client_id == client_id and fold(known.name) == fold(title):
            return known
    project_id = work.new_id()
    Project.create(id=project_id, client_id=client_id, name=title, norm=fold(title))
    return next(project for project in projects(work) if project.id == project_id)


def _client(work: Work, name: str) -> str:
    title = clean(name)
    found = rows(Client.select(Client.id).where(Client.norm == fold(title)))
    if found:
        return str(found[0][0])
    client_id = work.new_id()
    Client.create(id=client_id, name=title, norm=fold(title))
    return client_id
