"""The remote worlds once more, with what only the fault tests ask of them."""

from __future__ import annotations

from collections.abc import Callable

from sync.sandbox.linear.viewer import Viewer as LinearViewer
from sync.sandbox.viewer import Viewer
from tests.clock import FixedClock
from tests.sync.worlds import AsanaWorld, LinearWorld, World

Place = tuple[str, str]
"""Where a fault waits: the beginning of a path, and a text that the request holds."""


class Land(World):
    """A world that says why a task is no longer mine, and where it can fail."""

    places: tuple[Place, ...]
    look_up: Place
    """How a task is looked up."""

    def facts(self, task_id: str) -> set[str]:
        """Say everything that keeps a task from being open, mine and visible."""
        raise NotImplementedError

    def workspace_of(self, task_id: str) -> str:
        """Name the workspace that a task is in."""
        raise NotImplementedError


class AsanaLand(AsanaWorld, Land):
    """An agency with a branch, which is a workspace that one can leave and join again."""

    places = (
        ("/", ""),
        ("/api/1.0/tasks", ""),
        ("/api/1.0/tasks/", ""),
        ("/api/1.0/tasks", "modified_since"),
        ("/api/1.0/projects", ""),
        ("/api/1.0/workspaces", ""),
        ("/api/1.0/users/me", ""),
        ("/api/1.0/events", ""),
    )
    look_up = ("/api/1.0/tasks/1", "/api/1.0/tasks/1?")

    def __init__(self, clock: FixedClock) -> None:
        super().__init__(clock)
        agency, main = self.agency, self.agency.main
        self.branch = agency.add_workspace("Branch", "branch.example")
        agency.join(main, self.branch)
        home = agency.add_project("Branch work", self.branch)
        for number in range(3):
            agency.add(f"Branch task {number}", home, assignee=main)
        self.changes |= {
            "leave workspace": lambda _gid, _n: self._leave(),
            "join workspace": lambda _gid, _n: self._join(),
        }

    def facts(self, task_id: str) -> set[str]:
        """Say everything that keeps a task from being open, mine and visible."""
        task, main = self.agency.tasks[task_id], self.agency.main
        found = {
            "gone": task.deleted,
            "no_access": not Viewer(main).sees_task(task),
            "completed": task.completed_at is not None,
            "reassigned": task.assignee is not main,
        }
        return {reason for reason, holds in found.items() if holds}

    def workspace_of(self, task_id: str) -> str:
        """Name the workspace that a task is in."""
        return self.agency.tasks[task_id].workspace.gid

    def _leave(self) -> None:
        if self.agency.main in self.branch.people:
            self.agency.leave(self.agency.main, self.branch)

    def _join(self) -> None:
        if self.agency.main not in self.branch.people:
            self.agency.join(self.agency.main, self.branch)


class LinearLand(LinearWorld, Land):
    """A tracker; its one workspace cannot be left."""

    places = (
        ("/", ""),
        ("/graphql", "MyIssues"),
        ("/graphql", "MyIssueIds"),
        ("/graphql", "query Issues("),
        ("/graphql", "Projects"),
        ("/graphql", "Teams"),
        ("/graphql", "Workspace"),
        ("/graphql", "Account"),
    )
    look_up = ("/graphql", "query Issues(")

    def facts(self, task_id: str) -> set[str]:
        """Say everything that keeps an issue from being open, mine and visible."""
        issue, main = self.tracker.issues[task_id], self.tracker.main
        found = {
            "gone": issue.archived_at is not None,
            "no_access": not LinearViewer(main).sees_issue(issue),
            "completed": issue.completed_at is not None or issue.canceled_at is not None,
            "reassigned": issue.assignee is not main,
        }
        return {reason for reason, holds in found.items() if holds}

    def workspace_of(self, task_id: str) -> str:
        """Name the workspace that an issue is in."""
        return self.tracker.organization.id


LANDS: dict[str, Callable[[FixedClock], Land]] = {"asana": AsanaLand, "linear": LinearLand}
