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

COLUMNS = {
    "entry": (
        *("id", "owner", "task_id", "project_id", "started_at", "stopped_at", "zone"),
        *("note", "billable", "tags", "flags", "boot_id", "boot_at"),
    ),
    "task": (
        *("id", "owner", "project_id", "name", "norm", "renamed", "created_at", "archived_at"),
    ),
}


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
        """Write the operation with the states after it."""
        work, owner = self.work, self.work.owner
        journal_id = work.new_id()
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
        "SELECT id, sentence FROM journal WHERE owner = ? AND undone_at IS NOT NULL AND number >"
        " (SELECT COALESCE(MAX(number), 0) FROM journal WHERE owner = ? AND undone_at IS NULL)"
        " ORDER BY number LIMIT 1",
        (work.owner, work.owner),
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
        current = image(work, kind, row_id)
        if _differs(json.loads(old or "null"), json.loads(current or "null")):
            raise Refused("This was changed again since, so it cannot be taken back on its own.")
        _put(work, kind, row_id, json.loads(new or "null"), current is not None)
        touched.append((kind, row_id))
    return touched


def _differs(old: dict[str, Any] | None, current: dict[str, Any] | None) -> bool:
    if old is None or current is None:
        return old is not current
    return any(current.get(name) != value for name, value in old.items())


def _put(work: Work, kind: str, row_id: str, values: dict[str, Any] | None, there: bool) -> None:
    if values is None:
        work.run(f"DELETE FROM {kind} WHERE owner = ? AND id = ?", (work.owner, row_id))
    elif there:
        columns = ", ".join(f"{name} = ?" for name in values)
        work.run(
            f"UPDATE {kind} SET {columns} WHERE owner = ? AND id = ?",
            (*values.values(), work.owner, row_id),
        )
    else:
        places = ", ".join("?" for _ in values)
        work.run(
            f"INSERT INTO {kind} ({', '.join(values)}) VALUES ({places})", tuple(values.values())
        )
