"""The mirror of what a connection sees, and the links that follow it.

The sync calls these with one page at a time, each call in its own short transaction. Only rows
that differ are written. Remote trouble never deletes local work: a task that is gone keeps its
mirror row with the reason, its link goes dormant, its entries stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from store.links import follow, linked, links_of, put_to_sleep
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
    @property
    def section(self) -> str | None: ...
    @property
    def state(self) -> str | None: ...
    @property
    def older_identifiers(self) -> tuple[str, ...]: ...


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
    @property
    def kind(self) -> str: ...


class Counts(NamedTuple):
    """How many rows came anew, how many changed, how many were written in all."""

    new: int
    changed: int
    written: int


Row = tuple[Any, ...]
"""All columns of a mirror row, the key first: owner, connection and remote id."""

TASK_COLUMNS = (
    *("owner", "connection_id", "remote_id", "provider", "workspace_id", "name", "norm"),
    *("identifier", "url", "project_ids", "due_on", "modified_at"),
    *("section", "state", "older_identifiers", "gone"),
)
PROJECT_COLUMNS = (
    *("owner", "connection_id", "remote_id", "provider", "workspace_id", "name", "norm"),
    *("url", "archived", "kind"),
)


def upsert_tasks(work: Work, connection_id: str, provider: str, tasks: Sequence[TaskRow]) -> Counts:
    """Store a few thousand tasks at most; unchanged rows cost one read."""
    owner = work.owner
    rows: dict[str, Row] = {
        task.id: (
            owner,
            connection_id,
            task.id,
            provider,
            task.workspace_id,
            task.name,
            fold(task.name),
            task.identifier,
            task.url,
            " ".join(task.project_ids),
            task.due_on,
            task.modified_at,
            task.section,
            task.state,
            " ".join(task.older_identifiers),
            "completed" if task.completed else None,
        )
        for task in tasks
    }
    new, changed = _write(work, "remote_task", TASK_COLUMNS, rows)
    followed = follow(work, provider, {row[2]: row for row in (*new, *changed)})
    return Counts(len(new), len(changed), len(new) + len(changed) + followed)


def upsert_projects(
    work: Work, connection_id: str, provider: str, projects: Sequence[ProjectRow]
) -> Counts:
    """Store one page of projects."""
    owner = work.owner
    rows: dict[str, Row] = {
        project.id: (
            owner,
            connection_id,
            project.id,
            provider,
            project.workspace_id,
            project.name,
            fold(project.name),
            project.url,
            int(project.archived),
            project.kind,
        )
        for project in projects
    }
    new, changed = _write(work, "remote_project", PROJECT_COLUMNS, rows)
    return Counts(len(new), len(changed), len(new) + len(changed))


def live_task_ids(work: Work, connection_id: str, workspace_id: str) -> set[str]:
    """List the ids of the tasks that a connection holds as live in a workspace."""
    found = work.rows(
        "SELECT remote_id FROM remote_task"
        " WHERE owner = ? AND connection_id = ? AND workspace_id = ? AND gone IS NULL",
        (work.owner, connection_id, workspace_id),
    )
    return {row[0] for row in found}


def live_tasks_elsewhere(
    work: Work, connection_id: str, workspace_ids: Collection[str]
) -> list[str]:
    """List the ids of a connection's live tasks that are in none of these workspaces."""
    found = work.rows(
        "SELECT remote_id, workspace_id FROM remote_task"
        " WHERE owner = ? AND connection_id = ? AND gone IS NULL ORDER BY remote_id",
        (work.owner, connection_id),
    )
    return [remote_id for remote_id, workspace_id in found if workspace_id not in workspace_ids]


def live_among(work: Work, connection_id: str, task_ids: Collection[str]) -> set[str]:
    """List which of some tasks a connection holds as live."""
    found = work.rows(
        "SELECT remote_id FROM remote_task WHERE owner = ? AND connection_id = ?"
        f" AND gone IS NULL AND remote_id IN ({_places(task_ids) or 'NULL'})",
        (work.owner, connection_id, *task_ids),
    )
    return {row[0] for row in found}


def projects_by_use(work: Work, connection_id: str) -> list[str]:
    """List the ids of a connection's open projects, those with live tasks in them first."""
    place = (work.owner, connection_id)
    used: set[str] = set()
    for (project_ids,) in work.rows(
        "SELECT DISTINCT project_ids FROM remote_task"
        " WHERE owner = ? AND connection_id = ? AND gone IS NULL",
        place,
    ):
        used.update(project_ids.split())
    found = work.rows(
        "SELECT remote_id FROM remote_project WHERE owner = ? AND connection_id = ?"
        " AND archived = 0 AND kind = 'project' ORDER BY remote_id",
        place,
    )
    return sorted((row[0] for row in found), key=lambda each: (each not in used, each))


def live_projects(work: Work, connection_id: str) -> dict[str, set[str]]:
    """List the ids of the projects that a connection holds as open, by workspace."""
    found: dict[str, set[str]] = {}
    for workspace_id, remote_id in work.rows(
        "SELECT workspace_id, remote_id FROM remote_project"
        " WHERE owner = ? AND connection_id = ? AND archived = 0",
        (work.owner, connection_id),
    ):
        found.setdefault(workspace_id, set()).add(remote_id)
    return found


def retire_tasks(work: Work, connection_id: str, provider: str, reasons: Mapping[str, str]) -> int:
    """Mark tasks as gone, each for its reason, and let their links go dormant."""
    work.run_many(
        "UPDATE remote_task SET gone = ? WHERE owner = ? AND connection_id = ? AND remote_id = ?",
        [(reason, work.owner, connection_id, key) for key, reason in reasons.items()],
    )
    return len(reasons) + put_to_sleep(work, provider, reasons)


def retire_projects(work: Work, connection_id: str, remote_ids: Iterable[str]) -> int:
    """Mark projects as archived that a complete list no longer holds."""
    keys = list(remote_ids)
    work.run_many(
        "UPDATE remote_project SET archived = 1"
        " WHERE owner = ? AND connection_id = ? AND remote_id = ?",
        [(work.owner, connection_id, key) for key in keys],
    )
    return len(keys)


def forget_mirror(work: Work, connection_id: str, provider: str, account_id: str) -> None:
    """Drop what a connection mirrored; links that only it followed wait for its account."""
    place = (work.owner, connection_id)
    seen = {
        row[0]
        for row in work.rows(
            "SELECT remote_id FROM remote_task WHERE owner = ? AND connection_id = ?", place
        )
    }
    seen.update(links_of(work, connection_id, provider))
    work.run("DELETE FROM remote_task WHERE owner = ? AND connection_id = ?", place)
    work.run("DELETE FROM remote_project WHERE owner = ? AND connection_id = ?", place)
    followed = dict(
        work.rows(
            "SELECT remote_id, MIN(COALESCE(gone, '')) FROM remote_task"
            " WHERE owner = ? AND provider = ? GROUP BY remote_id",
            (work.owner, provider),
        )
    )
    put_to_sleep(work, provider, {key: followed[key] for key in seen if followed.get(key)})
    _let_wait(work, provider, account_id, linked(work, provider, seen.difference(followed)))


def _let_wait(work: Work, provider: str, account_id: str, remote_ids: Iterable[str]) -> None:
    """Let links sleep until an account is connected again.

    Where an older link of the same task waits for it already, this one waits for whoever sees the
    task: it was picked through another account, and both have shown it.
    """
    keys = [(work.owner, provider, remote_id) for remote_id in remote_ids]
    place = " WHERE owner = ? AND provider = ? AND remote_id = ? AND account_id = ''"
    work.run_many(
        "UPDATE link SET state = 'dormant', reason = COALESCE(reason, 'disconnected')" + place, keys
    )
    work.run_many(
        f"UPDATE link SET account_id = ?{place} AND NOT EXISTS (SELECT 1 FROM link AS older"
        " WHERE older.owner = link.owner AND older.provider = link.provider"
        " AND older.remote_id = link.remote_id AND older.account_id = ?)",
        [(account_id, *key, account_id) for key in keys],
    )


def _write(
    work: Work, table: str, columns: Sequence[str], rows: Mapping[str, Row]
) -> tuple[list[Row], list[Row]]:
    """Insert the rows that are not held and update those that differ; return both."""
    held = _held(work, f"SELECT {', '.join(columns)} FROM {table}", rows)
    new = [row for key, row in rows.items() if key not in held]
    changed = [rows[key] for key, row in held.items() if rows[key] != row]
    work.run_many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({_places(columns)})", new)
    work.run_many(
        f"UPDATE {table} SET {', '.join(f'{column} = ?' for column in columns[3:])}"
        " WHERE owner = ? AND connection_id = ? AND remote_id = ?",
        [(*row[3:], *row[:3]) for row in changed],
    )
    return new, changed


def _held(work: Work, select: str, rows: Mapping[str, Row]) -> dict[str, Row]:
    """Read the rows that are held under the keys of these."""
    if not rows:
        return {}
    owner, connection_id, *_ = next(iter(rows.values()))
    found = work.rows(
        f"{select} WHERE owner = ? AND connection_id = ? AND remote_id IN ({_places(rows)})",
        (owner, connection_id, *rows),
    )
    return {row[2]: row for row in found}


def _places(values: Collection[str]) -> str:
    return ", ".join(["?"] * len(values))
