"""An agency at work: every way in which it changes while somebody is watching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.sandbox.records import Membership, Person, Project, Story, Task
from sync.sandbox.registry import Registry

if TYPE_CHECKING:
    from datetime import date


class Agency(Registry):
    """The state behind the API, and its changes. Where a task is asked for, its gid will do.

    Asana's own pages disagree about whether a task counts as modified when it moves to another
    project or section; `moves_modify` decides it here.
    """

    moves_modify = True

    def rename(self, task: Task | str, name: str) -> None:
        """Give a task another name."""
        with self.lock:
            found = self.task(task)
            found.name = name
            self.touch(found, "name")

    def complete(self, task: Task | str, by: Person | None = None) -> None:
        """Tick a task off."""
        with self.lock:
            found = self.task(task)
            found.completed_at = self.now()
            found.completed_by = by or found.assignee or self.main
            self.touch(found, "completed")

    def reopen(self, task: Task | str) -> None:
        """Take a tick back."""
        with self.lock:
            found = self.task(task)
            found.completed_at = found.completed_by = None
            self.touch(found, "completed")

    def reassign(self, task: Task | str, person: Person | None) -> None:
        """Give a task to somebody else, or to nobody."""
        with self.lock:
            found = self.task(task)
            found.assignee = person
            self.touch(found, "assignee", person)

    def due(self, task: Task | str, due_on: date | None) -> None:
        """Move a task's due date."""
        with self.lock:
            found = self.task(task)
            found.due_on = due_on.isoformat() if due_on else None
            self.touch(found, "due_on")

    def place(self, task: Task | str, project: Project | str, column: int = 0) -> None:
        """Put a task into one more project."""
        with self.lock:
            found, home = self.task(task), self.project(project)
            found.memberships.append(Membership(home, home.sections[column]))
            self._moved(found)
            self.tell(found, "added", parent=home)

    def displace(self, task: Task | str, project: Project | str) -> None:
        """Take a task out of a project."""
        with self.lock:
            found, home = self.task(task), self.project(project)
            self.tell(found, "removed", parent=home)
            found.memberships = [kept for kept in found.memberships if kept.project is not home]
            self._moved(found)

    def move(self, task: Task | str, project: Project | str, column: int = 0) -> None:
        """Take a task out of every project that it is in, and put it into this one."""
        with self.lock:
            found = self.task(task)
            for place in list(found.memberships):
                self.displace(found, place.project)
            self.place(found, project, column)

    def shelve(self, task: Task | str, column: int, project: Project | str | None = None) -> None:
        """Move a task to another section of a project, by default of its first one."""
        with self.lock:
            found = self.task(task)
            home = self.project(project) if project else found.memberships[0].project
            place = _place_in(found, home)
            self.tell(found, "removed", parent=place.section)
            place.section = home.sections[column]
            self._moved(found)
            self.tell(found, "added", parent=place.section)

    def comment(self, task: Task | str, text: str) -> Story:
        """Comment on a task, which counts as a change of it."""
        with self.lock:
            found = self.task(task)
            story = Story(self.new_gid(), text, found, self._actor or self.main)
            found.modified_at = self.now()
            self.tell_story(story)
            return story

    def noise(self, project: Project | str, events: int) -> None:
        """Let others comment on and change what is not the main person's, this many times.

        If there is no such task in the project they begin with one.
        """
        home = self.project(project)
        others = [person for person in home.workspace.people if person is not self.main]
        if not others:
            raise ValueError(f"There is nobody else in {home.workspace.name}.")
        theirs = self._tasks_of_others(home)
        for number in range(events):
            with self.acting(others[number % len(others)]):
                if not theirs:
                    theirs.append(self.add("Somebody else's", home, assignee=others[0]))
                elif number % 2:
                    self.touch(theirs[number % len(theirs)], "notes")
                else:
                    self.comment(theirs[number % len(theirs)], f"Remark {number}")

    def _tasks_of_others(self, project: Project) -> list[Task]:
        return [
            task
            for task in self.tasks.values()
            if task.assignee is not self.main
            and any(place.project is project for place in task.memberships)
        ]

    def _moved(self, task: Task) -> None:
        if self.moves_modify:
            self.touch(task, "projects")
        else:
            self.tell(task, "changed", changed="projects")

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

    def share(self, project: Project | str, *people: Person) -> None:
        """Let people into a project; from then on it is private to its members."""
        with self.lock:
            self.project(project).members.extend(people)
            self.version += 1

    def lock_out(self, project: Project | str, person: Person | None = None) -> None:
        """Make a project private, to everybody but this person (the main one)."""
        with self.lock:
            found, out = self.project(project), person or self.main
            if not found.is_closed:
                found.members = list(found.workspace.people)
            found.private = True
            found.members = [member for member in found.members if member is not out]
            self.version += 1

    def let_in(self, project: Project | str, person: Person | None = None) -> None:
        """Let a person (the main one) into a project."""
        with self.lock:
            self.project(project).members.append(person or self.main)
            self.version += 1

    def rename_project(self, project: Project | str, name: str) -> None:
        """Give a project another name."""
        with self.lock:
            found = self.project(project)
            found.name = name
            self.touch_project(found, "name")

    def archive(self, project: Project | str, *, archived: bool = True) -> None:
        """Archive a project, or take it out of the archive."""
        with self.lock:
            found = self.project(project)
            found.archived = archived
            self.touch_project(found, "archived")

    def delete_project(self, project: Project | str) -> None:
        """Delete a project; its tasks stay, without it."""
        with self.lock:
            found = self.project(project)
            self.tell_project(found, "deleted")
            found.deleted = True
            for task in self.tasks.values():
                task.memberships = [kept for kept in task.memberships if kept.project is not found]

    def _set_deleted(self, task: Task, *, deleted: bool) -> None:
        with self.lock:
            task.deleted = deleted
            self.tell(task, "deleted" if deleted else "undeleted")
            for subtask in task.subtasks:
                self._set_deleted(subtask, deleted=deleted)


def _place_in(task: Task, project: Project) -> Membership:
    for place in task.memberships:
        if place.project is project:
            return place
    raise LookupError(f"{task.name} is not in {project.name}.")
