"""Two remote worlds that change and fail, each with its truth to compare a mirror with."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple, Protocol

from sync.sandbox import Sandbox
from sync.sandbox.agency import Agency
from sync.sandbox.faults import Fault
from sync.sandbox.linear import LinearSandbox
from sync.sandbox.linear.records import Issue
from sync.sandbox.linear.tracker import Tracker
from sync.sandbox.linear.viewer import Viewer as LinearViewer
from sync.sandbox.viewer import Viewer
from tests.clock import FixedClock

_SPEED = 100


class HastyClock(FixedClock):
    """A clock that a test sets, whose waiting goes by a hundred times as fast as it should."""

    def __init__(self) -> None:
        super().__init__()
        self._began = time.monotonic_ns()

    def boot(self) -> int:
        """Read the clock that nobody can set."""
        return self.boot_now + (time.monotonic_ns() - self._began) * _SPEED // 1000


class Seen(NamedTuple):
    """What a mirror has to hold of a task."""

    name: str
    due_on: str | None
    project_ids: tuple[str, ...]


class Server(Protocol):
    """What the two sandboxes have in common."""

    @property
    def url(self) -> str: ...
    @property
    def token(self) -> str: ...
    @property
    def traffic(self) -> list[dict[str, Any]]: ...
    @property
    def writes(self) -> list[dict[str, Any]]: ...
    def fail(self, fault: Fault) -> None: ...
    def start(self) -> None: ...
    def close(self) -> None: ...


class World:
    """A remote world. Every change takes a number and means the task of that rank."""

    provider: str
    server: Server
    list_path: str
    changes: dict[str, Callable[[str, int], object]]

    def ids(self) -> list[str]:
        """List every task that ever was, oldest first."""
        raise NotImplementedError

    def truth(self) -> dict[str, Seen]:
        """Say what of it is open, mine and visible."""
        raise NotImplementedError

    def heal(self) -> None:
        """Let everything go well again."""
        self.server.faults.clear()  # type: ignore[attr-defined]

    def change(self, name: str, number: int) -> None:
        """Let something happen to one of the tasks."""
        ids = self.ids()
        self.changes[name](ids[number % len(ids)], number)


class AsanaWorld(World):
    """An agency behind Asana's API."""

    provider = "asana"
    list_path = "/api/1.0/tasks"

    def __init__(self, clock: FixedClock, agency: Agency | None = None) -> None:
        self.server = self.sandbox = Sandbox(clock=lambda: clock.wall() / 1e6, agency=agency)
        self.agency = agency = self.sandbox.agency
        self.projects = [each for each in agency.projects.values() if not each.archived]
        other = list(agency.people.values())[1]
        self.changes = {
            "rename": lambda gid, number: agency.rename(gid, f"Renamed {number}"),
            "complete": lambda gid, _n: agency.complete(gid),
            "reopen": lambda gid, _n: agency.reopen(gid),
            "give away": lambda gid, _n: agency.reassign(gid, other),
            "drop": lambda gid, _n: agency.reassign(gid, None),
            "take": lambda gid, _n: agency.reassign(gid, agency.main),
            "delete": lambda gid, _n: agency.delete(gid),
            "undelete": lambda gid, _n: agency.undelete(gid),
            "hide": lambda gid, _n: agency.hide(gid),
            "show": lambda gid, _n: self._show(gid),
            "move": lambda gid, number: agency.move(gid, self._project(number)),
            "due": lambda gid, number: agency.due(gid, _day(number)),
            "archive project": lambda _gid, number: agency.archive(self._project(number)),
            "unarchive project": lambda _gid, number: agency.archive(
                self._project(number), archived=False
            ),
            "lock out": lambda _gid, number: agency.lock_out(self._project(number)),
            "let in": lambda _gid, number: self._let_in(number),
            "add": lambda _gid, number: agency.add(f"New {number}", assignee=agency.main),
        }

    def ids(self) -> list[str]:
        """List every task that ever was."""
        return list(self.agency.tasks)

    def truth(self) -> dict[str, Seen]:
        """Say what of it is open, mine and visible."""
        viewer = Viewer(self.agency.main)
        return {
            task.gid: Seen(
                task.name,
                task.due_on,
                tuple(sorted(place.project.gid for place in viewer.memberships(task))),
            )
            for task in self.agency.open_tasks()
            if viewer.sees_task(task)
        }

    def _project(self, number: int) -> Any:
        return self.projects[number % len(self.projects)]

    def _show(self, gid: str) -> None:
        if self.agency.main in self.agency.tasks[gid].hidden_from:
            self.agency.show(gid)

    def _let_in(self, number: int) -> None:
        project = self._project(number)
        if self.agency.main not in project.members:
            self.agency.let_in(project)


class LinearWorld(World):
    """A tracker behind Linear's API."""

    provider = "linear"
    list_path = "/graphql"

    def __init__(self, clock: FixedClock, tracker: Tracker | None = None) -> None:
        self.server = self.sandbox = LinearSandbox(
            clock=lambda: clock.wall() / 1e6, tracker=tracker
        )
        self.tracker = tracker = self.sandbox.tracker
        self.teams = list(tracker.teams.values())
        self.projects = list(tracker.projects.values())
        other = list(tracker.users.values())[1]
        self.changes = {
            "rename": lambda key, number: tracker.rename(key, f"Renamed {number}"),
            "complete": lambda key, _n: tracker.complete(key),
            "cancel": lambda key, _n: tracker.cancel(key),
            "reopen": lambda key, _n: tracker.reopen(key),
            "give away": lambda key, _n: tracker.assign(key, other),
            "drop": lambda key, _n: tracker.assign(key, None),
            "take": lambda key, _n: tracker.assign(key, tracker.main),
            "archive": lambda key, _n: tracker.archive(key),
            "unarchive": lambda key, _n: tracker.unarchive(key),
            "trash": lambda key, _n: tracker.trash(key),
            "restore": lambda key, _n: tracker.restore(key),
            "move": lambda key, number: tracker.move(key, self.teams[number % len(self.teams)]),
            "place": lambda key, number: tracker.place(
                key, self.projects[number % len(self.projects)]
            ),
            "due": lambda key, number: tracker.due(key, _day(number)),
            "lock out": lambda _key, number: tracker.hide(self.teams[number % len(self.teams)]),
            "let in": lambda _key, number: self._let_in(number),
            "add": lambda _key, number: tracker.add(f"New {number}"),
        }

    def ids(self) -> list[str]:
        """List every task that ever was."""
        return list(self.tracker.issues)

    def truth(self) -> dict[str, Seen]:
        """Say what of it is open, mine and visible."""
        viewer = LinearViewer(self.tracker.main)
        return {
            issue.id: Seen(
                issue.title,
                issue.due_date,
                _places(viewer, issue),
            )
            for issue in self.tracker.open_issues()
            if viewer.sees_issue(issue) and issue.archived_at is None and not issue.trashed
        }

    def _let_in(self, number: int) -> None:
        team = self.teams[number % len(self.teams)]
        if self.tracker.main in team.hidden_from:
            self.tracker.show(team)


WORLDS: dict[str, Callable[[FixedClock], World]] = {"asana": AsanaWorld, "linear": LinearWorld}


def _places(viewer: LinearViewer, issue: Issue) -> tuple[str, ...]:
    project = issue.project
    if project is None or not viewer.sees_project(project):
        return (issue.team.id,)
    return (project.id, issue.team.id)


def _day(number: int) -> date:
    return date(2026, 11, 27) + timedelta(days=number % 30)
