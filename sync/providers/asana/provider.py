"""Asana as a provider: who am I, workspaces, projects, and the tasks assigned to me."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from store.clock import Clock
from sync.errors import BadAnswer, Missing, NotAllowed, Rejected, RemoteError
from sync.http import Client
from sync.provider import (
    Absence,
    Account,
    Page,
    Person,
    Provider,
    RemoteProject,
    RemoteTask,
    Standing,
    Workspace,
)
from sync.providers.asana import records
from sync.providers.asana.client import SERVICE, AsanaClient
from sync.providers.asana.manners import AsanaManners, asana_pace
from sync.providers.asana.streams import AsanaStreams
from sync.reading import Malformed, iso_instant, read_page
from sync.tokens import TokenSource
from sync.transport import GuardedTransport
from sync.usage import Usage

Row = TypeVar("Row")


def open_asana(
    transport: GuardedTransport, token: TokenSource, subject_id: str, backoff_seconds: float
) -> Provider:
    """Open Asana on a transport, to read one's own tasks or those of a subject."""
    client = Client(transport, token, AsanaManners(), asana_pace(transport), backoff_seconds)
    return AsanaProvider(client, transport.clock, subject_id)


class AsanaProvider:
    """Reads what one account of Asana sees. `subject_id` is whose tasks, if not one's own."""

    name = "asana"

    def __init__(self, client: Client, clock: Clock, subject_id: str = "") -> None:
        self._asana = AsanaClient(client)
        self._clock = clock
        self._subject_id = subject_id
        self._account_id: str | None = None
        self._fields = records.SECTION_FIELDS
        self.streams = AsanaStreams(self._asana)

    @property
    def requests(self) -> int:
        """Count the requests sent so far."""
        return self._asana.http.requests

    @property
    def usage(self) -> Usage:
        """Tell how much was asked in the last hour, against what limit."""
        return self._asana.http.usage

    def server_now(self) -> int:
        """Tell what time it is at Asana, as far as its last answer said."""
        return self._asana.http.server_now()

    def account(self) -> Account:
        """Ask whom the token belongs to."""
        try:
            found = records.account(self._asana.one("/users/me", records.PERSON_FIELDS))
        except Malformed:
            raise BadAnswer(f"{SERVICE} did not say whom the token belongs to.") from None
        self._account_id = found.id
        return found

    def standing(self) -> Standing:
        """Ask as what the account is there; tokens with scopes may not ask."""
        query = {"opt_fields": records.STANDING_FIELDS}
        try:
            rows = [
                row
                for page in self._asana.pages("/users/me/workspace_memberships", query)
                for row in page
            ]
        except (NotAllowed, Missing, Rejected):
            return "member"
        return records.standing(rows)

    def workspaces(self) -> list[Workspace]:
        """List the workspaces that the token reaches."""
        found: list[Workspace] = []
        for rows in self._asana.pages("/workspaces", {"opt_fields": records.WORKSPACE_FIELDS}):
            page = read_page(rows, records.workspace)
            if page.unreadable:
                raise BadAnswer(f"{SERVICE} sent a workspace that cannot be read.")
            found += page.rows
        return found

    def people(self, workspace_id: str) -> Iterator[Page[Person]]:
        """List who is in a workspace."""
        query = {"workspace": workspace_id, "opt_fields": records.PERSON_FIELDS}
        return self._pages("/users", query, records.person)

    def projects(self, workspace_id: str) -> Iterator[Page[RemoteProject]]:
        """List the open projects of a workspace."""
        query = {
            "workspace": workspace_id,
            "archived": "false",
            "opt_fields": records.PROJECT_FIELDS,
        }
        return self._pages("/projects", query, lambda row: records.project(row, workspace_id))

    def my_open_tasks(self, workspace_id: str) -> Iterator[Page[RemoteTask]]:
        """List everything of mine that is open in a workspace."""
        return self._tasks(workspace_id, {"completed_since": self._now()})

    def my_changed_tasks(self, workspace_id: str, since: int) -> Iterator[Page[RemoteTask]]:
        """List what of it changed since an instant, including what was completed."""
        moment = iso_instant(since)
        return self._tasks(workspace_id, {"completed_since": moment, "modified_since": moment})

    def my_open_ids(self, workspace_id: str) -> Iterator[Page[str]]:
        """List the ids of everything of mine that is open."""
        query = {"completed_since": self._now(), "opt_fields": "completed"}
        for rows in self._asana.pages("/tasks", self._mine(workspace_id) | query):
            page = read_page(rows, records.open_id)
            yield Page([each for each in page.rows if each], page.unreadable)

    def look_up(self, task_ids: Sequence[str]) -> Iterator[tuple[str, RemoteTask | Absence]]:
        """Look tasks up one by one: Asana reads no several at once."""
        for task_id in task_ids:
            yield task_id, self._task(task_id)

    def close(self) -> None:
        """Close the connections."""
        self._asana.http.close()

    def _task(self, task_id: str) -> RemoteTask | Absence:
        try:
            found = records.task(self._asana.one(f"/tasks/{quote(task_id, '')}", self._fields))
        except Malformed:
            return "unreadable"
        except Missing:
            return "gone"
        except NotAllowed:
            return "no_access"
        if found.id != task_id:
            raise BadAnswer(f"{SERVICE} sent another task than the one asked for.")
        return found

    def _tasks(self, workspace_id: str, query: dict[str, str]) -> Iterator[Page[RemoteTask]]:
        """List tasks; a token too narrow for their sections goes without those from then on."""
        me = self._subject_id or self._account_id or self.account().id
        asked = self._mine(workspace_id) | query
        rows = self._pages(
            "/tasks",
            asked | {"opt_fields": self._fields},
            lambda row: records.listed_task(row, workspace_id, me),
        )
        try:
            first = next(rows, None)
        except NotAllowed as refusal:
            if self._fields == records.TASK_FIELDS:
                raise
            yield from self._without_sections(workspace_id, query, refusal)
            return
        if first is not None:
            yield first
        yield from rows

    def _without_sections(
        self, workspace_id: str, query: dict[str, str], refusal: RemoteError
    ) -> Iterator[Page[RemoteTask]]:
        """List tasks without their sections; where that is refused, too, nothing has changed."""
        self._fields = records.TASK_FIELDS
        try:
            yield from self._tasks(workspace_id, query)
        except NotAllowed:
            self._fields = records.SECTION_FIELDS
            raise refusal from None

    def _mine(self, workspace_id: str) -> dict[str, str]:
        return {"assignee": self._subject_id or "me", "workspace": workspace_id}

    def _pages(
        self, path: str, query: dict[str, str], read: Callable[[Any], Row]
    ) -> Iterator[Page[Row]]:
        for rows in self._asana.pages(path, query):
            yield read_page(rows, read)

    def _now(self) -> str:
        """Write the time at Asana: what was completed before is not open."""
        return iso_instant(min(self.server_now(), self._clock.wall()))
