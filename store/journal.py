"""The journal: what each operation changed, from what, to what. Undo, redo and audit read it.

An operation makes a `Recording`, watches each row before it changes it, and saves. Images are
JSON built by the database itself, so the quick path needs no encoder; undo, which reads them,
is not on the quick path.
"""

from __future__ import annotations

from store.errors import NothingToDo, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from store.work import Work

    Image = dict[str, Any]

COLUMNS = {
    "entry": (
        *("id", "owner", "task_id", "project_id", "started_at", "stopped_at", "zone"),
        *("note", "billable", "tags", "flags", "boot_id", "boot_at", "alive_at"),
    ),
    "task": (
        *("id", "owner", "project_id", "name", "norm", "renamed", "created_at", "archived_at"),
    ),
}

MOVING = "alive_at"  # is written behind the journal while a timer runs


class Recording:
    """One operation on its way into the journal."""

    __slots__ = ("operation", "watched", "work")

    def __init__(self, work: Work, operation: str) -> None:
        self.work = work
        self.operation = operation
        self.watched: list[tuple[str, str, str | None]] = []

    def watch(self, kind: str, row_id: str) -> None:
        """Keep the state of a row before it changes; a row that is not there yet is fine."""
        self.watched.append((kind, row_id, image(self.work, kind, row_id)))

    def save(self, sentence: str) -> None:
        """Write the operation with the states after it; what was undone before stays undone."""
        work, owner = self.work, self.work.owner
        journal_id = work.new_id()
        work.run(
            "UPDATE journal SET superseded_at = ?"
            " WHERE owner = ? AND undone_at IS NOT NULL AND superseded_at IS NULL",
            (work.now(), owner),
        )
        work.run(
            "INSERT INTO journal (id, owner, number, at, operation, sentence)"
            " VALUES (?, ?, (SELECT COALESCE(MAX(number), 0) + 1 FROM journal WHERE owner = ?),"
            " ?, ?, ?)",
            (journal_id, owner, owner, work.now(), self.operation, sentence),
        )
        for number, (kind, row_id, before) in enumerate(self.watched):
            work.run(
                "INSERT INTO journal_change VALUES (?, ?, ?, ?, ?, ?, ?)",
                (owner, journal_id, number, kind, row_id, before, image(work, kind, row_id)),
            )


def image(work: Work, kind: str, row_id: str) -> str | None:
    """Read a row of one's own as JSON text; None where it is not there."""
    fields = ", ".join(f"'{column}', {column}" for column in COLUMNS[kind])
    found = work.row(
        f"SELECT CAST({work.json_object}({fields}) AS TEXT) FROM {kind} WHERE owner = ? AND id = ?",
        (work.owner, row_id),
    )
    return found[0] if found else None


def undo(work: Work) -> tuple[str, list[tuple[str, str]]]:
    """Take back the last operation; returns its sentence and the (kind, id) rows it touched.

    Raises NothingToDo where nothing is left to undo, Refused where a row has changed since.
    """
    found = work.row(
        "SELECT id, sentence FROM journal WHERE owner = ? AND undone_at IS NULL"
        " ORDER BY number DESC LIMIT 1",
        (work.owner,),
    )
    if found is None:
        raise NothingToDo("There is nothing to undo.")
    touched = _replay(work, found[0], "after_image", "before_image", "DESC")
    work.run("UPDATE journal SET undone_at = ? WHERE id = ?", (work.now(), found[0]))
    return found[1], touched


def redo(work: Work) -> tuple[str, list[tuple[str, str]]]:
    """Do again what was undone last, as long as nothing new was done since."""
    found = work.row(
        "SELECT id, sentence FROM journal"
        " WHERE owner = ? AND undone_at IS NOT NULL AND superseded_at IS NULL"
        " ORDER BY number LIMIT 1",
        (work.owner,),
    )
    if found is None:
        raise NothingToDo("There is nothing to redo.")
    touched = _replay(work, found[0], "before_image", "after_image", "ASC")
    work.run("UPDATE journal SET undone_at = NULL WHERE id = ?", (found[0],))
    return found[1], touched


def _replay(
    work: Work, journal_id: str, expected: str, wanted: str, direction: str
) -> list[tuple[str, str]]:
    import json

    touched = []
    for kind, row_id, old, new in work.rows(
        f"SELECT kind, row_id, {expected}, {wanted} FROM journal_change"
        f" WHERE owner = ? AND journal_id = ? ORDER BY number {direction}",
        (work.owner, journal_id),
    ):
        images = (json.loads(text or "null") for text in (old, new, image(work, kind, row_id)))
        _put(work, kind, row_id, *images)
        touched.append((kind, row_id))
    return touched


def _put(
    work: Work, kind: str, row_id: str, old: Image | None, new: Image | None, current: Image | None
) -> None:
    """Bring a row from `old` to `new`, leaving alone what the operation itself left alone."""
    changes = _changes(old, new)
    before = {name: old[name] for name in changes if name != MOVING} if old else {}
    if (old is None) is not (current is None) or before != _part(current, before):
        raise Refused("This was changed again since, so it cannot be taken back on its own.")
    if new is None:
        work.run(f"DELETE FROM {kind} WHERE owner = ? AND id = ?", (work.owner, row_id))
    elif old is None:
        places = ", ".join("?" for _ in new)
        work.run(f"INSERT INTO {kind} ({', '.join(new)}) VALUES ({places})", tuple(new.values()))
    elif changes:
        columns = ", ".join(f"{name} = ?" for name in changes)
        work.run(
            f"UPDATE {kind} SET {columns} WHERE owner = ? AND id = ?",
            (*changes.values(), work.owner, row_id),
        )


def _changes(old: Image | None, new: Image | None) -> Image:
    """Pick the columns that differ; all of them where the row comes or goes."""
    if old is None or new is None:
        return new or old or {}
    return {name: value for name, value in new.items() if value != old[name]}


def _part(row: Image | None, names: Image) -> Image:
    return {name: row[name] for name in names} if row else {}
