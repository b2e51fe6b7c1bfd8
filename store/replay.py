"""Taking an operation back, or doing it again, row by row. It is read from the journal."""

from __future__ import annotations

import json
from typing import Any

from store.errors import Refused
from store.journal import SHARED, image, place_of
from store.ledger import require_admin
from store.naming import likeness_key
from store.reserved import refuse_billed
from store.work import Work

Image = dict[str, Any]

MOVING = "alive_at"  # is written behind the journal while a timer runs
USES = {
    "client": ("project.client_id", "rate.client_id", "invoice.client_id"),
    "project": (
        *("entry.project_id", "task.project_id", "mapping.project_id"),
        *("project_choice.project_id", "rate.project_id", "estimate.project_id"),
        *("stage.project_id", "invoice.project_id", "invoice_line.project_id"),
    ),
    "estimate": ("estimate_line.estimate_id", "stage.estimate_id"),
    "stage": ("stage_task.stage_id", "estimate_line.stage_id", "invoice_line.stage_id"),
}
"""Where a row that was added may be used since, by whomever."""
NEEDS = {
    "client_id": "client",
    "project_id": "project",
    "estimate_id": "estimate",
    "stage_id": "stage",
}
TITLED = ("client", "project")
"""What no two open rows may have one name of."""


def replay(
    work: Work, journal_id: str, expected: str, wanted: str, direction: str
) -> list[tuple[str, str]]:
    """Bring the rows of an operation from one of its images to the other; returns (kind, id)s.

    Raises Refused where a row has changed since, by whomever, or where it would contradict others.
    """
    touched = []
    for kind, row_id, old, new in work.rows(
        f"SELECT kind, row_id, {expected}, {wanted} FROM journal_change"
        f" WHERE owner = ? AND journal_id = ? ORDER BY number {direction}",
        (work.owner, journal_id),
    ):
        if kind in SHARED:
            require_admin(work, "change what is shared")
        images = (json.loads(text or "null") for text in (old, new, image(work, kind, row_id)))
        _put(work, kind, row_id, *images)
        touched.append((kind, row_id))
    for kind, row_id in touched:
        _refuse_hidden_projects(work, kind, row_id)
    return touched


def _put(
    work: Work, kind: str, row_id: str, old: Image | None, new: Image | None, current: Image | None
) -> None:
    """Bring a row from `old` to `new`, leaving alone what the operation itself left alone."""
    changes = _changes(old, new)
    before = {name: old[name] for name in changes if name != MOVING} if old else {}
    if (old is None) is not (current is None) or before != _part(current, before):
        raise Refused("This was changed again since, so it cannot be taken back on its own.")
    if kind == "entry":
        refuse_billed(work, row_id)
    place, values = place_of(work, kind, row_id)
    if new is None:
        _refuse_used(work, kind, row_id)
        work.run(f"DELETE FROM {kind} WHERE {place}", values)
        return
    _refuse_missing(work, changes)
    _refuse_twin(work, kind, row_id, new)
    if old is None:
        places = ", ".join("?" for _ in new)
        work.run(f"INSERT INTO {kind} ({', '.join(new)}) VALUES ({places})", tuple(new.values()))
    elif changes:
        columns = ", ".join(f"{name} = ?" for name in changes)
        work.run(f"UPDATE {kind} SET {columns} WHERE {place}", (*changes.values(), *values))


def _changes(old: Image | None, new: Image | None) -> Image:
    """Pick the columns that differ; all of them where the row comes or goes."""
    if old is None or new is None:
        return new or old or {}
    return {name: value for name, value in new.items() if value != old[name]}


def _part(row: Image | None, names: Image) -> Image:
    return {name: row[name] for name in names} if row else {}


def _refuse_used(work: Work, kind: str, row_id: str) -> None:
    for use in USES.get(kind, ()):
        table, column = use.split(".")
        if work.row(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (row_id,)):
            raise Refused(f"The {kind} is used since, so it cannot go. Archive it instead.")


def _refuse_missing(work: Work, changes: Image) -> None:
    for column, kind in NEEDS.items():
        key = changes.get(column)
        if key and not work.row(f"SELECT 1 FROM {kind} WHERE id = ?", (key,)):
            raise Refused(f"The {kind} that this had is gone, so it cannot go back there.")


def _refuse_twin(work: Work, kind: str, row_id: str, new: Image) -> None:
    """Refuse a name that another client, or project of the same client, has taken since."""
    if kind not in TITLED:
        return
    query, values = f"SELECT name FROM {kind} WHERE id <> ?", [row_id]
    if kind == "project":
        query += " AND COALESCE(client_id, '') = ?"
        values.append(new["client_id"] or "")
    for (name,) in work.rows(query, values):
        if likeness_key(name) == likeness_key(new["name"]):
            raise Refused(f"Another {kind} is called “{name}” since. Rename that first.")


def _refuse_hidden_projects(work: Work, kind: str, row_id: str) -> None:
    """Refuse an open project of an archived client: nobody would find it there."""
    if kind in TITLED and work.row(
        "SELECT 1 FROM project JOIN client ON client.id = project.client_id"
        " WHERE project.archived_at IS NULL AND client.archived_at IS NOT NULL"
        f" AND {kind}.id = ?",
        (row_id,),
    ):
        raise Refused("A client cannot be archived while a project of it is open.")
