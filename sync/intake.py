"""What comes in of one workspace's tasks: sifted, stored in batches, taken off what was held."""

from __future__ import annotations

import logging

from sync.mirror import Mirror
from sync.provider import Page, RemoteTask

FEW_ABSENT = 100
BATCH_ROWS = 1000
"""Tasks stored in one transaction: it holds the write lock for some 5 ms, and is one fsync."""

_log = logging.getLogger("ayron.sync")


class Intake:
    """Takes pages of the tasks of one person in one workspace.

    A row of another workspace or person is dropped and logged: it was not asked for, and what
    is not ours is not kept. `is_whole` says that all that came could be read.
    """

    def __init__(self, mirror: Mirror, workspace_id: str, assignee_id: str) -> None:
        self._mirror = mirror
        self._workspace_id = workspace_id
        self._assignee_id = assignee_id
        self._batch: list[RemoteTask] = []
        self._came: set[str] = set()
        self._wanted = 1  # the first page is stored at once, so that there is something to pick
        self.is_whole = True

    def take(self, page: Page[RemoteTask]) -> None:
        """Take a page in."""
        place, person = self._workspace_id, self._assignee_id
        mine = [
            task for task in page.rows if task.workspace_id == place and task.assignee_id == person
        ]
        if len(mine) < len(page.rows):
            _log.warning("%d rows of others were dropped.", len(page.rows) - len(mine))
        self._batch += mine
        self.is_whole = self.is_whole and not page.unreadable
        if len(self._batch) >= self._wanted:
            self.store()

    def store(self) -> None:
        """Store what was taken in; completed tasks only where they were live here until now."""
        completed = [task.id for task in self._batch if task.completed]
        ended = set(self._mirror.held_among(completed)) if completed else set()
        kept = [task for task in self._batch if not task.completed or task.id in ended]
        if kept:
            self._mirror.store_tasks(kept, sum(task.completed for task in kept))
        self._came.update([task.id for task in self._batch])
        self._batch, self._wanted = [], BATCH_ROWS

    def absent(self) -> list[str]:
        """List what is held and did not come; where not all that came could be read, only few.

        Each is looked up before it is believed to be gone, so that few cost little.
        """
        absent = sorted(self._mirror.live_tasks(self._workspace_id) - self._came)
        return absent if self.is_whole or len(absent) <= FEW_ABSENT else []
