"""add, edit, delete, undo, redo, log: entries after the fact."""

from __future__ import annotations

from typing import Any

from app.cli.invocation import Invocation
from app.sentences import printable, where
from app.shapes import change_shape, entry_shape
from store import entries
from store.adoption import adopt
from store.errors import Refused
from store.local_time import add_days, clock_text, date_of, day_start, duration_text, iso_date
from store.moments import parse_date, parse_moment
from store.projects import find_project
from store.records import Entry, EntryChange
from store.resolving import exact_key
from store.spans import find_entry
from store.tasks import add_task
from store.work import Work


def add(invocation: Invocation) -> int:
    """Write down a span of time; a new name becomes a task."""
    options = invocation.options
    with invocation.ledger.write() as work:
        project = find_project(work, options.project).id if options.project else None
        started = parse_moment(options.started, work.now())
        stopped = parse_moment(options.stopped, work.now(), date_of(started))
        task_id = _task(work, options.task, project)
        done = entries.add(work, task_id, started, stopped, project_id=project, note=options.note)
        now = work.now()
    return _report(invocation, done, now)


def edit(invocation: Invocation) -> int:
    """Change fields of an entry."""
    with invocation.ledger.write() as work:
        done = entries.edit(work, invocation.options.id, **_changes(work, invocation.options))
        now = work.now()
    return _report(invocation, done, now)


def delete(invocation: Invocation) -> int:
    """Delete entries, all or none."""
    with invocation.ledger.write() as work:
        done = entries.delete(work, invocation.options.ids)
        now = work.now()
    return _report(invocation, done, now)


def undo(invocation: Invocation) -> int:
    """Take back the last change."""
    with invocation.ledger.write() as work:
        done, now = entries.undo(work), work.now()
    return _report(invocation, done, now)


def redo(invocation: Invocation) -> int:
    """Do again what was undone."""
    with invocation.ledger.write() as work:
        done, now = entries.redo(work), work.now()
    return _report(invocation, done, now)


def log(invocation: Invocation) -> int:
    """List the entries of some days."""
    options = invocation.options
    with invocation.ledger.read() as work:
        now = work.now()
        last = parse_date(options.last, now) if options.last else date_of(now)
        first = parse_date(options.first, now) if options.first else min(last, date_of(now))
        if first > last:
            raise Refused("--from lies after --to.")
        project = find_project(work, options.project).id if options.project else None
        span = (day_start(first), day_start(add_days(last, 1)))
        found = entries.entries(work, *span, project_id=project)
    lines = _log_lines(found, now) or ["There are no entries."]
    return invocation.answer([entry_shape(entry, now) for entry in found], lines)


def _task(work: Work, text: str, project: str | None) -> str:
    if ":" in text and text.partition(":")[0] in ("asana", "linear"):
        return adopt(work, text)
    if work.row("SELECT 1 FROM task WHERE owner = ? AND id = ?", (work.owner, text)):
        return text
    key = exact_key(work, text, project)
    return adopt(work, key) if key else add_task(work, text, project)


def _changes(work: Work, options: Any) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    now = work.now()
    entry = find_entry(work, options.id)
    day = date_of(entry.started_at) if entry else None
    if options.task is not None:
        changes["task_id"] = options.task
    if options.project is not None:
        none = options.project == "none"
        changes["project_id"] = None if none else find_project(work, options.project).id
    if options.started is not None:
        changes["started_at"] = parse_moment(options.started, now, day)
    if options.stopped is not None:
        changes["stopped_at"] = parse_moment(options.stopped, now, day)
    if options.note is not None:
        changes["note"] = options.note
    if options.billable is not None:
        changes["billable"] = options.billable
    if options.tag is not None:
        changes["tags"] = options.tag
    if not changes:
        raise Refused("Say what to change, for example --note or --from.")
    return changes


def _report(invocation: Invocation, done: EntryChange, now: int) -> int:
    lines = [printable(done.sentence), *(_line(entry, now) for entry in done.changed)]
    return invocation.answer(change_shape(done, now), lines)


def _log_lines(found: list[Entry], now: int) -> list[str]:
    lines: list[str] = []
    day = ""
    for entry in found:
        date = iso_date(date_of(entry.started_at))
        if date != day:
            day = date
            lines.append(date)
        lines.append(_line(entry, now))
    return lines


def _line(entry: Entry, now: int) -> str:
    end = "now" if entry.stopped_at is None else clock_text(entry.stopped_at)
    parts = [
        f"{clock_text(entry.started_at)}-{end}",
        duration_text(entry.seconds(now)),
        where(entry),
        entry.note,
        "" if entry.billable else "not billable",
        " ".join(f"!{flag}" for flag in entry.flags),
        entry.id,
    ]
    return "\t".join(parts)
