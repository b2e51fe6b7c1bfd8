"""What the sandbox remembers: people, places, tasks. Instants are epoch milliseconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(slots=True, eq=False)
class Person:
    """Somebody with an account. A guest sees only what is shared with them."""

    kind: ClassVar[str] = "user"
    gid: str
    name: str
    email: str
    guest: bool = False
    workspaces: list[Workspace] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Workspace:
    """An organization, and who is in it."""

    kind: ClassVar[str] = "workspace"
    gid: str
    name: str
    domain: str
    people: list[Person] = field(default_factory=list)


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
    """A project. Without `members` everybody in the workspace sees it, guests excepted."""

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
    members: list[Person] = field(default_factory=list)


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


Record = Person | Workspace | TaskList | Section | Project | Membership | Task
