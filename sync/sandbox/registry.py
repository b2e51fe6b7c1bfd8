"""The state behind the API: who there is, and what there is to do."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sync.sandbox.history import Event, History, listeners
from sync.sandbox.records import (
    Membership,
    Person,
    Project,
    Section,
    Task,
    TaskList,
    Workspace,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

COLUMNS = ("To do", "In progress", "Review", "Done")
FIRST_GID = 1_209_000_000_000_000


class Registry:
    """Everything the sandbox serves. Hold `lock` while reading; changes take it themselves.

    `clock` gives epoch seconds; the sandbox replaces it by its own. `version` moves with each
    change.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.version = 0
        self.history = History()
        self.people: dict[str, Person] = {}
        self.workspaces: dict[str, Workspace] = {}
        self.task_lists: dict[str, TaskList] = {}
        self.projects: dict[str, Project] = {}
        self.tasks: dict[str, Task] = {}
        self._gids = 0

    # -- looking ---------------------------------------------------------------------------

    @property
    def main(self) -> Person:
        """The person whom the preset token belongs to: the first one hired."""
        return next(iter(self.people.values()))

    def task(self, task: Task | str) -> Task:
        """Return the task with this gid."""
        return task if isinstance(task, Task) else self.tasks[task]

    def project(self, project: Project | str) -> Project:
        """Return the project with this gid."""
        return project if isinstance(project, Project) else self.projects[project]

    def find(self, name: str) -> Task:
        """Return the first task of this name; LookupError if there is none."""
        for task in self.tasks.values():
            if task.name == name:
                return task
        raise LookupError(f"There is no task named {name!r} in the sandbox.")

    def open_tasks(self, person: Person | None = None) -> list[Task]:
        """Return the open tasks of a person, else of the main one."""
        owner = person or self.main
        return [
            task
            for task in self.tasks.values()
            if task.assignee is owner and task.completed_at is None and not task.deleted
        ]

    def now(self) -> int:
        """Return the clock's time in epoch milliseconds."""
        return int(self.clock() * 1000)

    # -- building --------------------------------------------------------------------------

    def add_workspace(self, name: str, domain: str) -> Workspace:
        """Found an organization without anybody in it."""
        workspace = Workspace(self._gid(), name, domain)
        self.workspaces[workspace.gid] = workspace
        return workspace

    def add_person(
        self, name: str, email: str, workspaces: Sequence[Workspace], *, guest: bool = False
    ) -> Person:
        """Hire somebody into workspaces."""
        person = Person(self._gid(), name, email, guest)
        self.people[person.gid] = person
        for workspace in workspaces:
            self.join(person, workspace)
        return person

    def join(self, person: Person, workspace: Workspace) -> None:
        """Let a person into one more workspace."""
        self.version += 1
        workspace.people.append(person)
        person.workspaces.append(workspace)
        task_list = TaskList(self._gid(), person, workspace)
        self.task_lists[task_list.gid] = task_list

    def leave(self, person: Person, workspace: Workspace) -> None:
        """Take a workspace away from a person, as an admin does who blocks an application."""
        with self.lock:
            workspace.people.remove(person)
            person.workspaces.remove(workspace)
            self.version += 1

    def add_project(
        self,
        name: str,
        workspace: Workspace | None = None,
        *,
        members: Sequence[Person] = (),
        color: str = "light-green",
    ) -> Project:
        """Open a project with the usual columns; with `members` it is private to them."""
        with self.lock:
            place = workspace or next(iter(self.workspaces.values()))
            now = self.now()
            sections = [Section(self._gid(), column) for column in COLUMNS]
            project = Project(self._gid(), name, place, self.main, now, now, sections, color)
            project.members.extend(members)
            self.projects[project.gid] = project
            self.tell_project(project, "added")
            return project

    def add(
        self,
        name: str,
        project: Project | str | None = None,
        *,
        assignee: Person | None = None,
        due_on: date | None = None,
        parent: Task | str | None = None,
    ) -> Task:
        """Create a task, assigned to the main person unless `assignee` says otherwise."""
        with self.lock:
            home = self.project(project) if project else None
            above = self.task(parent) if parent else None
            task = self._new_task(name, self._workspace_of(home, above), assignee or self.main)
            task.due_on = due_on.isoformat() if due_on else None
            if home:
                task.memberships.append(Membership(home, home.sections[0]))
            if above:
                task.parent = above
                above.subtasks.append(task)
            self.tell(task, "added", parent=above or home)
            return task

    # -- the small print ------------------------------------------------------------------

    def _gid(self) -> str:
        self._gids += 1
        return str(FIRST_GID + self._gids * 104_729)

    def _workspace_of(self, project: Project | None, parent: Task | None) -> Workspace:
        home = project or parent
        return home.workspace if home else next(iter(self.workspaces.values()))

    def _new_task(self, name: str, workspace: Workspace, assignee: Person) -> Task:
        now = self.now()
        task = Task(self._gid(), len(self.tasks) + 1, name, workspace, self.main, now, now)
        task.assignee = assignee
        self.tasks[task.gid] = task
        return task

    def touch(self, task: Task, field: str) -> None:
        """Mark a task as changed, and tell."""
        task.modified_at = self.now()
        self.tell(task, "changed", changed=field)

    def tell(
        self, task: Task, action: str, *, parent: Task | Project | None = None, changed: str = ""
    ) -> None:
        """Record an event about a task."""
        self.version += 1
        heard_by = listeners(task)
        self.history.add(
            Event(task, action, self.now(), self.main, heard_by, parent, changed),
        )

    def touch_project(self, project: Project, field: str) -> None:
        """Mark a project as changed, and tell."""
        project.modified_at = self.now()
        self.tell_project(project, "changed", field)

    def tell_project(self, project: Project, action: str, changed: str = "") -> None:
        """Record an event about a project."""
        self.version += 1
        heard_by = frozenset({project.gid})
        self.history.add(Event(project, action, self.now(), self.main, heard_by, None, changed))
