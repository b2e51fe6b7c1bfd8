"""The state behind the API: who there is, what there is to do, and every way it may change."""

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


class Agency:
    """Everything the sandbox serves. Hold `lock` while reading; changes take it themselves.

    `clock` gives epoch seconds; the sandbox replaces it by its own. `version` moves with each
    change. Where a task or project is asked for, its gid will do.
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
        workspace.people.append(person)
        person.workspaces.append(workspace)
        task_list = TaskList(self._gid(), person, workspace)
        self.task_lists[task_list.gid] = task_list

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
            self._tell_project(project, "added")
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
            self._tell(task, "added", parent=above or home)
            return task

    # -- changing --------------------------------------------------------------------------

    def rename(self, task: Task | str, name: str) -> None:
        """Give a task another name."""
        with self.lock:
            found = self.task(task)
            found.name = name
            self._touch(found, "name")

    def complete(self, task: Task | str, by: Person | None = None) -> None:
        """Tick a task off."""
        with self.lock:
            found = self.task(task)
            found.completed_at = self.now()
            found.completed_by = by or found.assignee or self.main
            self._touch(found, "completed")

    def reopen(self, task: Task | str) -> None:
        """Take a tick back."""
        with self.lock:
            found = self.task(task)
            found.completed_at = found.completed_by = None
            self._touch(found, "completed")

    def reassign(self, task: Task | str, person: Person | None) -> None:
        """Give a task to somebody else, or to nobody."""
        with self.lock:
            found = self.task(task)
            found.assignee = person
            self._touch(found, "assignee")

    def due(self, task: Task | str, due_on: date | None) -> None:
        """Move a task's due date."""
        with self.lock:
            found = self.task(task)
            found.due_on = due_on.isoformat() if due_on else None
            self._touch(found, "due_on")

    def place(self, task: Task | str, project: Project | str, column: int = 0) -> None:
        """Put a task into one more project."""
        with self.lock:
            found, home = self.task(task), self.project(project)
            found.memberships.append(Membership(home, home.sections[column]))
            self._touch(found, "projects")
            self._tell(found, "added", parent=home)

    def displace(self, task: Task | str, project: Project | str) -> None:
        """Take a task out of a project."""
        with self.lock:
            found, home = self.task(task), self.project(project)
            self._tell(found, "removed", parent=home)
            found.memberships = [kept for kept in found.memberships if kept.project is not home]
            self._touch(found, "projects")

    def delete(self, task: Task | str) -> None:
        """Delete a task, and its subtasks with it."""
        self._set_deleted(self.task(task), deleted=True)

    def undelete(self, task: Task | str) -> None:
        """Bring a deleted task back, and its subtasks with it."""
        self._set_deleted(self.task(task), deleted=False)

    def hide(self, task: Task | str, person: Person | None = None) -> None:
        """Take a person's access to a task away: reading it is forbidden, lists leave it out."""
        with self.lock:
            self.task(task).hidden_from.append(person or self.main)
            self.version += 1

    def show(self, task: Task | str, person: Person | None = None) -> None:
        """Give the access back."""
        with self.lock:
            self.task(task).hidden_from.remove(person or self.main)
            self.version += 1

    def rename_project(self, project: Project | str, name: str) -> None:
        """Give a project another name."""
        with self.lock:
            found = self.project(project)
            found.name = name
            self._touch_project(found, "name")

    def archive(self, project: Project | str, *, archived: bool = True) -> None:
        """Archive a project, or take it out of the archive."""
        with self.lock:
            found = self.project(project)
            found.archived = archived
            self._touch_project(found, "archived")

    def delete_project(self, project: Project | str) -> None:
        """Delete a project; its tasks stay, without it."""
        with self.lock:
            found = self.project(project)
            self._tell_project(found, "deleted")
            found.deleted = True
            for task in self.tasks.values():
                task.memberships = [kept for kept in task.memberships if kept.project is not found]

    # -- the small print -------------------------------------------------------------------

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

    def _set_deleted(self, task: Task, *, deleted: bool) -> None:
        with self.lock:
            task.deleted = deleted
            self._tell(task, "deleted" if deleted else "undeleted")
            for subtask in task.subtasks:
                self._set_deleted(subtask, deleted=deleted)

    def _touch(self, task: Task, field: str) -> None:
        task.modified_at = self.now()
        self._tell(task, "changed", changed=field)

    def _tell(
        self, task: Task, action: str, *, parent: Task | Project | None = None, changed: str = ""
    ) -> None:
        self.version += 1
        heard_by = listeners(task)
        self.history.add(
            Event(task, action, self.now(), self.main, heard_by, parent, changed),
        )

    def _touch_project(self, project: Project, field: str) -> None:
        project.modified_at = self.now()
        self._tell_project(project, "changed", field)

    def _tell_project(self, project: Project, action: str, changed: str = "") -> None:
        self.version += 1
        heard_by = frozenset({project.gid})
        self.history.add(Event(project, action, self.now(), self.main, heard_by, None, changed))
