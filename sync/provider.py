"""What the engine knows of any provider: plain records, and the reads that bring them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from sync.usage import Usage

Row = TypeVar("Row")

Standing = Literal["member", "guest", "limited", "bot"]
Absence = Literal["gone", "no_access", "unreadable"]
"""Why a task cannot be looked up: it is no more, out of reach, or told in a way not understood."""


class Account(NamedTuple):
    """Whom a token belongs to."""

    id: str
    name: str
    email: str


class Person(NamedTuple):
    """Somebody whose tasks a guest or a bot may read."""

    id: str
    name: str
    email: str


class Workspace(NamedTuple):
    """A place with projects and tasks."""

    id: str
    name: str


class RemoteProject(NamedTuple):
    """A project, or a team, as the provider has it. `workspace_id` is what the row itself says."""

    workspace_id: str
    id: str
    name: str
    url: str
    archived: bool
    kind: Literal["project", "team"] = "project"


class RemoteTask(NamedTuple):
    """A task as the provider has it. `modified_at` is in microseconds, 0 where unknown.

    `workspace_id` and `assignee_id` are what the row itself says; the engine drops a row of a
    place or a person that was not asked for. `project_ids` go from the narrowest to the widest:
    what is mapped first decides. `section` and `state` are words to show.
    """

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
    section: str | None = None
    state: str | None = None
    older_identifiers: tuple[str, ...] = ()


class Page(NamedTuple, Generic[Row]):
    """One page of a list. `unreadable` counts rows that were left out because they are broken.

    `suspects` are the ids of rows that say of themselves that they are put away.
    """

    rows: list[Row]
    unreadable: int
    suspects: tuple[str, ...] = ()


class News(NamedTuple):
    """What a stream of events told of since its last token: the tasks to look at, by id.

    `missed` says that the token was too old or none, so that anything may have happened.
    """

    token: str
    task_ids: frozenset[str]
    has_more: bool
    missed: bool


class Streams(Protocol):
    """Event streams of single projects. Events are hints to read again, never the truth."""

    def read(self, project_id: str, token: str | None) -> News:
        """Read a page of events; raises NotAllowed where this token may not, Missing if gone."""


class Provider(Protocol):
    """Reads one account of one provider. Every read may raise what `sync.errors` lists.

    "Mine" is what is assigned to the account, or to the one person that was chosen instead.
    """

    @property
    def name(self) -> str:
        """The provider as it is written in keys: `asana`."""

    @property
    def requests(self) -> int:
        """How many requests were sent so far."""

    @property
    def usage(self) -> Usage:
        """How much was asked in the last hour, against what limit."""

    @property
    def streams(self) -> Streams | None:
        """The event streams, None where the provider has none."""

    def server_now(self) -> int:
        """Tell what time it is at the provider, as far as its last answer said."""

    def account(self) -> Account:
        """Ask whom the token belongs to."""

    def standing(self) -> Standing:
        """Ask as what the account is there; who does not say is a member."""

    def workspaces(self) -> list[Workspace]:
        """List the workspaces that the token reaches."""

    def people(self, workspace_id: str) -> Iterator[Page[Person]]:
        """List who is in a workspace."""

    def projects(self, workspace_id: str) -> Iterator[Page[RemoteProject]]:
        """List what tasks can be in: the open projects of a workspace, and its teams."""

    def my_open_tasks(self, workspace_id: str) -> Iterator[Page[RemoteTask]]:
        """List everything of mine that is open in a workspace."""

    def my_changed_tasks(self, workspace_id: str, since: int) -> Iterator[Page[RemoteTask]]:
        """List what of it changed since an instant of the provider's time, completed or not."""

    def my_open_ids(self, workspace_id: str) -> Iterator[Page[str]]:
        """List only the ids of everything of mine that is open, as cheaply as can be."""

    def look_up(self, task_ids: Sequence[str]) -> Iterator[tuple[str, RemoteTask | Absence]]:
        """Look tasks up by their ids; each id gets one answer."""

    def close(self) -> None:
        """Close the connections."""
