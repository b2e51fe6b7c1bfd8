"""Comparing ids: the cheap list of all that is open against what is held."""

from __future__ import annotations

from collections.abc import Sequence

from sync.absences import MOST_LOOKUPS, Absences
from sync.intake import FEW_ABSENT, Intake
from sync.mirror import Mirror
from sync.provider import Page, Provider


class RollCall:
    """Finds what vanished, and what is open and was not told of by any change.

    What is listed and cannot be taken in is looked at once, not at every call. `overwhelmed` says
    that so much is unknown that everything is better read; say `all_was_read` then. `puzzled` says
    that something was listed and not found: a reason to read everything, too.
    """

    def __init__(
        self, provider: Provider, mirror: Mirror, absences: Absences, assignee_id: str
    ) -> None:
        self._provider = provider
        self._mirror = mirror
        self._absences = absences
        self._assignee_id = assignee_id
        self._strange: set[str] = set()
        self._unknown: set[str] = set()
        self.overwhelmed = self.puzzled = False

    def call(self, workspace_ids: Sequence[str]) -> bool:
        """Compare the ids of some workspaces; say whether all that vanished is explained."""
        vanished: list[str] = []
        is_whole = True
        self._unknown.clear()
        self.overwhelmed = self.puzzled = False
        for workspace_id in workspace_ids:
            held = self._mirror.live_tasks(workspace_id)
            self._strange -= held
            listed: set[str] = set()
            complete = True
            for page in self._provider.my_open_ids(workspace_id):
                listed.update(page.rows)
                complete = complete and not page.unreadable
            absent = sorted(held - listed)
            if complete or len(absent) <= FEW_ABSENT:
                vanished += absent
            else:
                is_whole = False
            unknown = listed - held - self._strange
            if len(unknown) > MOST_LOOKUPS:
                self.overwhelmed = True
                self._unknown |= unknown
            else:
                self._greet(workspace_id, sorted(unknown))
        return self._absences.explain(vanished) and is_whole

    def all_was_read(self, workspace_ids: Sequence[str]) -> None:
        """Take what is unknown even now for strange."""
        for workspace_id in workspace_ids:
            self._unknown -= self._mirror.live_tasks(workspace_id)
        self._strange |= self._unknown

    def _greet(self, workspace_id: str, asked: Sequence[str]) -> None:
        """Look at tasks that are open and not held; those that cannot be held are strange."""
        if not asked:
            return
        found = [task for _id, task in self._provider.look_up(asked) if not isinstance(task, str)]
        intake = Intake(self._mirror, workspace_id, self._assignee_id)
        intake.take(Page([task for task in found if not task.completed], 0))
        intake.store()
        strange = set(asked) - self._mirror.live_tasks(workspace_id)
        self._strange |= strange
        self.puzzled = self.puzzled or bool(strange)
