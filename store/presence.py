"""Whether there is anything yet. Asked before more is loaded; this module is on the quick path."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from store.work import Work


def is_connected(work: Work) -> bool:
    """Tell whether this member has a connection."""
    return work.row("SELECT 1 FROM connection WHERE owner = ? LIMIT 1", (work.owner,)) is not None


def has_left(work: Work) -> bool:
    """Tell whether a sign-in that this member has ended is still to be revoked."""
    return work.row("SELECT 1 FROM revocation WHERE owner = ? LIMIT 1", (work.owner,)) is not None


def is_blank(work: Work) -> bool:
    """Tell whether this member has neither a task nor a connection."""
    task = work.row("SELECT 1 FROM task WHERE owner = ? LIMIT 1", (work.owner,))
    return task is None and not is_connected(work)


def has_earlier_timer(work: Work) -> bool:
    """Tell whether there is an entry that a timer can go on with."""
    return (
        work.row(
            "SELECT 1 FROM entry WHERE owner = ? AND stopped_at IS NOT NULL LIMIT 1", (work.owner,)
        )
        is not None
    )


def can_undo(work: Work) -> bool:
    """Tell whether there is an operation to take back."""
    return (
        work.row(
            "SELECT 1 FROM journal WHERE owner = ? AND undone_at IS NULL LIMIT 1", (work.owner,)
        )
        is not None
    )
