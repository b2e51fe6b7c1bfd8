"""Entries as rows: the one place that reads them, by time or by id.

A span of time is half-open. Entries longer than a day are rare and have an index of their own,
so that a query by time can bound its look-back to one day. This module is on the quick path.
"""

from __future__ import annotations

from store.clock import DAY
from store.records import Entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from store.work import Work

ENTRY = """
SELECT entry.id, entry.task_id, task.name, entry.project_id, project.name, client.name,
    COALESCE(link.provider, 'ayron'), link.remote_id, link.identifier, link.url, link.state,
    link.reason,
    entry.started_at, entry.stopped_at, entry.zone, entry.note, entry.billable, entry.tags,
    entry.flags, entry.alive_at, COALESCE(invoice.number, invoice.id)
FROM entry
JOIN task ON task.owner = entry.owner AND task.id = entry.task_id
LEFT JOIN project ON project.id = entry.project_id
LEFT JOIN client ON client.id = project.client_id
LEFT JOIN link ON link.owner = entry.owner AND link.task_id = entry.task_id
LEFT JOIN invoice_entry ON invoice_entry.entry_id = entry.id AND invoice_entry.freed = 0
LEFT JOIN invoice ON invoice.id = invoice_entry.invoice_id
"""
MINE = "WHERE entry.owner = ? AND "
STARTED = "entry.started_at >= ? AND entry.started_at < ?"
LONG = (
    "entry.started_at < ? AND entry.stopped_at - entry.started_at > 86400000000"
    " AND entry.stopped_at > ?"
)
# Without statistics SQLite prefers a long walk along another index to the one that holds
# nothing but running entries; an expression in the condition leaves it no other.
RUNNING = "WHERE entry.owner || '' = ? AND entry.stopped_at IS NULL"
RUNNING_SPAN = (
    "SELECT started_at, stopped_at, project_id, billable FROM entry"
    " WHERE owner = ? AND stopped_at IS NULL AND started_at + 0 < ?"
)


def running_entry(work: Work) -> Entry | None:
    """Read the entry that runs now."""
    found = work.row(ENTRY + RUNNING, (work.owner,))
    return entry_of(found) if found else None


def find_entry(work: Work, entry_id: str) -> Entry | None:
    """Read one entry of one's own."""
    found = work.row(ENTRY + MINE + "entry.id = ?", (work.owner, entry_id))
    return entry_of(found) if found else None


def last_entry(work: Work) -> Entry | None:
    """Read the entry that was started last among those that have stopped."""
    found = work.row(
        ENTRY + MINE + "entry.stopped_at IS NOT NULL"
        " ORDER BY entry.started_at DESC, entry.id DESC LIMIT 1",
        (work.owner,),
    )
    return entry_of(found) if found else None


def entries_between(work: Work, from_at: int, to_at: int) -> list[Entry]:
    """Read the entries that share time with [from_at, to_at), or start in it, oldest first."""
    owner = work.owner
    found = work.rows(ENTRY + MINE + STARTED, (owner, from_at - DAY, to_at))
    found += work.rows(ENTRY + MINE + LONG, (owner, from_at - DAY, from_at))
    found += work.rows(ENTRY + RUNNING + " AND entry.started_at + 0 < ?", (owner, from_at - DAY))
    now = work.now()
    entries = [entry_of(row) for row in found]
    inside = [e for e in entries if _meets(e.started_at, e.stopped_at, from_at, now)]
    return sorted(inside, key=lambda entry: (entry.started_at, entry.id))


def spans_between(
    work: Work, from_at: int, to_at: int
) -> list[tuple[int, int | None, str | None, int]]:
    """Read (started_at, stopped_at, project_id, billable) of what shares time with a period."""
    columns = "SELECT started_at, stopped_at, project_id, billable FROM entry "
    owner = work.owner
    found = work.rows(columns + MINE + STARTED, (owner, from_at - DAY, to_at))
    found += work.rows(columns + MINE + LONG, (owner, from_at - DAY, from_at))
    found += work.rows(RUNNING_SPAN, (owner, from_at - DAY))
    now = work.now()
    return [
        (started, stopped, project, billable)
        for started, stopped, project, billable in found
        if _meets(started, stopped, from_at, now)
    ]


def worked_microseconds(work: Work, from_at: int, to_at: int, now: int) -> int:
    """Sum the time inside a period, the running entry counted up to `now`."""
    total = 0
    for started, stopped, _project, _billable in spans_between(work, from_at, to_at):
        end = now if stopped is None else stopped
        total += max(0, min(end, to_at) - max(started, from_at))
    return total


def _meets(started: int, stopped: int | None, from_at: int, now: int) -> bool:
    return started >= from_at or (now if stopped is None else stopped) > from_at


def entry_of(row: Sequence[Any]) -> Entry:
    """Make the record of a row that `ENTRY` selected."""
    *head, billable, tags, flags, alive_at, invoice = row
    return Entry(
        *head, bool(billable), tuple(tags.split()), tuple(flags.split()), alive_at, invoice
    )
