"""The time of a client's projects, and whether an invoice holds it already."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from store.clock import DAY
from store.work import Work


class Worked(NamedTuple):
    """An entry as invoices see it. `held_by` is the invoice that holds it, `number` its number."""

    id: str
    owner: str
    person: str
    task: str
    identifier: str | None
    project_id: str
    project: str
    kind: str
    client_id: str | None
    started_at: int
    stopped_at: int | None
    note: str
    billable: int
    held_by: str | None
    number: str | None

    @property
    def title(self) -> str:
        """The task's name, with its identifier where it has one."""
        return f"{self.identifier} {self.task}" if self.identifier else self.task

    @property
    def seconds(self) -> int:
        """Whole seconds, rounded down; none while it runs."""
        return max(0, (self.stopped_at or self.started_at) - self.started_at) // 1_000_000


WORKED = """
SELECT entry.id, entry.owner, member.name, task.name,
    (SELECT MIN(identifier) FROM link WHERE link.owner = entry.owner
        AND link.task_id = entry.task_id),
    project.id, project.name, project.kind, project.client_id,
    entry.started_at, entry.stopped_at, entry.note, entry.billable,
    invoice.id, invoice.number
FROM entry
JOIN project ON project.id = entry.project_id
JOIN task ON task.owner = entry.owner AND task.id = entry.task_id
JOIN member ON member.handle = entry.owner
LEFT JOIN invoice_entry ON invoice_entry.entry_id = entry.id AND invoice_entry.freed = 0
LEFT JOIN invoice ON invoice.id = invoice_entry.invoice_id
"""

OTHER = (
    "SELECT 1 FROM entry other WHERE other.owner = entry.owner AND other.id <> entry.id"
    " AND other.started_at < entry.stopped_at"
    " AND (other.stopped_at IS NULL OR other.stopped_at > entry.started_at)"
    " AND (other.stopped_at IS NULL OR other.stopped_at > other.started_at)"
)
"""What shares time with an entry; those longer than a day have an index of their own."""


def client_work(
    work: Work, client_id: str, from_at: int, to_at: int, project_id: str | None
) -> list[Worked]:
    """Read all that anybody began in [from_at, to_at) for a client, or for one project of it."""
    sql = WORKED + " WHERE project.client_id = ? AND entry.started_at >= ? AND entry.started_at < ?"
    values: list[object] = [client_id, from_at, to_at]
    if project_id is not None:
        sql += " AND project.id = ?"
        values.append(project_id)
    found = work.rows(sql + " ORDER BY entry.started_at, entry.id", values)
    return [Worked(*row) for row in found]


def first_unbilled(work: Work, client_id: str) -> int | None:
    """Say when the oldest time of a client began that can be billed and no invoice holds."""
    found = work.row(
        "SELECT MIN(entry.started_at) FROM entry JOIN project ON project.id = entry.project_id"
        " WHERE project.client_id = ? AND entry.billable = 1 AND entry.stopped_at IS NOT NULL"
        " AND project.kind IN ('hourly', 'capped') AND NOT EXISTS (SELECT 1 FROM invoice_entry"
        " WHERE invoice_entry.entry_id = entry.id AND invoice_entry.freed = 0)",
        (client_id,),
    )
    return found[0] if found else None


def held_work(work: Work, invoice_id: str) -> list[Worked]:
    """Read the entries that an invoice holds, as they are now; those that are gone are missing."""
    sql = WORKED + " WHERE invoice_entry.invoice_id = ? ORDER BY entry.started_at, entry.id"
    return [Worked(*row) for row in work.rows(sql, (invoice_id,))]


def worked_entries(work: Work, entry_ids: Collection[str]) -> list[Worked]:
    """Read some entries by their ids, oldest first."""
    found = [
        Worked(*row)
        for entry_id in entry_ids
        for row in work.rows(WORKED + " WHERE entry.id = ?", (entry_id,))
    ]
    return sorted(found, key=lambda entry: (entry.started_at, entry.id))


def overlapping_held(work: Work, invoice_id: str) -> list[str]:
    """Name the entries on an invoice that share time with other work of the same person."""
    found = work.rows(
        "SELECT entry.id FROM invoice_entry JOIN entry ON entry.id = invoice_entry.entry_id"
        " WHERE invoice_entry.invoice_id = ? AND invoice_entry.freed = 0"
        f" AND (EXISTS ({OTHER} AND other.started_at >= entry.started_at - ?)"
        f" OR EXISTS ({OTHER} AND other.stopped_at - other.started_at > 86400000000))"
        " ORDER BY entry.id",
        (invoice_id, DAY),
    )
    return [row[0] for row in found]
