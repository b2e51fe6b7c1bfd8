"""What the command line says of a start that is for no project yet; it never asks.

This module is on the quick path: what finds it out is loaded for such a start alone.
"""

from __future__ import annotations

from app.sentences import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from store.records import TimerChange
    from store.work import Work


def project_hint(work: Work, change: TimerChange) -> str:
    """Say how the time on an unmapped remote project gets one; empty where nothing is to be asked.

    Goes to stderr, so that no script reads it.
    """
    entry = change.started
    if entry is None or entry.project_id is not None or entry.source == "ayron":
        return ""
    from store.choices import unanswered

    question = unanswered(work)
    if question is None or question.entry_id != entry.id:
        return ""
    name = printable(entry.task)
    return (
        f"{name} is for no project yet: ayron edit {entry.id} --project NAME, or answer in the app"
    )
