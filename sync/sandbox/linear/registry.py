"""The state behind the API: who there is, which teams and projects, and what there is to do."""

from __future__ import annotations

import random
import threading
import uuid
from typing import TYPE_CHECKING, Any

from sync.sandbox.linear.records import (
    Issue,
    Organization,
    Project,
    ProjectStatus,
    State,
    Team,
    User,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SEED = 48
COLUMNS = (
    ("Triage", "triage"),
    ("Backlog", "backlog"),
    ("Todo", "unstarted"),
    ("In Progress", "started"),
    ("In Review", "started"),
    ("Done", "completed"),
    ("Canceled", "canceled"),
    ("Duplicate", "duplicate"),
)
STATUSES = ("backlog", "planned", "started", "paused", "completed", "canceled")


class Registry:
    """Everything the sandbox serves. Hold `lock` while reading; changes take it themselves.

    `clock` gives epoch seconds; the sandbox replaces it by its own. `told` are called with
    (action, issue, former values) after each change of an issue, once the lock is given back.
    """

    def __init__(self, clock: Callable[[], float], name: str, url_key: str) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.told: list[Callable[[str, Issue, dict[str, Any]], None]] = []
        self.users: dict[str, User] = {}
        self.teams: dict[str, Team] = {}
        self.projects: dict[str, Project] = {}
        self.issues: dict[str, Issue] = {}
        self._dice = random.Random(f"{SEED} {url_key}")
        now = self.now()
        self.organization = Organization(self._id(), name, url_key, now, now)
        self.statuses = {
            kind: ProjectStatus(self._id(), kind.title(), kind, position, now, now)
            for position, kind in enumerate(STATUSES)
        }

    # -- looking ---------------------------------------------------------------------------

    @property
    def main(self) -> User:
        """The person whom the preset key belongs to: the first one hired."""
        return next(iter(self.users.values()))

    @property
    def states(self) -> list[State]:
        """The workflow states of all teams."""
        return [state for team in self.teams.values() for state in team.states]

    def issue(self, issue: Issue | str) -> Issue:
        """Return the issue with this id, identifier (an old one too) or title."""
        if isinstance(issue, Issue):
            return issue
        found = self.issues.get(issue) or self.identified(issue)
        if found:
            return found
        for other in self.issues.values():
            if other.title == issue:
                return other
        raise LookupError(f"There is no issue {issue!r} in the sandbox.")

    def identified(self, identifier: str) -> Issue | None:
        """Return the issue with this identifier, or that once had it."""
        for issue in self.issues.values():
            if identifier == issue.identifier or identifier in issue.previous_identifiers:
                return issue
        return None

    def team(self, team: Team | str) -> Team:
        """Return the team with this id or key."""
        if isinstance(team, Team):
            return team
        for found in self.teams.values():
            if team in (found.id, found.key):
                return found
        raise LookupError(f"There is no team {team!r} in the sandbox.")

    def project(self, project: Project | str) -> Project:
        """Return the project with this id or name."""
        if isinstance(project, Project):
            return project
        for found in self.projects.values():
            if project in (found.id, found.name):
                return found
        raise LookupError(f"There is no project {project!r} in the sandbox.")

    def user(self, user: User | str) -> User:
        """Return the person with this id, address or name."""
        if isinstance(user, User):
            return user
        for found in self.users.values():
            if user in (found.id, found.email, found.name):
                return found
        raise LookupError(f"There is nobody called {user!r} in the sandbox.")

    def open_issues(self, user: User | None = None) -> list[Issue]:
        """Return the issues of a person that are neither done nor away; else of the main one."""
        owner = user or self.main
        return [
            issue
            for issue in self.issues.values()
            if issue.assignee is owner
            and issue.archived_at is None
            and issue.completed_at is None
            and issue.canceled_at is None
        ]

    def now(self) -> int:
        """Return the clock's time in epoch milliseconds."""
        return int(self.clock() * 1000)

    # -- building --------------------------------------------------------------------------

    def add_user(
        self, name: str, email: str, *, guest: bool = False, admin: bool = False, app: bool = False
    ) -> User:
        """Invite somebody, or install an app."""
        now = self.now()
        user = User(self._id(), name, email, self.organization, now, now, guest, admin, app)
        self.users[user.id] = user
        return user

    def add_team(
        self, name: str, key: str, members: Sequence[User] = (), *, private: bool = False
    ) -> Team:
        """Found a team with the usual workflow."""
        with self.lock:
            now = self.now()
            team = Team(self._id(), key, name, self.organization, now, now, private)
            team.members.extend(members)
            for position, (column, kind) in enumerate(COLUMNS):
                state = State(self._id(), column, kind, "#e2e2e2", position, team, now, now)
                team.states.append(state)
            self.teams[team.id] = team
            return team

    def add_project(self, name: str, *teams: Team | str) -> Project:
        """Open a project for some teams, else for the first one."""
        with self.lock:
            now = self.now()
            homes = [self.team(team) for team in teams] or [next(iter(self.teams.values()))]
            slug = f"{name.lower().replace(' ', '-')}-{self._dice.getrandbits(48):012x}"
            status = self.statuses["started"]
            project = Project(
                self._id(), name, slug, self.organization, status, now, now, list(homes)
            )
            self.projects[project.id] = project
            return project

    def _id(self) -> str:
        return str(uuid.UUID(int=self._dice.getrandbits(128), version=4))
