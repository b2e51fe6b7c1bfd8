"""A tracker at work: every way in which issues change while somebody is watching."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.sandbox.linear.places import Places
from sync.sandbox.linear.records import Issue, Project, State, Team, User

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Tracker(Places):
    """The state behind the API, and its changes.

    An issue may be given by its id, identifier or title, a person by id, address or name, a team
    by id or key, a project by id or name.
    """

    def add(
        self,
        title: str,
        team: Team | str | None = None,
        *,
        assignee: User | None = None,
        project: Project | str | None = None,
        state: str = "unstarted",
        parent: Issue | str | None = None,
        unassigned: bool = False,
    ) -> Issue:
        """Create an issue of the main person, unless `assignee` or `unassigned` says otherwise."""
        with self.lock:
            home = self.team(team) if team else next(iter(self.teams.values()))
            home.numbers += 1
            now, column = self.now(), home.state(state)
            issue = Issue(self._id(), home.numbers, title, home, column, self.main, now, now)
            issue.assignee = None if unassigned else assignee or self.main
            issue.project = self.project(project) if project else None
            issue.parent = self.issue(parent) if parent else None
            _stamp(issue, column, now)
            self.issues[issue.id] = issue
        self._tell("create", issue, {})
        return issue

    def rename(self, issue: Issue | str, title: str) -> None:
        """Give an issue another title."""
        self._change([issue], title=title)

    def assign(self, issue: Issue | str, user: User | str | None) -> None:
        """Give an issue to somebody, or to nobody."""
        self._change([issue], assignee=self.user(user) if user else None)

    def delegate(self, issue: Issue | str, app: User | str | None) -> None:
        """Let an app work on an issue; its assignee stays."""
        self._change([issue], delegate=self.user(app) if app else None)

    def due(self, issue: Issue | str, due_date: date | None) -> None:
        """Move an issue's due date."""
        self._change([issue], due_date=due_date.isoformat() if due_date else None)

    def estimate(self, issue: Issue | str, points: float | None) -> None:
        """Say how many points an issue has."""
        self._change([issue], estimate=points)

    def place(self, issue: Issue | str, project: Project | str | None) -> None:
        """Put an issue into a project, or into none."""
        self._change([issue], project=self.project(project) if project else None)

    def advance(self, issue: Issue | str, state_type: str) -> None:
        """Move an issue to its team's first state of a type, such as `started`."""
        found = self.issue(issue)
        self._change([found], state=found.team.state(state_type))

    def complete(self, issue: Issue | str) -> None:
        """Finish an issue."""
        self.advance(issue, "completed")

    def cancel(self, issue: Issue | str) -> None:
        """Give an issue up."""
        self.advance(issue, "canceled")

    def reopen(self, issue: Issue | str) -> None:
        """Put an issue back among those to do."""
        self.advance(issue, "unstarted")

    def edit_many(self, issues: Iterable[Issue | str], **changes: Any) -> None:
        """Change many issues in one go: all of them bear the same time afterwards."""
        self._change(list(issues), **changes)

    def move(self, issue: Issue | str, team: Team | str) -> None:
        """Move an issue to another team: it is called differently then, and remembers how."""
        with self.lock:
            found, home = self.issue(issue), self.team(team)
            former = {"team": found.team, "state": found.state, "number": found.number}
            found.previous_identifiers.append(found.identifier)
            home.numbers += 1
            found.state = home.state(found.state.type)
            found.team, found.number = home, home.numbers
            found.updated_at = self.now()
        self._tell("update", found, former)

    def archive(self, issue: Issue | str) -> None:
        """Archive an issue; it does not count as updated by that."""
        self._put_away(issue, self.now(), trashed=None)

    def unarchive(self, issue: Issue | str) -> None:
        """Take an issue out of the archive or the bin."""
        self._put_away(issue, None, trashed=None)

    def trash(self, issue: Issue | str) -> None:
        """Delete an issue: it lies in the bin for thirty days."""
        self._put_away(issue, self.now(), trashed=True)

    def restore(self, issue: Issue | str) -> None:
        """Take an issue out of the bin."""
        self.unarchive(issue)

    def purge(self, issue: Issue | str) -> None:
        """Delete an issue for good: nothing will ever be said of it again."""
        with self.lock:
            found = self.issues.pop(self.issue(issue).id)
        self._tell("remove", found, {})

    # -- the small print ------------------------------------------------------------------

    def _put_away(self, issue: Issue | str, at: int | None, *, trashed: bool | None) -> None:
        with self.lock:
            found = self.issue(issue)
            former = {"archived_at": found.archived_at, "trashed": found.trashed}
            found.archived_at, found.trashed = at, trashed
        self._tell("remove" if trashed else "update", found, former)

    def _change(self, issues: list[Issue | str], **changes: Any) -> None:
        told = []
        with self.lock:
            now = self.now()
            for found in map(self.issue, issues):
                former = {name: getattr(found, name) for name in (*changes, "updated_at")}
                for name, value in changes.items():
                    setattr(found, name, value)
                if "state" in changes:
                    _stamp(found, found.state, now)
                found.updated_at = now
                told.append((found, former))
        for found, former in told:
            self._tell("update", found, former)

    def _tell(self, action: str, issue: Issue, former: dict[str, Any]) -> None:
        for listener in self.told:
            listener(action, issue, former)


def _stamp(issue: Issue, state: State, now: int) -> None:
    """Let the dates of an issue follow its state."""
    issue.completed_at = now if state.type == "completed" else None
    issue.canceled_at = now if state.type in ("canceled", "duplicate") else None
    if state.type in ("started", "completed"):
        issue.started_at = issue.started_at or now
    elif state.type not in ("canceled", "duplicate"):
        issue.started_at = None
