"""What the sync thread tells, put into words for the screen."""

from __future__ import annotations

from screens.sync_mark import SYNCING
from sync.facts import (
    ConnectionLost,
    Fact,
    ModeChanged,
    SignInLeft,
    SyncFailed,
    SyncIdle,
    SyncProgress,
    SyncStarted,
    TasksPulled,
)

CATCH_UP = (
    "Event streams are refused to this sign-in; Ayron asks what changed with every poll instead."
)


def sync_words(fact: Fact) -> tuple[str, str]:
    """Return what the header shows for a fact, and what is worth a notice."""
    if isinstance(fact, SyncStarted):
        return SYNCING, ""
    if isinstance(fact, SyncProgress):
        return f"{SYNCING} {fact.tasks:,}", ""
    if isinstance(fact, ConnectionLost | SignInLeft):
        return "", fact.sentence
    if isinstance(fact, ModeChanged):
        return "", CATCH_UP
    return "", ""


def changes_tasks(fact: Fact) -> bool:
    """Tell whether the lists on the screen have to be read again."""
    if isinstance(fact, TasksPulled):
        return bool(fact.outcome.new or fact.outcome.changed or fact.outcome.gone)
    return isinstance(fact, ConnectionLost)


def ends_sync(fact: Fact) -> bool:
    """Tell whether how a connection is has to be read again."""
    return isinstance(fact, TasksPulled | SyncFailed | ConnectionLost | ModeChanged | SyncIdle)
