"""What the sandbox remembers: people, places, tasks. Instants are epoch milliseconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from sync.sandbox.grants import Grant


@dataclass(slots=True, eq=False)
class Person:
    """Somebody with an account. Guests and limited members see only what is shared with them.

    The one with a view-only licence sees all and may change nothing; a bot is a member who never
    has a task. The API says who is a guest and who may only view, but not who is limited or a bot.
    """

    kind: ClassVar[str] = "user"
    gid: str
    name: str
    email: str
    guest: bool = False
    limited: bool = False
    view_only: bool = False
    workspaces: list[Workspace] = field(default_factory=list)

    @property
    def sees_little(self) -> bool:
        """Say whether this person needs to be let in to see anything."""
        return self.guest or self.limited


@dataclass(slots=True, eq=False)
class Workspace:
    """An organization, and who is in it."""

    kind: ClassVar[str] = "workspace"
    gid: str
    name: str
    domain: str
    people: list[Person] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Standing:
    """A person's membership of a workspace."""

    kind: ClassVar[str] = "workspace_membership"
    gid: str
    person: Person
    workspace: Workspace
    task_list: TaskList
    created_at: int
    active: bool = True


@dataclass(slots=True, eq=False)
class TaskList:
    """The "My tasks" of one person in one workspace."""

    kind: ClassVar[str] = "user_task_list"
    gid: str
    owner: Person
    workspace: Workspace


@dataclass(slots=True, eq=False)
class Section:
    """A column of a project."""

    kind: ClassVar[str] = "section"
    gid: str
    name: str


@dataclass(slots=True, eq=False)
class Project:
    """A project. One that is `private` or has `members` is seen by those only."""

    kind: ClassVar[str] = "project"
    gid: str
    name: str
    workspace: Workspace
    owner: Person
    created_at: int
    modified_at: int
    sections: list[Section]
    color: str = "light-green"
    archived: bool = False
    deleted: bool = False
    private: bool = False
    members: list[Person] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        """Say whether only members see it."""
        return self.private or bool(self.members)


@dataclass(slots=True, eq=False)
class Membership:
    """A task's place in one project."""

    kind: ClassVar[str] = "membership"
    project: Project
    section: Section


@dataclass(slots=True, eq=False)
class Task:
    """A task; `number` is its place in every list. `hidden_from` are people who lost access."""

    kind: ClassVar[str] = "task"
    gid: str
    number: int
    name: str
    workspace: Workspace
    created_by: Person
    created_at: int
    modified_at: int
    assignee: Person | None = None
    memberships: list[Membership] = field(default_factory=list)
    parent: Task | None = None
    subtasks: list[Task] = field(default_factory=list)
    due_on: str | None = None
    notes: str = ""
    completed_at: int | None = None
    completed_by: Person | None = None
    deleted: bool = False
    hidden_from: list[Person] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Story:
    """A comment on a task."""

    kind: ClassVar[str] = "story"
    gid: str
    name: str
    task: Task
    created_by: Person


@dataclass(slots=True, eq=False)
class Webhook:
    """A subscription of one grant to one resource, and how its deliveries went."""

    kind: ClassVar[str] = "webhook"
    gid: str
    resource: Task | Project
    target: str
    filters: list[dict[str, Any]]
    grant: Grant
    secret: str = field(repr=False)
    created_at: int
    position: int
    active: bool = True
    last_success_at: int | None = None
    last_failure_at: int | None = None
    last_failure_content: str | None = None
    retries: int = 0
    next_attempt_after: int | None = None
    failing_since: int | None = None
    beat_at: int | None = None

    @property
    def workspace(self) -> Workspace:
        """The workspace of what it listens to."""
        return self.resource.workspace


Record = (
    Person
    | Workspace
    | Standing
    | TaskList
    | Section
    | Project
    | Membership
    | Task
    | Story
    | Webhook
)
