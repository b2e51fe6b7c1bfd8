"""The store's side of a sync: what is held of one connection, changed in short transactions."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from store.connections import (
    is_well,
    note_mode,
    note_success,
    note_trouble,
    read_cursor,
    set_workspaces,
    workspace_ids,
    write_cursor,
)
from store.ledger import Ledger
from store.links import waking_links
from store.remote import (
    live_among,
    live_projects,
    live_task_ids,
    live_tasks_elsewhere,
    projects_by_use,
    retire_projects,
    retire_tasks,
    upsert_projects,
    upsert_tasks,
)
from sync.provider import Page, RemoteProject, RemoteTask, Workspace


class Mirror:
    """What the ledger holds of one connection, and a tally of what was changed in it.

    A sync that changes nothing writes nothing: where it left off is kept here, and goes into
    the ledger along with the next change.
    """

    def __init__(self, ledger: Ledger, connection_id: str, provider: str) -> None:
        self._ledger = ledger
        self._connection_id = connection_id
        self._provider = provider
        self._cursors: dict[str, int] = {}
        self._unwritten: set[str] = set()
        self._projects: list[str] | None = None
        self._empty: set[str] = set()
        self.reset()

    def reset(self) -> None:
        """Begin a new tally."""
        self.new = self.changed = self.gone = self.rows_written = 0
        self._listed: dict[str, set[str]] = {}
        self._unsure: set[str] = set()

    # -- changing it -----------------------------------------------------------------------

    def store_workspaces(self, workspaces: Sequence[Workspace]) -> None:
        """Hold which workspaces there are."""
        self._projects = None
        with self._ledger.write() as work:
            set_workspaces(work, self._connection_id, workspaces)

    def take_projects(self, workspace_id: str, page: Page[RemoteProject]) -> None:
        """Hold some projects of a workspace as they are now; those of another are dropped."""
        projects = [each for each in page.rows if each.workspace_id == workspace_id]
        with self._ledger.write() as work:
            counts = upsert_projects(work, self._connection_id, self._provider, projects)
        self._count_projects(counts.written)
        self._listed.setdefault(workspace_id, set()).update(each.id for each in projects)
        if page.unreadable:
            self._unsure.add(workspace_id)

    def archive_projects(self, workspace_id: str) -> None:
        """Mark the projects of a workspace that its list, read to the end, did not hold.

        A list without any is believed when it comes a second time in a row.
        """
        listed = self._listed.get(workspace_id, set())
        was_empty = workspace_id in self._empty
        self._empty.discard(workspace_id)
        if not listed and not was_empty:
            self._empty.add(workspace_id)
        elif workspace_id not in self._unsure:
            self._archive(workspace_id, listed)

    def archive_projects_elsewhere(self, workspace_ids: Collection[str]) -> None:
        """Mark the projects of workspaces that are no longer among those that are seen."""
        with self._ledger.read() as work:
            held = live_projects(work, self._connection_id)
        for workspace_id in sorted(held.keys() - set(workspace_ids)):
            self._archive(workspace_id, set())

    def _archive(self, workspace_id: str, listed: Collection[str]) -> None:
        with self._ledger.read() as work:
            held = live_projects(work, self._connection_id)
        gone = held.get(workspace_id, set()).difference(listed)
        if gone:
            with self._ledger.write() as work:
                self._count_projects(retire_projects(work, self._connection_id, gone))

    def store_tasks(self, tasks: Sequence[RemoteTask], completed: int = 0) -> None:
        """Hold some tasks as they are now; `completed` of them were live until now."""
        with self._ledger.write() as work:
            counts = upsert_tasks(work, self._connection_id, self._provider, tasks)
        self.new += counts.new
        self.changed += counts.changed - completed
        self.gone += completed
        self._count(counts.written)

    def retire_task(self, task_id: str, reason: str) -> None:
        """Mark a task as gone for a reason that was found."""
        with self._ledger.write() as work:
            written = retire_tasks(work, self._connection_id, self._provider, {task_id: reason})
        self.gone += 1
        self._count(written)

    def note_success(self) -> None:
        """Write down that a sync went through, unless nothing changed by it."""
        everything = "everything" in self._unwritten
        if not (self.rows_written or everything or self._is_troubled()):
            return
        with self._ledger.write() as work:
            for scope in sorted(self._unwritten):
                write_cursor(work, self._connection_id, scope, str(self._cursors[scope]))
            note_success(work, self._connection_id)
        self._unwritten.clear()

    def note_mode(self, mode: str) -> None:
        """Write down how changes are heard of."""
        with self._ledger.write() as work:
            note_mode(work, self._connection_id, mode)

    def note_trouble(self, state: str, sentence: str) -> None:
        """Write down why a sync did not go through."""
        with self._ledger.write() as work:
            note_trouble(work, self._connection_id, state, sentence)

    # -- looking at it ---------------------------------------------------------------------

    def cursor(self, scope: str) -> int | None:
        """Read when something was last read."""
        if scope in self._cursors:
            return self._cursors[scope]
        with self._ledger.read() as work:
            found = read_cursor(work, self._connection_id, scope)
        return int(found) if found else None

    def move_cursor(self, scope: str, at: int) -> None:
        """Keep when something was last read."""
        self._cursors[scope] = at
        self._unwritten.add(scope)

    def held_among(self, task_ids: Collection[str]) -> list[str]:
        """List which of some tasks are held as live."""
        with self._ledger.read() as work:
            return sorted(live_among(work, self._connection_id, task_ids))

    def project_ids(self) -> list[str]:
        """List the open projects; first those that had live tasks in them when this was found."""
        if self._projects is None:
            with self._ledger.read() as work:
                self._projects = projects_by_use(work, self._connection_id)
        return self._projects

    def live_tasks(self, workspace_id: str) -> set[str]:
        """List the live tasks of a workspace."""
        with self._ledger.read() as work:
            return live_task_ids(work, self._connection_id, workspace_id)

    def live_tasks_elsewhere(self, workspace_ids: Collection[str]) -> list[str]:
        """List the live tasks that are in none of these workspaces."""
        with self._ledger.read() as work:
            return live_tasks_elsewhere(work, self._connection_id, workspace_ids)

    def waking_links(self) -> list[str]:
        """List the picked tasks that nothing was heard of since their account was connected."""
        with self._ledger.read() as work:
            return waking_links(work, self._provider)

    def workspace_ids(self) -> list[str]:
        """List the workspaces that are held."""
        with self._ledger.read() as work:
            return workspace_ids(work, self._connection_id)

    def _count(self, written: int) -> None:
        self.rows_written += written

    def _count_projects(self, written: int) -> None:
        self._count(written)
        if written:
            self._projects = None

    def _is_troubled(self) -> bool:
        """Say whether the last word on this connection was not a success."""
        with self._ledger.read() as work:
            return not is_well(work, self._connection_id)
