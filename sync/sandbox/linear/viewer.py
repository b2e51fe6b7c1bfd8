"""Who asks, and what they may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.sandbox.linear.records import Issue, Project, Team, User


@dataclass(slots=True, frozen=True)
class Viewer:
    """The person behind a key or token; `teams` are the ids that it is limited to, if it is."""

    user: User
    teams: frozenset[str] | None = None

    def sees_team(self, team: Team) -> bool:
        """Public teams are everybody's but the guests'; private ones are their members'."""
        if self.user in team.hidden_from or (self.teams is not None and team.id not in self.teams):
            return False
        return self.user in team.members or not (team.private or self.user.guest)

    def sees_issue(self, issue: Issue) -> bool:
        """An issue is as visible as its team."""
        return self.sees_team(issue.team)

    def sees_project(self, project: Project) -> bool:
        """A project is as visible as any of its teams."""
        return any(self.sees_team(team) for team in project.teams)
