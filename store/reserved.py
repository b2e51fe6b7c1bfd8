"""Which entries are on an invoice. Those on an issued one, until it frees them, never change."""

from __future__ import annotations

from store.errors import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from store.work import Work

ISSUED = (
    "SELECT invoice.number FROM invoice_entry"
    " JOIN invoice ON invoice.id = invoice_entry.invoice_id"
    " WHERE invoice_entry.entry_id = ? AND invoice_entry.freed = 0 AND invoice.state = 'issued'"
)


def refuse_billed(work: Work, entry_id: str) -> None:
    """Refuse to touch an entry that an issued invoice holds; nobody can issue it meanwhile."""
    if work.row_lock:
        work.rows(f"SELECT id FROM entry WHERE id = ?{work.row_lock}", (entry_id,))
    found = work.row(ISSUED, (entry_id,))
    if found:
        raise Refused(
            f"This time is on invoice {found[0]}, so it stays as it is."
            " Void the invoice, or write a credit note, to change it."
        )


def reserve_entries(work: Work, invoice_id: str, rows: Sequence[tuple[str, str, str, int]]) -> None:
    """Put entries on an invoice: (owner, entry_id, line_id, seconds) of each."""
    if rows:
        work.run_many(
            "INSERT INTO invoice_entry (invoice_id, owner, entry_id, line_id, seconds)"
            " VALUES (?, ?, ?, ?, ?)",
            [(invoice_id, *row) for row in rows],
        )


def release_entries(work: Work, invoice_id: str, entry_ids: Sequence[str]) -> None:
    """Take entries off a draft."""
    if entry_ids:
        work.run_many(
            "DELETE FROM invoice_entry WHERE invoice_id = ? AND entry_id = ?",
            [(invoice_id, entry_id) for entry_id in entry_ids],
        )


def free_entries(work: Work, invoice_id: str, line_ids: Sequence[str] | None = None) -> None:
    """Let the entries of an issued invoice, or of some of its lines, be billed again."""
    if line_ids is None:
        work.run("UPDATE invoice_entry SET freed = 1 WHERE invoice_id = ?", (invoice_id,))
    elif line_ids:
        work.run_many(
            "UPDATE invoice_entry SET freed = 1 WHERE invoice_id = ? AND line_id = ?",
            [(invoice_id, line_id) for line_id in line_ids],
        )


def held_entries(work: Work, invoice_id: str) -> list[tuple[Any, ...]]:
    """Read (entry_id, line_id, seconds) of what an invoice holds."""
    return work.rows(
        "SELECT entry_id, line_id, seconds FROM invoice_entry"
        " WHERE invoice_id = ? AND freed = 0 ORDER BY entry_id",
        (invoice_id,),
    )


def recount_entries(work: Work, invoice_id: str, seconds: Mapping[str, int]) -> None:
    """Write down anew how long the entries on a draft took."""
    work.run_many(
        "UPDATE invoice_entry SET seconds = ? WHERE invoice_id = ? AND entry_id = ?",
        [(length, invoice_id, entry_id) for entry_id, length in seconds.items()],
    )


def hold_entries(work: Work, invoice_id: str) -> None:
    """Let nobody edit the time on a draft until this transaction ends."""
    if work.row_lock:
        work.rows(
            "SELECT id FROM entry WHERE id IN"
            f" (SELECT entry_id FROM invoice_entry WHERE invoice_id = ?){work.row_lock}",
            (invoice_id,),
        )
