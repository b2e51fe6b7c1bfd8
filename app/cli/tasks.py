"""tasks and task: the picker's list, and one's own tasks."""

from __future__ import annotations

from app.cli.invocation import Invocation, text_of
from app.shapes import task_shape
from store.adoption import adopt
from store.errors import Refused
from store.local_time import duration_text
from store.picker import candidates
from store.projects import find_project
from store.records import Candidate
from store.resolving import ranked
from store.subject import find_task
from store.tasks import add_task, archive_task, edit_task
from store.work import Work


def listing(invocation: Invocation) -> int:
    """List what can be picked, ranked where there is a query."""
    options = invocation.options
    with invocation.ledger.read() as work:
        scope = find_project(work, options.project).id if options.project else None
        query = text_of(options.query)
        found = ranked(work, query, scope)
    none = f"No task matches “{query}”." if query else "There are no tasks yet."
    lines = [_line(row) for row in found] or [none]
    return invocation.answer([task_shape(row) for row in found], lines)


def change(invocation: Invocation) -> int:
    """Add, edit or archive a task of one's own."""
    with invocation.ledger.write() as work:
        task_id, said = VERBS[invocation.options.verb](work, invocation)
    with invocation.ledger.read() as work:
        row = _row(work, task_id)
    archived = invocation.options.verb == "archive"
    shape = task_shape(row) if row else {"id": task_id, "archived": archived}
    return invocation.answer(shape, [said])


def _add(work: Work, invocation: Invocation) -> tuple[str, str]:
    options = invocation.options
    project = find_project(work, options.project).id if options.project else None
    task_id = add_task(work, text_of(options.name), project)
    return task_id, f"Added {find_task(work, task_id)[0]}\t{task_id}"


def _edit(work: Work, invocation: Invocation) -> tuple[str, str]:
    options = invocation.options
    if options.name is None and options.project is None:
        raise Refused("Say what to change: --name, --project, or both.")
    changes: dict[str, str | None] = {}
    if options.name is not None:
        changes["name"] = options.name
    if options.project is not None:
        none = options.project == "none"
        changes["project_id"] = None if none else find_project(work, options.project).id
    task_id = adopt(work, options.id)
    edit_task(work, task_id, **changes)
    return task_id, f"Changed {find_task(work, task_id)[0]}\t{task_id}"


def _archive(work: Work, invocation: Invocation) -> tuple[str, str]:
    task_id = adopt(work, invocation.options.id)
    archive_task(work, task_id)
    return task_id, f"Archived {find_task(work, task_id)[0]}\t{task_id}"


VERBS = {"add": _add, "edit": _edit, "archive": _archive}


def _row(work: Work, task_id: str) -> Candidate | None:
    return next((row for row in candidates(work) if row.task_id == task_id), None)


def _line(row: Candidate) -> str:
    glyph = {"asana": "A", "linear": "L"}.get(row.source, "●")
    place = " · ".join(part for part in (row.project or row.remote_project, row.client) if part)
    over_there = " · ".join(part for part in (row.remote_section, row.remote_state) if part)
    standing = f"({row.reason})" if row.reason else over_there
    spent = duration_text(row.seconds)
    return "\t".join([row.key, glyph, row.title, place, row.due_on or "", spent, standing])
