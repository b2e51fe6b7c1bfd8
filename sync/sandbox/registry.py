"""The state behind the API: who there is, and what there is to do."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sync.sandbox.history import Event, History, listeners
from sync.sandbox.records import (
    Membership,
    Person,
    Project,
    Section,
    Standing,
    Story,
    Task,
    TaskList,
    Webhook,
    Workspace,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

COLUMNS = ("To do", "In progress", "Review", "Done")
FIRST_GID = 1_209_000_000_000_000


class Registry:
    """Everything the sandbox serves. Hold `lock` while reading; changes take it themselves.

    `clock` gives epoch seconds; the sandbox replaces it by its own. `version` moves with each
    change, and `told` is called after each event.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.version = 0
        self.history = History()
        self.people: dict[str, Person] = {}
        self.workspaces: dict[str, Workspace] = {}
        self.task_lists: dict[str, TaskList] = {}
        self.standings: dict[str, Standing] = {}
        self.projects: dict[str, Project] = {}
        self.tasks: dict[str, Task] = {}
        self.webhooks: dict[str, Webhook] = {}
        self.told: Callable[[], object] = lambda: None
        self._actor: Person | None = None
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
        workspace = Workspace(self.new_gid(), name, domain)
        self.workspaces[workspace.gid] = workspace
        return workspace

    def add_person(
        self,
        name: str,
        email: str,
        workspaces: Sequence[Workspace],
        *,
        guest: bool = False,
        limited: bool = False,
        view_only: bool = False,
    ) -> Person:
        """Hire somebody into workspaces; for what they are see `Person`."""
        person = Person(self.new_gid(), name, email, guest, limited, view_only)
        self.people[person.gid] = person
        for workspace in workspaces:
            self.join(person, workspace)
        return person

    def join(self, person: Person, workspace: Workspace) -> None:
        """Let a person into one more workspace."""
        self.version += 1
        workspace.people.append(person)
        person.workspaces.append(workspace)
        task_list = TaskList(self.new_gid(), person, workspace)
        self.task_lists[task_list.gid] = task_list
        gid = str(int(task_list.gid) + 1)
        self.standings[gid] = Standing(gid, person, workspace, task_list, self.now())

    def leave(self, person: Person, workspace: Workspace) -> None:
        """Take a workspace away from a person, as an admin does who blocks an application."""
        with self.lock:
            workspace.people.remove(person)
            person.workspaces.remove(workspace)
            self.standings = {
                gid: standing
                for gid, standing in self.standings.items()
                if (standing.person, standing.workspace) != (person, workspace)
            }
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
            sections = [Section(self.new_gid(), column) for column in COLUMNS]
            project = Project(self.new_gid(), name, place, self.main, now, now, sections, color)
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
        workspace: Workspace | None = None,
    ) -> Task:
        """Create a task, assigned to the main person unless `assignee` says otherwise."""
        with self.lock:
            home = self.project(project) if project else None
            above = self.task(parent) if parent else None
            place = workspace or self._workspace_of(home, above)
            task = self._new_task(name, place, assignee or self.main)
            task.due_on = due_on.isoformat() if due_on else None
            if home:
                task.memberships.append(Membership(home, home.sections[0]))
            if above:
                task.parent = above
                above.subtasks.append(task)
            self.tell(task, "added", parent=above or home)
            return task

    # -- the small print ------------------------------------------------------------------

    def new_gid(self) -> str:
        """Return a gid that nothing has yet."""
        self._gids += 1
        return str(FIRST_GID + self._gids * 104_729)

    def _workspace_of(self, project: Project | None, parent: Task | None) -> Workspace:
        home = project or parent
        return home.workspace if home else next(iter(self.workspaces.values()))

    def _new_task(self, name: str, workspace: Workspace, assignee: Person) -> Task:
        now, creator = self.now(), self._actor or self.main
        task = Task(self.new_gid(), len(self.tasks) + 1, name, workspace, creator, now, now)
        task.assignee = assignee
        self.tasks[task.gid] = task
        return task

    # -- telling ---------------------------------------------------------------------------

    @contextmanager
    def acting(self, person: Person) -> Iterator[None]:
        """Let what changes meanwhile be somebody else's doing than the main person's."""
        with self.lock:
            before, self._actor = self._actor, person
            try:
                yield
            finally:
                self._actor = before

    def touch(self, task: Task, field: str, new_value: Person | None = None) -> None:
        """Mark a task as changed, and tell."""
        task.modified_at = self.now()
        self.tell(task, "changed", changed=field, new_value=new_value)

    def tell(
        self,
        task: Task,
        action: str,
        *,
        parent: Task | Project | Section | None = None,
        changed: str = "",
        new_value: Person | None = None,
    ) -> None:
        """Record an event about a task."""
        self._record(task, action, listeners(task), parent, changed, new_value)

    def tell_story(self, story: Story) -> None:
        """Record that somebody commented on a task."""
        self._record(story, "added", listeners(story.task), story.task)

    def touch_project(self, project: Project, field: str) -> None:
        """Mark a project as changed, and tell."""
        project.modified_at = self.now()
        self.tell_project(project, "changed", field)

    def tell_project(self, project: Project, action: str, changed: str = "") -> None:
        """Record an event about a project."""
        self._record(project, action, frozenset({project.gid}), None, changed)

    def _record(
        self,
        resource: Task | Project | Story,
        action: str,
        heard_by: frozenset[str],
        parent: Task | Project | Section | None = None,
        changed: str = "",
        new_value: Person | None = None,
    ) -> None:
        self.version += 1
        user = self._actor or self.main
        self.history.add(
            Event(resource, action, self.now(), user, heard_by, parent, changed, new_value)
        )
        self.told()
