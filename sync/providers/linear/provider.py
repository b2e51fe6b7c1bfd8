"""Linear as a provider: who am I, the one workspace, teams and projects, and assigned issues."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sync.errors import BadAnswer
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
from sync.providers.linear import documents, records
from sync.providers.linear.client import SERVICE, LinearClient, Part
from sync.providers.linear.documents import PAGE_ROWS, Document
from sync.providers.linear.manners import LinearManners
from sync.providers.linear.pace import LinearPace
from sync.reading import Malformed, iso_instant, may_be_id, read_page
from sync.tokens import TokenSource
from sync.transport import GuardedTransport
from sync.usage import Usage

Row = TypeVar("Row")
Filter = dict[str, Any]

OPEN: Filter = {"state": {"type": {"nin": list(records.CLOSED_TYPES)}}}


def open_linear(
    transport: GuardedTransport, token: TokenSource, subject_id: str, backoff_seconds: float
) -> Provider:
    """Open Linear on a transport, to read one's own issues or those of a subject."""
    pace = LinearPace(SERVICE, transport.clock, transport.stop)
    client = Client(transport, token, LinearManners(pace), pace, backoff_seconds)
    return LinearProvider(client, subject_id)


class LinearProvider:
    """Reads what one account of Linear sees. `subject_id` is whose issues, if not one's own."""

    name = "linear"
    streams = None

    def __init__(self, client: Client, subject_id: str = "") -> None:
        self._linear = LinearClient(client)
        self._subject_id = subject_id

    @property
    def requests(self) -> int:
        """Count the requests sent so far."""
        return self._linear.http.requests

    @property
    def usage(self) -> Usage:
        """Tell how much was asked in the last hour, against what limit."""
        return self._linear.http.usage

    def server_now(self) -> int:
        """Tell what time it is at Linear, as far as its last answer said."""
        return self._linear.http.server_now()

    def account(self) -> Account:
        """Ask whom the token belongs to."""
        return self._one(documents.ACCOUNT, "viewer", records.account)

    def standing(self) -> Standing:
        """Ask as what the account is there."""
        return self._one(documents.ACCOUNT, "viewer", records.standing)

    def workspaces(self) -> list[Workspace]:
        """List the one workspace that a key or a token is for."""
        return [self._one(documents.WORKSPACE, "organization", records.workspace)]

    def people(self, workspace_id: str) -> Iterator[Page[Person]]:
        """List who is in the workspace: people, not apps."""
        for part in self._linear.pages(documents.PEOPLE, {}):
            yield read_page(part.rows, records.person)

    def projects(self, workspace_id: str) -> Iterator[Page[RemoteProject]]:
        """List the projects that are not archived, then the teams."""
        for part in self._linear.pages(documents.PROJECTS, {}):
            yield read_page(part.rows, _project_reader(part))
        for part in self._linear.pages(documents.TEAMS, {}):
            yield read_page(part.rows, records.team)

    def my_open_tasks(self, workspace_id: str) -> Iterator[Page[RemoteTask]]:
        """List everything of mine that is open."""
        for part in self._mine(documents.MY_ISSUES, documents.ISSUES, OPEN, archived=False):
            yield read_page(part.rows, records.listed_issue)

    def my_changed_tasks(self, workspace_id: str, since: int) -> Iterator[Page[RemoteTask]]:
        """List what of it changed since an instant, completed or not.

        Archiving an issue is no update of it, so that is asked for besides.
        """
        late = {"gte": iso_instant(since)}
        changed: Filter = {"or": [{"updatedAt": late}, {"archivedAt": late}]}
        for part in self._mine(documents.MY_ISSUES, documents.ISSUES, changed, archived=True):
            put_away = read_page(part.rows, records.put_away).rows
            page = read_page(part.rows, records.listed_issue)
            yield page._replace(suspects=tuple(put_away))

    def my_open_ids(self, workspace_id: str) -> Iterator[Page[str]]:
        """List the ids of everything of mine that is open."""
        for part in self._mine(documents.MY_ISSUE_IDS, documents.ISSUE_IDS, OPEN):
            yield read_page(part.rows, records.identity)

    def look_up(self, task_ids: Sequence[str]) -> Iterator[tuple[str, RemoteTask | Absence]]:
        """Look issues up, many at once; one of which nothing comes is out of our reach.

        Where some could not be read, those that are missing are taken for them.
        """
        waiting = iter(task_ids)
        while asked := list(islice(waiting, PAGE_ROWS)):
            found, unreadable = self._look_up([each for each in asked if may_be_id(each)])
            missing: Absence = "unreadable" if unreadable else "no_access"
            for task_id in asked:
                yield task_id, found.get(task_id, missing)

    def close(self) -> None:
        """Close the connections."""
        self._linear.http.close()

    def _look_up(self, task_ids: list[str]) -> tuple[dict[str, RemoteTask | Absence], int]:
        """Read some issues by their ids; count what cannot be read."""
        found: dict[str, RemoteTask | Absence] = {}
        unreadable = 0
        if not task_ids:
            return found, unreadable
        asked = {"filter": {"id": {"in": task_ids}}, "archived": True}
        for part in self._linear.pages(documents.ISSUES, asked):
            page = read_page(part.rows, _judged)
            found.update(page.rows)
            unreadable += page.unreadable
        return found, unreadable

    def _mine(
        self, own: Document, others: Document, wanted: Filter, **variables: bool
    ) -> Iterator[Part]:
        """List issues assigned to the account, or to the one person chosen instead."""
        if not self._subject_id:
            return self._linear.pages(own, {"filter": wanted, **variables})
        theirs: Filter = {"assignee": {"id": {"eq": self._subject_id}}}
        return self._linear.pages(others, {"filter": {"and": [theirs, wanted]}, **variables})

    def _one(self, document: Document, key: str, read: Callable[[Any], Row]) -> Row:
        try:
            return read(self._linear.one(document).get(key))
        except Malformed:
            raise BadAnswer(f"{SERVICE} did not say whom the token belongs to.") from None


def _project_reader(part: Part) -> Callable[[Any], RemoteProject | None]:
    """Read projects as of the workspace that their list says it is of: they say none."""
    return lambda row: records.project(row, records.identity(part.data.get("organization")))


def _judged(row: Any) -> tuple[str, RemoteTask | Absence]:
    if records.is_gone(row):
        return records.identity(row), "gone"
    found = records.issue(row)
    return found.id, found
