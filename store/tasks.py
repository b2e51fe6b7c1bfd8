"""Ayron's own side of tasks: add, rename, move, archive. Each can be undone."""

from __future__ import annotations

from typing import Any

from store.errors import Refused
from store.journal import Recording
from store.subject import find_task, require_project
from store.text import clean, fold
from store.work import Work


def add_task(work: Work, name: str, project_id: str | None = None) -> str:
    """Add a task of one's own and return its id."""
    title = _title(name)
    if project_id:
        require_project(work, project_id)
    task_id = work.new_id()
    recording = Recording(work, "task add")
    recording.watch("task", task_id)
    work.run(
        "INSERT INTO task (id, owner, project_id, name, norm, renamed, created_at, archived_at)"
        " VALUES (?, ?, ?, ?, ?, 1, ?, NULL)",
        (task_id, work.owner, project_id, title, fold(title), work.now()),
    )
    recording.save(f"Added the task {title}.")
    return task_id


def rename_task(work: Work, task_id: str, name: str) -> None:
    """Rename a task here; from then on it no longer follows its remote name."""
    edit_task(work, task_id, name=name)


def move_task(work: Work, task_id: str, project_id: str | None) -> None:
    """Move a task to a project, or to none. Time already tracked stays where it was."""
    edit_task(work, task_id, project_id=project_id)


def edit_task(work: Work, task_id: str, **changes: str | None) -> None:
    """Change `name`, `project_id` or both, as one operation."""
    name, _project = find_task(work, task_id)
    values: dict[str, Any] = {}
    sentence = f"Moved {name}."
    if "project_id" in changes:
        project_id = changes["project_id"]
        values["project_id"] = require_project(work, project_id) if project_id else None
    if "name" in changes:
        title = _title(changes["name"] or "")
        values |= {"name": title, "norm": fold(title), "renamed": 1}
        sentence = f"Renamed {name} to {title}."
    _change(work, task_id, sentence, values)


def archive_task(work: Work, task_id: str) -> None:
    """Take a task off the lists; its entries stay."""
    name, _project = find_task(work, task_id)
    running = work.row(
        "SELECT 1 FROM entry WHERE owner = ? AND task_id = ? AND stopped_at IS NULL",
        (work.owner, task_id),
    )
    if running:
        raise Refused(f"A timer runs on {name}. Stop it first.")
    _change(work, task_id, f"Archived {name}.", {"archived_at": work.now()})


def _change(work: Work, task_id: str, sentence: str, values: dict[str, Any]) -> None:
    recording = Recording(work, "task edit")
    recording.watch("task", task_id)
    columns = ", ".join(f"{name} = ?" for name in values)
    work.run(
        f"UPDATE task SET {columns} WHERE owner = ? AND id = ?",
        (*values.values(), work.owner, task_id),
    )
    recording.save(sentence)


def _title(name: str) -> str:
    title = clean(name)
    if not title:
        raise Refused("A task needs a name.")
    return title
