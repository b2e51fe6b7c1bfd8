"""What one person may see of the agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.sandbox.records import Membership, Person, Project, Task, Workspace


class Viewer:
    """Who is looking, and what they may see."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def sees_project(self, project: Project) -> bool:
        """Say whether the project is there for this person."""
        if project.deleted or self.person not in project.workspace.people:
            return False
        if project.is_closed or self.person.sees_little:
            return self.person in project.members
        return True

    def sees_task(self, task: Task) -> bool:
        """Say whether this person may read the task."""
        if self.person in task.hidden_from or self.person not in task.workspace.people:
            return False
        if self.person in (task.assignee, task.created_by):
            return True
        if any(self.sees_project(membership.project) for membership in task.memberships):
            return True
        return task.parent is not None and self.sees_task(task.parent)

    def memberships(self, task: Task) -> list[Membership]:
        """Return the task's places in projects that this person sees."""
        return [place for place in task.memberships if self.sees_project(place.project)]

    def workspaces(self, person: Person) -> list[Workspace]:
        """Return the workspaces that this person shares with somebody."""
        return [place for place in person.workspaces if place in self.person.workspaces]
