"""Entries put right after the fact: add, edit, delete. Each is one transaction's worth of work.

Instants are microseconds since 1970 UTC. An overlap made here is allowed; it is marked wherever
entries are listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from store import journal
from store.errors import NothingToDo, Refused
from store.journal import Recording
from store.local_time import clock_text, duration_text
from store.projects import require_project
from store.records import Entry, EntryChange
from store.spans import entries_between, find_entry
from store.timer import mapped_project
from store.work import Work

OVERLAP = "overlap"


def entries(work: Work, from_at: int, to_at: int, project_id: str | None = None) -> list[Entry]:
    """List the entries of [from_at, to_at), oldest first, overlaps marked in their flags."""
    marked = _mark_overlaps(entries_between(work, from_at, to_at), work.now())
    if project_id is None:
        return marked
    return [entry for entry in marked if entry.project_id == project_id]


def add(
    work: Work,
    task_id: str,
    started_at: int,
    stopped_at: int,
    *,
    project_id: str | None = None,
    note: str = "",
) -> EntryChange:
    """Write down a finished span of time."""
    task = work.row(
        "SELECT name, project_id FROM task WHERE owner = ? AND id = ?", (work.owner, task_id)
    )
    if task is None:
        raise NothingToDo(f"There is no task {task_id} of yours. `ayron tasks` lists them.")
    _check_span(work, started_at, stopped_at)
    entry_id = work.new_id()
    recording = Recording(work, "add")
    recording.watch("entry", entry_id)
    work.run(
        "INSERT INTO entry (id, owner, task_id, project_id, started_at, stopped_at, zone, note,"
        " billable, tags, flags, boot_id, boot_at, alive_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, '', '', '', 0, NULL)",
        (
            *(entry_id, work.owner, task_id),
            project_id or mapped_project(work, task_id) or task[1],
            *(started_at, stopped_at, work.clock.zone(), note),
        ),
    )
    length = duration_text((stopped_at - started_at) // 1_000_000)
    return _saved(work, recording, f"Added {length} on {task[0]}.", [entry_id])


def edit(work: Work, entry_id: str, **changes: Any) -> EntryChange:
    """Change fields of an entry: task_id, project_id, started_at, stopped_at, note, billable, tags.

    A `stopped_at` on a running entry ends it. Raises NothingToDo for an unknown entry.
    """
    entry = _known(work, entry_id)
    values = _checked(work, entry, changes)
    recording = Recording(work, "edit")
    recording.watch("entry", entry_id)
    columns = ", ".join(f"{name} = ?" for name in values)
    if columns:
        work.run(
            f"UPDATE entry SET {columns} WHERE owner = ? AND id = ?",
            (*values.values(), work.owner, entry_id),
        )
    return _saved(work, recording, f"Changed {entry.task}.", [entry_id])


def delete(work: Work, entry_ids: Sequence[str]) -> EntryChange:
    """Delete entries, all or none."""
    found = [_known(work, entry_id) for entry_id in dict.fromkeys(entry_ids)]
    recording = Recording(work, "delete")
    for entry in found:
        recording.watch("entry", entry.id)
        work.run("DELETE FROM entry WHERE owner = ? AND id = ?", (work.owner, entry.id))
    what = found[0].task if len(found) == 1 else f"{len(found)} entries"
    recording.save(f"Deleted {what}.")
    return EntryChange((), tuple(entry.id for entry in found), f"Deleted {what}.")


def undo(work: Work) -> EntryChange:
    """Take back the last operation of this member."""
    sentence, touched = journal.undo(work)
    return _touched(work, f"Undone: {sentence}", touched)


def redo(work: Work) -> EntryChange:
    """Do again what was undone last."""
    sentence, touched = journal.redo(work)
    return _touched(work, f"Done again: {sentence}", touched)


def _touched(work: Work, sentence: str, touched: list[tuple[str, str]]) -> EntryChange:
    ids = [row_id for kind, row_id in touched if kind == "entry"]
    found = [(row_id, find_entry(work, row_id)) for row_id in dict.fromkeys(ids)]
    changed = tuple(entry for _row_id, entry in found if entry)
    removed = tuple(row_id for row_id, entry in found if entry is None)
    return EntryChange(changed, removed, sentence)


def _saved(work: Work, recording: Recording, sentence: str, ids: list[str]) -> EntryChange:
    recording.save(sentence)
    found = [find_entry(work, entry_id) for entry_id in ids]
    marked = [_marked(work, entry) for entry in found if entry]
    return EntryChange(tuple(marked), (), sentence)


def _marked(work: Work, entry: Entry) -> Entry:
    """Mark one entry that shares time with another."""
    end = entry.stopped_at if entry.stopped_at is not None else work.now()
    around = entries(work, entry.started_at, end + 1)
    return next((found for found in around if found.id == entry.id), entry)


def _known(work: Work, entry_id: str) -> Entry:
    entry = find_entry(work, entry_id)
    if entry is None:
        raise NothingToDo(f"There is no entry {entry_id} of yours. `ayron log` lists them.")
    return entry


def _checked(work: Work, entry: Entry, changes: dict[str, Any]) -> dict[str, Any]:
    values = dict(changes)
    if "task_id" in values:
        from store.adoption import adopt

        values["task_id"] = adopt(work, values["task_id"])
    if values.get("project_id"):
        require_project(work, values["project_id"])
    if "billable" in values:
        values["billable"] = int(values["billable"])
    if "tags" in values:
        values["tags"] = " ".join(dict.fromkeys(values["tags"]))
    if {"started_at", "stopped_at"} & values.keys():
        started = values.get("started_at", entry.started_at)
        stopped = values.get("stopped_at", entry.stopped_at)
        _check_span(work, started, stopped)
        values["flags"] = " ".join(flag for flag in entry.flags if flag != "clock")
    return values


def _check_span(work: Work, started: int, stopped: int | None) -> None:
    if stopped is not None and stopped < started:
        raise Refused(
            f"An entry cannot end at {clock_text(stopped)} when it begins at"
            f" {clock_text(started)}. Give an end after the beginning."
        )
    latest = started if stopped is None else stopped
    if latest > work.now():
        raise Refused(f"{clock_text(latest)} is still to come; give a time up to now.")


def _mark_overlaps(found: list[Entry], now: int) -> list[Entry]:
    """Flag entries that share time, given in order of their start."""
    overlapping = set()
    latest: Entry | None = None
    for entry in found:
        if latest is not None and entry.started_at < _end(latest, now):
            overlapping |= {entry.id, latest.id}
        if latest is None or _end(entry, now) > _end(latest, now):
            latest = entry
    return [
        entry.replace(flags=(*entry.flags, OVERLAP)) if entry.id in overlapping else entry
        for entry in found
    ]


def _end(entry: Entry, now: int) -> int:
    return now if entry.stopped_at is None else entry.stopped_at
