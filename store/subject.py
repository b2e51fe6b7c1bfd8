"""What an entry is about: its task, its note, and the project that is fixed when it starts.

This module is on the quick path.
"""

from __future__ import annotations

from store.errors import NothingToDo, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from store.work import Work

LONGEST_NOTE = 2000


def find_task(work: Work, task_id: str) -> tuple[str, str | None]:
    """Find the name and the project of a task of one's own; raises NothingToDo without one."""
    found = work.row(
        "SELECT name, project_id FROM task WHERE owner = ? AND id = ?", (work.owner, task_id)
    )
    if found is None:
        raise NothingToDo(f"There is no task {task_id} of yours. `ayron tasks` lists them.")
    return found[0], found[1]


def require_project(work: Work, project_id: str) -> str:
    """Return the id of a project; raises Refused where it is not there."""
    if work.row("SELECT 1 FROM project WHERE id = ?", (project_id,)) is None:
        raise Refused(f"There is no project {project_id}. `ayron project list` names them.")
    return project_id


def project_names(work: Work) -> dict[str | None, tuple[str, str | None]]:
    """Name each project and its client, archived ones too."""
    found = work.rows(
        "SELECT project.id, project.name, client.name FROM project"
        " LEFT JOIN client ON client.id = project.client_id"
    )
    return {project_id: (name, client) for project_id, name, client in found}


def internal_projects(work: Work) -> set[str | None]:
    """Name the projects whose time is never billable, whatever its entries say."""
    return {key for (key,) in work.rows("SELECT id FROM project WHERE kind = 'internal'")}


def entry_project(
    work: Work, task_id: str, own_project: str | None, scoped: str | None
) -> str | None:
    """Choose the project of a new entry.

    The scoped one, else the mapping's, else the task's, else what this member answered for the
    remote project before, else where the time on a task went that is no longer followed.
    """
    if scoped:
        return require_project(work, scoped)
    place = remote_projects_of(work, task_id)
    found = mapped(work, *place) or own_project
    if found:
        return found
    (answer,) = chosen(work, *place) or (None,)
    return answer or _last_project(work, task_id)


def _last_project(work: Work, task_id: str) -> str | None:
    """Find the project of the last entry of a task whose link is dormant, if it is open."""
    found = work.row(
        "SELECT project.id FROM link"
        " JOIN entry ON entry.owner = link.owner AND entry.task_id = link.task_id"
        " LEFT JOIN project ON project.id = entry.project_id AND project.archived_at IS NULL"
        " WHERE link.owner = ? AND link.task_id = ? AND link.state = 'dormant'"
        " ORDER BY entry.started_at DESC, entry.id DESC LIMIT 1",
        (work.owner, task_id),
    )
    return found[0] if found else None


def remote_projects_of(work: Work, task_id: str) -> tuple[str, list[str]]:
    """Find the provider of a linked task and the remote projects that it sits in, in order."""
    found = work.row(
        "SELECT remote_task.provider, remote_task.project_ids FROM link JOIN remote_task"
        " ON remote_task.owner = link.owner AND remote_task.provider = link.provider"
        " AND remote_task.remote_id = link.remote_id AND link.account_id = ''"
        " WHERE link.owner = ? AND link.task_id = ?"
        " ORDER BY remote_task.gone IS NOT NULL, remote_task.modified_at DESC,"
        " remote_task.connection_id DESC LIMIT 1",
        (work.owner, task_id),
    )
    return (found[0], found[1].split()) if found else ("", [])


def mapped(work: Work, provider: str, remote_ids: list[str]) -> str | None:
    """Find the project that the first mapped of some remote projects is mapped to.

    A mapped team counts only where no project is mapped, which says more. What is mapped to an
    archived project counts as not mapped.
    """
    if not remote_ids:
        return None
    found = {
        (kind, remote_id): project_id
        for kind, remote_id, project_id in work.rows(
            "SELECT mapping.kind, remote_id, project_id FROM mapping"
            " JOIN project ON project.id = project_id AND project.archived_at IS NULL"
            f" WHERE provider = ? AND remote_id IN ({_places(remote_ids)})",
            (provider, *remote_ids),
        )
    }
    order = [(kind, remote_id) for kind in ("project", "team") for remote_id in remote_ids]
    return next((found[place] for place in order if place in found), None)


def chosen(work: Work, provider: str, remote_ids: list[str]) -> tuple[str | None] | None:
    """Find what this member answered for the first of some remote projects: a project or none.

    Without any answer the result itself is None; one that names an archived project is none.
    """
    if not remote_ids:
        return None
    found: dict[str, str | None] = dict(
        work.rows(
            "SELECT remote_id, project_id FROM project_choice"
            " LEFT JOIN project ON project.id = project_id"
            " WHERE project.archived_at IS NULL AND owner = ? AND provider = ?"
            f" AND remote_id IN ({_places(remote_ids)})",
            (work.owner, provider, *remote_ids),
        )
    )
    return next(((found[remote_id],) for remote_id in remote_ids if remote_id in found), None)


def _places(values: list[str]) -> str:
    return ", ".join("?" for _ in values)


def clean_note(text: str) -> str:
    """Make a note safe to store and to show; most entries have none."""
    if not text:
        return ""
    from store.text import clean

    return clean(text, LONGEST_NOTE)
