"""The mirror of what a connection sees, and the links that follow it.

The sync calls these with one page at a time, each call in its own short transaction. Only rows
that differ are written. Remote trouble never deletes local work: a task that is gone keeps its
mirror row with the reason, its link goes dormant, its entries stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from store.text import fold
from store.work import Work

REASONS = ("completed", "reassigned", "gone", "no_access", "disconnected", "off")


class TaskRow(Protocol):
    """What a provider says of a task; text is cleaned already."""

    @property
    def workspace_id(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def identifier(self) -> str | None: ...
    @property
    def url(self) -> str: ...
    @property
    def completed(self) -> bool: ...
    @property
    def due_on(self) -> str | None: ...
    @property
    def modified_at(self) -> int: ...
    @property
    def project_ids(self) -> tuple[str, ...]: ...


class ProjectRow(Protocol):
    """What a provider says of a project."""

    @property
    def workspace_id(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def archived(self) -> bool: ...


class Counts(NamedTuple):
    """How many rows came anew, how many changed, how many were written in all."""

    new: int
    changed: int
    written: int


TASK_COLUMNS = "workspace_id, name, norm, identifier, url, project_ids, due_on, modified_at, gone"


def upsert_tasks(work: Work, connection_id: str, provider: str, tasks: Sequence[TaskRow]) -> Counts:
    """Store one page of tasks (at most a few hundred); unchanged rows cost one read."""
    held = _held(
        work,
        "SELECT remote_id, workspace_id, name, identifier, url, project_ids, due_on,"
        " modified_at, gone FROM remote_task",
        connection_id,
        [task.id for task in tasks],
    )
    wanted = {task.id: _task_values(task) for task in tasks}
    new = {key: values for key, values in wanted.items() if key not in held}
    changed = {key: values for key, values in wanted.items() if held.get(key, values) != values}
    place = (work.owner, connection_id)
    work.run_many(
        "INSERT INTO remote_task (owner, connection_id, remote_id, provider, workspace_id, name,"
        " norm, identifier, url, project_ids, due_on, modified_at, gone)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*place, key, provider, *_with_norm(values)) for key, values in new.items()],
    )
    work.run_many(
        "UPDATE remote_task SET workspace_id = ?, name = ?, norm = ?, identifier = ?, url = ?,"
        " project_ids = ?, due_on = ?, modified_at = ?, gone = ?"
        " WHERE owner = ? AND connection_id = ? AND remote_id = ?",
        [(*_with_norm(values), *place, key) for key, values in changed.items()],
    )
    followed = _follow(work, provider, {**new, **changed})
    return Counts(len(new), len(changed), len(new) + len(changed) + followed)


def upsert_projects(
    work: Work, connection_id: str, provider: str, projects: Sequence[ProjectRow]
) -> Counts:
    """Store one page of projects."""
    held = _held(
        work,
        "SELECT remote_id, workspace_id, name, url, archived FROM remote_project",
        connection_id,
        [project.id for project in projects],
    )
    wanted = {
        project.id: (project.workspace_id, project.name, project.url, int(project.archived))
        for project in projects
    }
    new = {key: values for key, values in wanted.items() if key not in held}
    changed = {key: values for key, values in wanted.items() if held.get(key, values) != values}
    work.run_many(
        "INSERT INTO remote_project (owner, connection_id, provider, remote_id, workspace_id,"
        " name, norm, url, archived) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(work.owner, connection_id, provider, key),
                *(*values[:2], fold(values[1]), *values[2:]),
            )
            for key, values in new.items()
        ],
    )
    work.run_many(
        "UPDATE remote_project SET workspace_id = ?, name = ?, norm = ?, url = ?, archived = ?"
        " WHERE owner = ? AND connection_id = ? AND remote_id = ?",
        [
            (*values[:2], fold(values[1]), *values[2:], work.owner, connection_id, key)
            for key, values in changed.items()
        ],
    )
    return Counts(len(new), len(changed), len(new) + len(changed))


def live_task_ids(work: Work, connection_id: str, workspace_id: str) -> set[str]:
    """List the ids of the tasks that a connection holds as live in a workspace."""
    found = work.rows(
        "SELECT remote_id FROM remote_task"
        " WHERE owner = ? AND connection_id = ? AND workspace_id = ? AND gone IS NULL",
        (work.owner, connection_id, workspace_id),
    )
    return {row[0] for row in found}


def live_project_ids(work: Work, connection_id: str, workspace_id: str) -> set[str]:
    """List the ids of the projects that a connection holds as open in a workspace."""
    found = work.rows(
        "SELECT remote_id FROM remote_project"
        " WHERE owner = ? AND connection_id = ? AND workspace_id = ? AND archived = 0",
        (work.owner, connection_id, workspace_id),
    )
    return {row[0] for row in found}


def retire_tasks(work: Work, connection_id: str, provider: str, reasons: Mapping[str, str]) -> int:
    """Mark tasks as gone, each for its reason, and let their links go dormant."""
    work.run_many(
        "UPDATE remote_task SET gone = ? WHERE owner = ? AND connection_id = ? AND remote_id = ?",
        [(reason, work.owner, connection_id, key) for key, reason in reasons.items()],
    )
    return len(reasons) + _put_to_sleep(work, provider, reasons)


def retire_projects(work: Work, connection_id: str, remote_ids: Iterable[str]) -> int:
    """Mark projects as archived that a complete list no longer holds."""
    keys = list(remote_ids)
    work.run_many(
        "UPDATE remote_project SET archived = 1"
        " WHERE owner = ? AND connection_id = ? AND remote_id = ?",
        [(work.owner, connection_id, key) for key in keys],
    )
    return len(keys)


def forget_mirror(work: Work, connection_id: str, provider: str) -> None:
    """Drop what a connection mirrored; links that only it kept alive go dormant."""
    place = (work.owner, connection_id)
    live = work.rows(
        "SELECT remote_id FROM remote_task WHERE owner = ? AND connection_id = ? AND gone IS NULL",
        place,
    )
    work.run("DELETE FROM remote_task WHERE owner = ? AND connection_id = ?", place)
    work.run("DELETE FROM remote_project WHERE owner = ? AND connection_id = ?", place)
    _put_to_sleep(work, provider, {row[0]: "disconnected" for row in live})


def _held(
    work: Work, select: str, connection_id: str, ids: list[str]
) -> dict[str, tuple[Any, ...]]:
    if not ids:
        return {}
    places = ", ".join("?" for _ in ids)
    found = work.rows(
        f"{select} WHERE owner = ? AND connection_id = ? AND remote_id IN ({places})",
        (work.owner, connection_id, *ids),
    )
    return {row[0]: tuple(row[1:]) for row in found}


def _task_values(task: TaskRow) -> tuple[Any, ...]:
    return (
        *(task.workspace_id, task.name, task.identifier, task.url, " ".join(task.project_ids)),
        *(task.due_on, task.modified_at, "completed" if task.completed else None),
    )


def _with_norm(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*values[:2], fold(values[1]), *values[2:])


def _follow(work: Work, provider: str, rows: Mapping[str, tuple[Any, ...]]) -> int:
    """Let links and the names of their tasks follow mirror rows that were written."""
    linked = _linked(work, provider, rows)
    written = 0
    for remote_id, task_id in linked.items():
        _workspace, name, identifier, url, _projects, _due, _modified, gone = rows[remote_id]
        work.run(
            "UPDATE task SET name = ?, norm = ? WHERE owner = ? AND id = ? AND renamed = 0",
            (name, fold(name), work.owner, task_id),
        )
        if gone is None:
            work.run(
                "UPDATE link SET state = 'live', reason = NULL, url = ?, identifier = ?"
                " WHERE owner = ? AND provider = ? AND remote_id = ?",
                (url, identifier, work.owner, provider, remote_id),
            )
        written += 1
    asleep = {key: values[-1] for key, values in rows.items() if values[-1] and key in linked}
    return written + _put_to_sleep(work, provider, asleep)


def _put_to_sleep(work: Work, provider: str, reasons: Mapping[str, str]) -> int:
    """Make links dormant unless another connection of the same person still sees the task."""
    asleep = 0
    for remote_id in _linked(work, provider, reasons):
        asleep += work.run(
            "UPDATE link SET state = 'dormant', reason = ?"
            " WHERE owner = ? AND provider = ? AND remote_id = ? AND NOT EXISTS ("
            "  SELECT 1 FROM remote_task WHERE remote_task.owner = link.owner"
            "  AND remote_task.provider = link.provider"
            "  AND remote_task.remote_id = link.remote_id AND gone IS NULL)",
            (reasons[remote_id], work.owner, provider, remote_id),
        )
    return asleep


def _linked(work: Work, provider: str, ids: Iterable[str]) -> dict[str, str]:
    wanted = set(ids)
    if not wanted:
        return {}
    found = work.rows(
        "SELECT remote_id, task_id FROM link WHERE owner = ? AND provider = ?",
        (work.owner, provider),
    )
    return {remote_id: task_id for remote_id, task_id in found if remote_id in wanted}
