"""What the tracker remembers: people, teams, projects, issues. Instants are epoch milliseconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

OPEN_TYPES = frozenset({"triage", "backlog", "unstarted", "started"})


@dataclass(slots=True, eq=False)
class Organization:
    """The one workspace that a key or a token belongs to."""

    kind: ClassVar[str] = "Organization"
    id: str
    name: str
    url_key: str
    created_at: int
    updated_at: int
    archived_at: int | None = None


@dataclass(slots=True, eq=False)
class User:
    """Somebody with an account. A guest sees only their own teams; an app is nobody at all."""

    kind: ClassVar[str] = "User"
    id: str
    name: str
    email: str
    organization: Organization
    created_at: int
    updated_at: int
    guest: bool = False
    admin: bool = False
    app: bool = False
    active: bool = True
    archived_at: int | None = None

    @property
    def display_name(self) -> str:
        """What others write after an @."""
        return self.email.partition("@")[0]

    @property
    def url(self) -> str:
        """Their page."""
        return f"https://linear.app/{self.organization.url_key}/profiles/{self.display_name}"


@dataclass(slots=True, eq=False)
class State:
    """A column of one team's workflow."""

    kind: ClassVar[str] = "WorkflowState"
    id: str
    name: str
    type: str
    color: str
    position: float
    team: Team
    created_at: int
    updated_at: int
    archived_at: int | None = None


@dataclass(slots=True, eq=False)
class Team:
    """A team; a private one is there for its members only. `hidden_from` lost their access."""

    kind: ClassVar[str] = "Team"
    id: str
    key: str
    name: str
    organization: Organization
    created_at: int
    updated_at: int
    private: bool = False
    states: list[State] = field(default_factory=list)
    members: list[User] = field(default_factory=list)
    hidden_from: list[User] = field(default_factory=list)
    issue_estimation_type: str = "fibonacci"
    numbers: int = 0
    archived_at: int | None = None
    retired_at: int | None = None
    color: str = "#5e6ad2"
    timezone: str = "Europe/Berlin"

    @property
    def display_name(self) -> str:
        """The name, which a team above would stand before."""
        return self.name

    @property
    def visibility(self) -> str:
        """Whom the team is there for."""
        return "private" if self.private else "public"

    def state(self, state_type: str) -> State:
        """Return the first state of a type; LookupError if the team has none."""
        for state in self.states:
            if state.type == state_type:
                return state
        raise LookupError(f"{self.key} has no state of the type {state_type!r}.")


@dataclass(slots=True, eq=False)
class ProjectStatus:
    """How far a project is."""

    kind: ClassVar[str] = "ProjectStatus"
    id: str
    name: str
    type: str
    position: float
    created_at: int
    updated_at: int
    color: str = "#bec2c8"
    archived_at: int | None = None


@dataclass(slots=True, eq=False)
class Project:
    """A project, which several teams may share."""

    kind: ClassVar[str] = "Project"
    id: str
    name: str
    slug_id: str
    organization: Organization
    status: ProjectStatus
    created_at: int
    updated_at: int
    teams: list[Team] = field(default_factory=list)
    lead: User | None = None
    color: str = "#5e6ad2"
    start_date: str | None = None
    target_date: str | None = None
    archived_at: int | None = None
    trashed: bool | None = None

    @property
    def url(self) -> str:
        """Its page."""
        return f"https://linear.app/{self.organization.url_key}/project/{self.slug_id}"


@dataclass(slots=True, eq=False)
class Issue:
    """An issue. `updated_at` is its last meaningful change: archiving does not move it."""

    kind: ClassVar[str] = "Issue"
    id: str
    number: int
    title: str
    team: Team
    state: State
    creator: User
    created_at: int
    updated_at: int
    assignee: User | None = None
    delegate: User | None = None
    project: Project | None = None
    parent: Issue | None = None
    estimate: float | None = None
    priority: float = 0
    due_date: str | None = None
    started_at: int | None = None
    completed_at: int | None = None
    canceled_at: int | None = None
    archived_at: int | None = None
    trashed: bool | None = None
    previous_identifiers: list[str] = field(default_factory=list)

    @property
    def identifier(self) -> str:
        """What people call it: the team's key and a number."""
        return f"{self.team.key}-{self.number}"

    @property
    def slug(self) -> str:
        """The title as addresses write it."""
        words = "".join(sign if sign.isalnum() else " " for sign in self.title.lower()).split()
        return "-".join(words)[:60]

    @property
    def url(self) -> str:
        """Its page."""
        home = self.team.organization.url_key
        return f"https://linear.app/{home}/issue/{self.identifier}/{self.slug}"

    @property
    def branch_name(self) -> str:
        """The branch that the workspace's format proposes."""
        owner = self.assignee.display_name if self.assignee else "none"
        return f"{owner}/{self.identifier.lower()}-{self.slug}"


Record = Organization | User | State | Team | ProjectStatus | Project | Issue
