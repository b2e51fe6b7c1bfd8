"""What the engine knows of any provider: plain records, and the reads that bring them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, NamedTuple, Protocol, TypeVar

Row = TypeVar("Row")


class Account(NamedTuple):
    """Whom a token belongs to. `guest` is None where the provider does not say."""

    id: str
    name: str
    email: str
    guest: bool | None


class Workspace(NamedTuple):
    """A place with projects and tasks."""

    id: str
    name: str


class RemoteProject(NamedTuple):
    """A project as the provider has it."""

    workspace_id: str
    id: str
    name: str
    url: str
    archived: bool


class RemoteTask(NamedTuple):
    """A task as the provider has it. `modified_at` is in microseconds, 0 where unknown."""

    workspace_id: str
    id: str
    name: str
    identifier: str | None
    url: str
    completed: bool
    assignee_id: str | None
    due_on: str | None
    modified_at: int
    project_ids: tuple[str, ...]


class Page(NamedTuple, Generic[Row]):
    """One page of a list. `unreadable` counts rows that were left out because they are broken."""

    rows: list[Row]
    unreadable: int


class Provider(Protocol):
    """Reads one account of one provider. Every read may raise what `sync.errors` lists."""

    @property
    def name(self) -> str:
        """The provider as it is written in keys: `asana`."""

    @property
    def requests(self) -> int:
        """How many requests were sent so far."""

    def account(self) -> Account:
        """Ask whom the token belongs to."""

    def workspaces(self) -> list[Workspace]:
        """List the workspaces that the token reaches."""

    def projects(self, workspace_id: str) -> Iterator[Page[RemoteProject]]:
        """List the open projects of a workspace."""

    def my_open_tasks(self, workspace_id: str) -> Iterator[Page[RemoteTask]]:
        """List everything open that is assigned to the account in a workspace."""

    def my_changed_tasks(self, workspace_id: str, since: int) -> Iterator[Page[RemoteTask]]:
        """List what of it changed since an instant, including what was completed."""

    def task(self, task_id: str) -> RemoteTask:
        """Look one task up; raises Missing when it is gone, NotAllowed when it is out of reach."""

    def close(self) -> None:
        """Close the connections."""
