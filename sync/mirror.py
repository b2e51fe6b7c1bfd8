"""The store's side of a sync: what is held of one connection, changed in short transactions."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from store.connections import (
    note_success,
    note_trouble,
    read_cursor,
    set_workspaces,
    workspace_ids,
    write_cursor,
)
from store.ledger import Ledger
from store.remote import (
    count_live_tasks,
    live_project_ids,
    live_task_ids,
    live_tasks_elsewhere,
    retire_projects,
    retire_tasks,
    upsert_projects,
    upsert_tasks,
)
from sync.provider import RemoteProject, RemoteTask, Workspace


class Mirror:
    """What the ledger holds of one connection, and a tally of what was changed in it."""

    def __init__(self, ledger: Ledger, connection_id: str, provider: str) -> None:
        self._ledger = ledger
        self._connection_id = connection_id
        self._provider = provider
        self.reset()

    def reset(self) -> None:
        """Begin a new tally."""
        self.new = self.changed = self.gone = self.rows_written = 0

    # -- changing it -----------------------------------------------------------------------

    def store_workspaces(self, workspaces: Sequence[Workspace]) -> None:
        """Hold which workspaces there are."""
        with self._ledger.write() as work:
            set_workspaces(work, self._connection_id, workspaces)

    def store_projects(self, projects: Sequence[RemoteProject]) -> None:
        """Hold some projects as they are now."""
        with self._ledger.write() as work:
            counts = upsert_projects(work, self._connection_id, self._provider, projects)
        self.rows_written += counts.written

    def archive_projects(self, workspace_id: str, listed: Collection[str]) -> None:
        """Mark the projects of a workspace that its complete list does not hold."""
        with self._ledger.write() as work:
            gone = live_project_ids(work, self._connection_id, workspace_id).difference(listed)
            self.rows_written += retire_projects(work, self._connection_id, gone)

    def store_tasks(self, tasks: Sequence[RemoteTask], completed: int = 0) -> None:
        """Hold some tasks as they are now; `completed` of them were live until now."""
        with self._ledger.write() as work:
            counts = upsert_tasks(work, self._connection_id, self._provider, tasks)
        self.new += counts.new
        self.changed += counts.changed - completed
        self.gone += completed
        self.rows_written += counts.written

    def retire_task(self, task_id: str, reason: str) -> None:
        """Mark a task as gone for a reason that was found."""
        with self._ledger.write() as work:
            written = retire_tasks(work, self._connection_id, self._provider, {task_id: reason})
        self.gone += 1
        self.rows_written += written

    def note_success(self, scopes: Sequence[str], started_at: int) -> None:
        """Write down that a sync went through, what it read to the end, and when it began."""
        with self._ledger.write() as work:
            for scope in scopes:
                write_cursor(work, self._connection_id, scope, str(started_at))
            note_success(work, self._connection_id)

    def note_trouble(self, state: str, sentence: str) -> None:
        """Write down why a sync did not go through."""
        with self._ledger.write() as work:
            note_trouble(work, self._connection_id, state, sentence)

    # -- looking at it ---------------------------------------------------------------------

    def cursor(self, scope: str) -> int | None:
        """Read when something was last read."""
        with self._ledger.read() as work:
            found = read_cursor(work, self._connection_id, scope)
        return int(found) if found else None

    def live_tasks(self, workspace_id: str) -> set[str]:
        """List the live tasks of a workspace."""
        with self._ledger.read() as work:
            return live_task_ids(work, self._connection_id, workspace_id)

    def live_tasks_elsewhere(self, workspace_ids: Collection[str]) -> list[str]:
        """List the live tasks that are in none of these workspaces."""
        with self._ledger.read() as work:
            return live_tasks_elsewhere(work, self._connection_id, workspace_ids)

    def live_count(self) -> int:
        """Count the live tasks."""
        with self._ledger.read() as work:
            return count_live_tasks(work, self._connection_id)

    def workspace_ids(self) -> list[str]:
        """List the workspaces that are held."""
        with self._ledger.read() as work:
            return workspace_ids(work, self._connection_id)
