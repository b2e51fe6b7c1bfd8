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


def entry_project(
    work: Work, task_id: str, own_project: str | None, scoped: str | None
) -> str | None:
    """Choose the project of a new entry: the scoped one, else the mapping's, else the task's."""
    if scoped:
        return require_project(work, scoped)
    return mapped_project(work, task_id) or own_project


def mapped_project(work: Work, task_id: str) -> str | None:
    """Find the project that the remote projects of a linked task are mapped to."""
    found = work.row(
        "SELECT remote_task.provider, remote_task.project_ids FROM link JOIN remote_task"
        " ON remote_task.owner = link.owner AND remote_task.provider = link.provider"
        " AND remote_task.remote_id = link.remote_id"
        " WHERE link.owner = ? AND link.task_id = ?"
        " ORDER BY remote_task.gone IS NOT NULL, remote_task.modified_at DESC LIMIT 1",
        (work.owner, task_id),
    )
    if not found or not found[1]:
        return None
    provider, remote_ids = found[0], found[1].split()
    places = ", ".join("?" for _ in remote_ids)
    mapped: dict[str, str] = dict(
        work.rows(
            "SELECT remote_id, project_id FROM mapping"
            f" WHERE provider = ? AND remote_id IN ({places})",
            (provider, *remote_ids),
        )
    )
    return next((mapped[remote_id] for remote_id in remote_ids if remote_id in mapped), None)


def clean_note(text: str) -> str:
    """Make a note safe to store and to show; most entries have none."""
    if not text:
        return ""
    from store.text import clean

    return clean(text, LONGEST_NOTE)
