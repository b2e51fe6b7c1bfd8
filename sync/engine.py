"""One connection's sync: the provider's lists go into the mirror, and what vanished is explained.

Nothing is believed of a list that did not come to its end, and no task is retired because it is
absent: each one that is no longer listed is looked up, and retired for what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from store.clock import MINUTE, SECOND
from store.ledger import Ledger
from store.records import Connection
from sync.errors import (
    Missing,
    NotAllowed,
    RateLimited,
    Rejected,
    RemoteError,
    SignedOut,
    Stopped,
)
from sync.facts import (
    ConnectionLost,
    Fact,
    SyncFailed,
    SyncOutcome,
    SyncProgress,
    SyncStarted,
    TasksPulled,
)
from sync.mirror import Mirror
from sync.provider import Page, Provider, RemoteTask

MOST_LOOKUPS = 50
"""Vanished tasks looked up in one sync; the others have their turn in the next ones."""
FEW_TASKS = 300
"""Up to so many, reading everything costs hardly more than reading what changed."""
FULL_EVERY = 15 * MINUTE
OVERLAP = 5 * MINUTE
"""Changes are asked for from a little before the last sync: the two clocks may differ."""
BATCH_ROWS = 2000
"""Tasks stored in one transaction: it holds the write lock for some 10 ms, and is one fsync."""


class Engine:
    """Syncs one connection; keeps its provider from one sync to the next.

    `lost` says that the sign-in ended: the provider will not work again.
    """

    def __init__(
        self,
        provider: Provider,
        ledger: Ledger,
        connection: Connection,
        publish: Callable[[Fact], object],
    ) -> None:
        self.provider = provider
        self.connection = connection
        self._clock = ledger.clock
        self._mirror = Mirror(ledger, connection.id, provider.name)
        self._publish = publish
        self.lost = False
        self._checked = False
        self._tasks_read = 0
        self._started_at = 0
        self._scopes: list[str] = []
        self._left_out: RemoteError | None = None
        self._still_mine: set[str] = set()

    def sync(self, full: bool = False) -> SyncOutcome:
        """Bring the mirror up to date; `full` reads everything, else only what that takes.

        Remote trouble ends up in the outcome, in the connection's row and as a fact. Raises
        Stopped when asked to end, and the ledger's own errors.
        """
        requests_before = self.provider.requests
        self._begin()
        try:
            self._check_account()
            if full or self._needs_everything():
                self._pull_everything()
            else:
                self._pull_changes()
            trouble = self._left_out
        except Stopped:
            raise
        except RemoteError as error:
            trouble = error
        return self._finish(trouble, self.provider.requests - requests_before)

    # -- the two ways ----------------------------------------------------------------------

    def _pull_everything(self) -> None:
        """Read every list to its end, then explain what is no longer listed."""
        workspaces = self._pull_workspaces()
        vanished = self._mirror.live_tasks_elsewhere(workspaces)
        for workspace_id in workspaces:
            try:
                self._pull_projects(workspace_id)
                vanished += self._pull_tasks(workspace_id)
            except (NotAllowed, Missing, Rejected) as refusal:
                self._left_out = refusal
        if self._explain(vanished) == len(vanished):
            self._scopes.append("everything")

    def _pull_changes(self) -> None:
        """Read the tasks that changed since the last sync, completed ones among them."""
        since = (self._mirror.cursor("changes") or OVERLAP) - OVERLAP
        for workspace_id in self._mirror.workspace_ids():
            held = self._mirror.live_tasks(workspace_id)
            self._store_tasks(self.provider.my_changed_tasks(workspace_id, since), held)

    def _needs_everything(self) -> bool:
        last = self._mirror.cursor("everything")
        if last is None or not 0 <= self._clock.wall() - last < FULL_EVERY:
            return True
        return self._mirror.live_count() <= FEW_TASKS

    # -- the steps -------------------------------------------------------------------------

    def _begin(self) -> None:
        self._left_out = None
        self._tasks_read = 0
        self._started_at = self._clock.wall()
        self._scopes = ["changes"]
        self._mirror.reset()
        self._publish(SyncStarted(self.connection.id))

    def _check_account(self) -> None:
        """Make sure once that the token still belongs to whom it did."""
        if self._checked:
            return
        account = self.provider.account()
        if account.id != self.connection.account_id:
            raise SignedOut(
                f"The token belongs to {account.name}, not to {self.connection.account};"
                " connect again."
            )
        self._checked = True

    def _pull_workspaces(self) -> list[str]:
        found = self.provider.workspaces()
        if found:
            self._mirror.store_workspaces(found)
        return [workspace.id for workspace in found]

    def _pull_projects(self, workspace_id: str) -> None:
        """Mirror a workspace's projects; what its complete list does not hold is archived."""
        listed: set[str] = set()
        complete = True
        for page in self.provider.projects(workspace_id):
            self._mirror.store_projects(page.rows)
            listed.update(project.id for project in page.rows)
            complete = complete and not page.unreadable
        if complete and listed:
            self._mirror.archive_projects(workspace_id, listed)

    def _pull_tasks(self, workspace_id: str) -> list[str]:
        """Mirror a workspace's tasks; return those that its complete list does not hold."""
        held = self._mirror.live_tasks(workspace_id)
        complete = self._store_tasks(self.provider.my_open_tasks(workspace_id), held)
        return sorted(held) if complete else []

    def _store_tasks(self, pages: Iterator[Page[RemoteTask]], held: set[str]) -> bool:
        """Store pages in batches, taking them off `held`; says whether all could be read.

        The first page is stored at once, so that there is something to pick from.
        """
        batch: list[RemoteTask] = []
        wanted = 1
        complete = True
        for page in pages:
            self._tell_progress(len(page.rows))
            batch += page.rows
            complete = complete and not page.unreadable
            if len(batch) >= wanted:
                self._store_batch(batch, held)
                batch, wanted = [], BATCH_ROWS
        self._store_batch(batch, held)
        return complete

    def _store_batch(self, batch: list[RemoteTask], held: set[str]) -> None:
        """Store tasks; completed ones only where they were live here until now."""
        kept = [task for task in batch if not task.completed or task.id in held]
        completed = sum(task.completed for task in kept)
        if kept:
            self._mirror.store_tasks(kept, completed)
        held.difference_update([task.id for task in batch])

    def _tell_progress(self, rows: int) -> None:
        self._tasks_read += rows
        self._publish(SyncProgress(self.connection.id, self._tasks_read))

    def _explain(self, vanished: list[str]) -> int:
        """Look up a bounded number of tasks that are no longer listed; count the explained.

        Those that turned out to be still mine come last, so that they keep no other waiting.
        """
        looked_up = sorted(vanished, key=self._still_mine.__contains__)[:MOST_LOOKUPS]
        for task_id in looked_up:
            reason = self._reason(task_id)
            if reason:
                self._mirror.retire_task(task_id, reason)
                self._still_mine.discard(task_id)
            else:
                self._still_mine.add(task_id)
        return len(self._still_mine.intersection(vanished).union(looked_up))

    def _reason(self, task_id: str) -> str | None:
        """Find out why a task is no longer listed; None where it is still mine and open."""
        try:
            task = self.provider.task(task_id)
        except Missing:
            return "gone"
        except NotAllowed:
            return "no_access"
        if task.completed:
            return "completed"
        return None if task.assignee_id == self.connection.account_id else "reassigned"

    # -- the end ---------------------------------------------------------------------------

    def _finish(self, trouble: RemoteError | None, requests: int) -> SyncOutcome:
        mirror, sentence = self._mirror, str(trouble) if trouble else None
        outcome = SyncOutcome(
            *(self.connection.id, mirror.new, mirror.changed, mirror.gone),
            *(requests, mirror.rows_written, sentence),
        )
        if trouble is None:
            mirror.note_success(self._scopes, self._started_at)
            self._publish(TasksPulled(self.connection.id, outcome))
        elif isinstance(trouble, SignedOut):
            self.lost = True
            mirror.note_trouble("signed_out", str(trouble))
            self._publish(ConnectionLost(self.connection.id, str(trouble)))
        else:
            mirror.note_trouble("trouble", str(trouble))
            self._publish(SyncFailed(self.connection.id, str(trouble), self._retry_at(trouble)))
        return outcome

    def _retry_at(self, trouble: RemoteError) -> int | None:
        """Say when the provider wants to be asked again, where it named a time."""
        if isinstance(trouble, RateLimited):
            return self._clock.wall() + int(trouble.retry_after * SECOND)
        return None
