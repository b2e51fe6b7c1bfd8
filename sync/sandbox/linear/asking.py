"""One document as it is answered: who asks, what they see, and the lists in pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sync.sandbox.linear.filters import Sieve
from sync.sandbox.linear.troubles import not_found

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.sandbox.linear.meters import Meter
    from sync.sandbox.linear.paging import Page, Pages
    from sync.sandbox.linear.records import Issue, Project, State, Team, User
    from sync.sandbox.linear.tracker import Tracker
    from sync.sandbox.linear.viewer import Viewer


@dataclass(slots=True)
class Asking:
    """What every field may want to know. The tracker is locked meanwhile."""

    tracker: Tracker
    viewer: Viewer
    pages: Pages
    meter: Meter

    @property
    def me(self) -> User:
        """The person whose key or token it is."""
        return self.viewer.user

    def page(self, identity: str, rows: Iterable[Any], asked: dict[str, Any]) -> Page:
        """Return a page of a list."""
        sieve = Sieve(self.viewer, self.tracker.now())
        return self.pages.page(f"{self.me.id} {identity}", rows, sieve, asked)

    def issues(self) -> Iterable[Issue]:
        """Return the issues that this person sees."""
        return (one for one in self.tracker.issues.values() if self.viewer.sees_issue(one))

    def teams(self) -> Iterable[Team]:
        """Return the teams that this person sees."""
        return (one for one in self.tracker.teams.values() if self.viewer.sees_team(one))

    def projects(self) -> Iterable[Project]:
        """Return the projects that this person sees."""
        return (one for one in self.tracker.projects.values() if self.viewer.sees_project(one))

    def issue(self, name: str) -> Issue:
        """Return the issue with an id or an identifier."""
        found = self.tracker.issues.get(name) or self.tracker.identified(name)
        if found is None or not self.viewer.sees_issue(found):
            raise not_found("Issue")
        return found

    def team(self, name: str) -> Team:
        """Return the team with an id or a key."""
        for team in self.teams():
            if name in (team.id, team.key):
                return team
        raise not_found("Team")

    def project(self, name: str) -> Project:
        """Return the project with an id or a slug."""
        for project in self.projects():
            if name in (project.id, project.slug_id):
                return project
        raise not_found("Project")

    def states(self) -> Iterable[State]:
        """Return the workflow states of the teams that this person sees."""
        return (state for team in self.teams() for state in team.states)

    def state(self, name: str) -> State:
        """Return the workflow state with an id."""
        for state in self.states():
            if state.id == name:
                return state
        raise not_found("WorkflowState")

    def user(self, name: str) -> User:
        """Return the person with an id, or the one who asks."""
        found = self.me if name == "me" else self.tracker.users.get(name)
        if found is None:
            raise not_found("User")
        return found
