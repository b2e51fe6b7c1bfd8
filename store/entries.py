"""Entries put right after the fact: add, edit, delete. Each is one transaction's worth of work.

Instants are microseconds since 1970 UTC. An overlap made here is allowed; it is marked wherever
entries are listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from store import journal
from store.adoption import adopt
from store.clock import SECOND
from store.errors import NothingToDo, Refused
from store.journal import Recording
from store.local_time import duration_text, moment_text
from store.records import Entry, EntryChange
from store.reserved import refuse_billed
from store.spans import entries_between, find_entry
from store.subject import clean_note, entry_project, find_task, require_project
from store.text import clean
from store.timer import CLOCK_CHANGED
from store.work import Work

OVERLAP = "overlap"


def entries(work: Work, from_at: int, to_at: int, project_id: str | None = None) -> list[Entry]:
    """List the entries of [from_at, to_at), oldest first, overlaps marked in their flags."""
    found = entries_between(work, from_at, to_at)
    overlapping = _overlapping(_around(work, from_at, to_at, found), work.now())
    return [
        entry.replace(flags=(*entry.flags, OVERLAP)) if entry.id in overlapping else entry
        for entry in found
        if project_id in (None, entry.project_id)
    ]


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
    name, own_project = find_task(work, task_id)
    project = entry_project(work, task_id, own_project, project_id)
    _check_span(work, started_at, stopped_at)
    entry_id = work.new_id()
    recording = Recording(work, "add")
    recording.watch("entry", entry_id)
    work.run(
        "INSERT INTO entry (id, owner, task_id, project_id, started_at, stopped_at, zone, note,"
        " billable, tags, flags, boot_id, boot_at, alive_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, '', '', '', 0, NULL)",
        (
            *(entry_id, work.owner, task_id, project),
            *(started_at, stopped_at, work.clock.zone(), clean_note(note)),
        ),
    )
    length = duration_text((stopped_at - started_at) // SECOND)
    return _saved(work, recording, f"Added {length} on {name}.", [entry_id])


def edit(work: Work, entry_id: str, **changes: Any) -> EntryChange:
    """Change fields of an entry: task_id, project_id, started_at, stopped_at, note, billable, tags.

    A `stopped_at` on a running entry ends it. Raises NothingToDo for an unknown entry.
    """
    entry = _known(work, entry_id)
    refuse_billed(work, entry_id)
    values = _checked(work, entry, changes)
    if not values:
        return EntryChange((_marked(work, entry),), (), f"{entry.task} stays as it is.")
    recording = Recording(work, "edit")
    recording.watch("entry", entry_id)
    columns = ", ".join(f"{name} = ?" for name in values)
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
        refuse_billed(work, entry.id)
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
    around = entries(work, entry.started_at, entry.started_at + 1)
    return next((found for found in around if found.id == entry.id), entry)


def _known(work: Work, entry_id: str) -> Entry:
    entry = find_entry(work, entry_id)
    if entry is None:
        raise NothingToDo(f"There is no entry {entry_id} of yours. `ayron log` lists them.")
    return entry


def _checked(work: Work, entry: Entry, changes: dict[str, Any]) -> dict[str, Any]:
    """Turn the changes that really are any into columns."""
    values = {name: _normal(work, name, value) for name, value in changes.items()}
    values = {name: value for name, value in values.items() if value != getattr(entry, name)}
    if {"started_at", "stopped_at"} & values.keys():
        started = values.get("started_at", entry.started_at)
        _check_span(work, started, values.get("stopped_at", entry.stopped_at))
        values["flags"] = tuple(flag for flag in entry.flags if flag != CLOCK_CHANGED)
        values["boot_at"] = _boot_at(work, entry) + started - entry.started_at
    return {
        name: " ".join(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }


def _normal(work: Work, name: str, value: Any) -> Any:
    """Bring a changed value into the form in which the record holds it."""
    if name == "task_id":
        return adopt(work, value)
    if name == "project_id":
        return require_project(work, value) if value else None
    if name == "note":
        return clean_note(value)
    if name == "tags":
        return tuple(dict.fromkeys(tag for text in value if (tag := clean(text).replace(" ", "-"))))
    return int(value) if name == "billable" else value


def _boot_at(work: Work, entry: Entry) -> int:
    """Read the boot clock's reading at the start of an entry, which moves with the start."""
    found = work.rows(
        "SELECT boot_at FROM entry WHERE owner = ? AND id = ?", (work.owner, entry.id)
    )
    return int(found[0][0])


def _check_span(work: Work, started: int, stopped: int | None) -> None:
    now = work.now()
    if stopped is not None and stopped < started:
        raise Refused(
            f"An entry cannot end at {moment_text(stopped, now)} when it begins at"
            f" {moment_text(started, now)}. Give an end after the beginning."
        )
    latest = started if stopped is None else stopped
    if latest > now:
        raise Refused(f"{moment_text(latest, now)} is still to come; give a time up to now.")


def _around(work: Work, from_at: int, to_at: int, found: list[Entry]) -> list[Entry]:
    """Read on as far as the entries found reach, since what overlaps one may lie outside."""
    first = min([from_at, *(entry.started_at for entry in found)])
    last = max([to_at, *(_end(entry, work.now()) for entry in found)])
    return found if (first, last) == (from_at, to_at) else entries_between(work, first, last)


def _overlapping(found: list[Entry], now: int) -> set[str]:
    """Choose the entries that share time with another, given in order of their start."""
    overlapping = set()
    latest: Entry | None = None
    for entry in found:
        if _end(entry, now) <= entry.started_at:
            continue
        if latest is not None and entry.started_at < _end(latest, now):
            overlapping |= {entry.id, latest.id}
        if latest is None or _end(entry, now) > _end(latest, now):
            latest = entry
    return overlapping


def _end(entry: Entry, now: int) -> int:
    return now if entry.stopped_at is None else entry.stopped_at
