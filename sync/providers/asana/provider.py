"""Asana as a provider: who am I, workspaces, projects, and the tasks assigned to me."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from store.clock import Clock
from sync.errors import BadAnswer
from sync.http import Client
from sync.provider import Account, Page, RemoteProject, RemoteTask, Workspace
from sync.providers.asana import records
from sync.providers.asana.client import SERVICE, AsanaClient


class AsanaProvider:
    """Reads what one account of Asana sees."""

    name = "asana"

    def __init__(self, client: Client, clock: Clock) -> None:
        self._asana = AsanaClient(client)
        self._clock = clock
        self._account_id: str | None = None

    @property
    def requests(self) -> int:
        """Count the requests sent so far."""
        return self._asana.http.requests

    def account(self) -> Account:
        """Ask whom the token belongs to."""
        try:
            found = records.account(self._asana.one("/users/me", records.ACCOUNT_FIELDS))
        except records.Malformed:
            raise BadAnswer(f"{SERVICE} did not say whom the token belongs to.") from None
        self._account_id = found.id
        return found

    def workspaces(self) -> list[Workspace]:
        """List the workspaces that the token reaches."""
        found: list[Workspace] = []
        for rows in self._asana.pages("/workspaces", {"opt_fields": records.WORKSPACE_FIELDS}):
            page = records.page(rows, records.workspace)
            if page.unreadable:
                raise BadAnswer(f"{SERVICE} sent a workspace that cannot be read.")
            found += page.rows
        return found

    def projects(self, workspace_id: str) -> Iterator[Page[RemoteProject]]:
        """List the open projects of a workspace."""
        query = {
            "workspace": workspace_id,
            "archived": "false",
            "opt_fields": records.PROJECT_FIELDS,
        }
        for rows in self._asana.pages("/projects", query):
            yield records.page(rows, lambda row: records.project(row, workspace_id))

    def my_open_tasks(self, workspace_id: str) -> Iterator[Page[RemoteTask]]:
        """List everything open that is assigned to the account in a workspace."""
        return self._tasks(workspace_id, {"completed_since": self._now()})

    def my_changed_tasks(self, workspace_id: str, since: int) -> Iterator[Page[RemoteTask]]:
        """List what of it changed since an instant, including what was completed."""
        moment = records.iso_instant(since)
        return self._tasks(workspace_id, {"completed_since": moment, "modified_since": moment})

    def task(self, task_id: str) -> RemoteTask:
        """Look one task up; raises Missing when it is gone, NotAllowed when it is out of reach."""
        try:
            return records.task(
                self._asana.one(f"/tasks/{quote(task_id, '')}", records.TASK_FIELDS)
            )
        except records.Malformed:
            raise BadAnswer(f"{SERVICE} sent a task that cannot be read.") from None

    def close(self) -> None:
        """Close the connections."""
        self._asana.http.close()

    def _tasks(self, workspace_id: str, query: dict[str, str]) -> Iterator[Page[RemoteTask]]:
        me = self._account_id or self.account().id
        asked = {
            "assignee": "me",
            "workspace": workspace_id,
            **query,
            "opt_fields": records.TASK_FIELDS,
        }

        for rows in self._asana.pages("/tasks", asked):
            yield records.page(rows, lambda row: records.listed_task(row, workspace_id, me))

    def _now(self) -> str:
        return records.iso_instant(self._clock.wall())
