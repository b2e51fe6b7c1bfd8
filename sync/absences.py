"""Why tasks are no longer listed: each is looked up, so that none is retired for being absent."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sync.mirror import Mirror
from sync.provider import Absence, Provider, RemoteTask

MOST_LOOKUPS = 100
"""Vanished tasks looked up in one sync; the others have their turn in the next ones."""

_log = logging.getLogger("ayron.sync")


class Absences:
    """Explains what vanished, a bounded number at a time."""

    def __init__(self, provider: Provider, mirror: Mirror, assignee_id: str) -> None:
        self._provider = provider
        self._mirror = mirror
        self._assignee_id = assignee_id
        self._still_mine: set[str] = set()

    def explain(self, vanished: Sequence[str]) -> bool:
        """Look tasks up, retire those that are gone, and hold the others as they are now.

        Returns whether none was left over.

        Those that turned out to be still mine come last, so that they keep no other waiting.
        """
        waiting = sorted(set(vanished), key=lambda each: (each in self._still_mine, each))
        asked = waiting[:MOST_LOOKUPS]
        if asked:
            for task_id, found in self._provider.look_up(asked):
                self._judge(task_id, found)
        return self._still_mine.issuperset(waiting[MOST_LOOKUPS:])

    def _judge(self, task_id: str, found: RemoteTask | Absence) -> None:
        reason = self._reason(found)
        if reason == "unreadable":
            _log.warning("Task %s cannot be read; it stays as it is.", task_id)
            self._still_mine.add(task_id)
        elif reason:
            self._mirror.retire_task(task_id, reason)
            self._still_mine.discard(task_id)
        elif not isinstance(found, str):
            self._still_mine.add(task_id)
            self._mirror.store_tasks([found])

    def _reason(self, found: RemoteTask | Absence) -> str | None:
        """Say why a task is no longer listed; None where it is still mine and open."""
        if isinstance(found, str):
            return found
        if found.completed:
            return "completed"
        return None if found.assignee_id == self._assignee_id else "reassigned"
