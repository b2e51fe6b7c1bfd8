"""project and client: what is shared in the workspace."""

from __future__ import annotations

from app.cli.invocation import Invocation
from store.projects import add_project, projects
from store.records import Project


def change(invocation: Invocation) -> int:
    """List the projects, or add one."""
    options = invocation.options
    if options.verb == "list":
        with invocation.ledger.read() as work:
            found = projects(work)
        lines = [_line(project) for project in found] or ["There are no projects yet."]
        return invocation.answer([_shape(project) for project in found], lines)
    with invocation.ledger.write() as work:
        made = add_project(work, " ".join(options.name), options.client)
    return invocation.answer(_shape(made), [f"Added {_line(made)}"])


def clients(invocation: Invocation) -> int:
    """List the clients that have projects."""
    with invocation.ledger.read() as work:
        found = {project.client_id: project.client for project in projects(work)}
    named = [(key, name) for key, name in found.items() if key and name]
    shape = [{"id": key, "name": name} for key, name in named]
    return invocation.answer(shape, [f"{key}\t{name}" for key, name in named])


def _shape(project: Project) -> dict[str, object]:
    return {
        "id": project.id,
        "name": project.name,
        "client": project.client,
        "archived": project.archived,
    }


def _line(project: Project) -> str:
    return "\t".join([project.id, project.name, project.client or "no client"])
