"""tasks and task: the picker's list, and one's own tasks."""

from __future__ import annotations

from app.cli.invocation import Invocation
from app.shapes import task_shape
from store.adoption import adopt
from store.errors import NothingToDo, Refused
from store.local_time import duration_text
from store.picker import candidates
from store.projects import find_project
from store.records import Candidate
from store.resolving import ranked
from store.tasks import add_task, archive_task, move_task, rename_task
from store.work import Work


def listing(invocation: Invocation) -> int:
    """List what can be picked, ranked where there is a query."""
    options = invocation.options
    with invocation.ledger.read() as work:
        scope = find_project(work, options.project).id if options.project else None
        found = ranked(work, " ".join(options.query), scope)
    lines = [_line(row) for row in found] or ["There are no tasks yet."]
    return invocation.answer([task_shape(row) for row in found], lines)


def change(invocation: Invocation) -> int:
    """Add, edit or archive a task of one's own."""
    with invocation.ledger.write() as work:
        task_id, said = VERBS[invocation.options.verb](work, invocation)
        row = _row(work, task_id)
    shape = task_shape(row) if row else {"id": task_id, "archived": True}
    return invocation.answer(shape, [said])


def _add(work: Work, invocation: Invocation) -> tuple[str, str]:
    options = invocation.options
    project = find_project(work, options.project).id if options.project else None
    name = " ".join(options.name)
    task_id = add_task(work, name, project)
    return task_id, f"Added {name}\t{task_id}"


def _edit(work: Work, invocation: Invocation) -> tuple[str, str]:
    options = invocation.options
    if options.name is None and options.project is None:
        raise Refused("Say what to change: --name, --project, or both.")
    task_id = adopt(work, options.id)
    if options.name is not None:
        rename_task(work, task_id, options.name)
    if options.project is not None:
        chosen = None if options.project == "none" else find_project(work, options.project).id
        move_task(work, task_id, chosen)
    return task_id, f"Changed\t{task_id}"


def _archive(work: Work, invocation: Invocation) -> tuple[str, str]:
    task_id = invocation.options.id
    if ":" in task_id:
        raise NothingToDo(f"{task_id} was never picked here, so there is nothing to archive.")
    archive_task(work, task_id)
    return task_id, f"Archived\t{task_id}"


VERBS = {"add": _add, "edit": _edit, "archive": _archive}


def _row(work: Work, task_id: str) -> Candidate | None:
    return next((row for row in candidates(work) if row.task_id == task_id), None)


def _line(row: Candidate) -> str:
    glyph = {"asana": "A", "linear": "L"}.get(row.source, "●")
    place = " · ".join(part for part in (row.project or row.remote_project, row.client) if part)
    dormant = f"({row.reason})" if row.reason else ""
    parts = [glyph, row.name, place, row.due_on or "", duration_text(row.seconds), dormant]
    return "\t".join([row.key, *(part for part in parts if part)])
