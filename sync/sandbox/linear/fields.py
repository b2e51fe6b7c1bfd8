"""What each field answers: a record's own value, what is worked out, or a blank of its type."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    get_named_type,
)

from sync.sandbox.linear.filters import snake
from sync.sandbox.linear.instants import written
from sync.sandbox.linear.paging import Page
from sync.sandbox.linear.troubles import Trouble

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from sync.sandbox.linear.asking import Asking

Worked = Callable[["Asking", Any, dict[str, Any]], Any]
PRIORITIES = ("No priority", "Urgent", "High", "Medium", "Low")
ZEROES: dict[str, Any] = {
    "Boolean": False,
    "Int": 0,
    "Float": 0,
    "DateTime": written(0),
    "JSONObject": {},
    "JSON": {},
}


EMPTY = Page([], before=False, more=False, cursor=str)


class Blank:
    """An object of which nothing is known."""


def resolve(source: Any, info: GraphQLResolveInfo, **asked: Any) -> Any:
    """Answer one field."""
    if isinstance(source, Page):
        return _of_page(source, info.field_name)
    worked = WORKED.get(f"{info.parent_type.name}.{info.field_name}")
    if worked:
        return worked(info.context, source, asked)
    if info.parent_type is info.schema.query_type:
        raise Trouble("FEATURE_NOT_ACCESSIBLE", f"The sandbox knows no {info.field_name}")
    if isinstance(source, dict):
        return source.get(info.field_name)
    value = getattr(source, snake(info.field_name), source)
    if value is source:  # there is no such attribute
        return _blank(info.return_type)
    if isinstance(value, int) and get_named_type(info.return_type).name == "DateTime":
        return written(value)
    return value


def _of_page(page: Page, name: str) -> Any:
    if name == "nodes":
        return page.rows
    if name == "edges":
        return [{"node": row, "cursor": page.cursor(row)} for row in page.rows]
    return {
        "hasNextPage": page.more,
        "hasPreviousPage": page.before,
        "startCursor": page.cursor(page.rows[0]) if page.rows else None,
        "endCursor": page.cursor(page.rows[-1]) if page.rows else None,
    }


def _blank(kind: Any) -> Any:
    """Return what a field says of which the sandbox knows nothing."""
    if not isinstance(kind, GraphQLNonNull):
        return None
    kind = kind.of_type
    if isinstance(kind, GraphQLList):
        return []
    if isinstance(kind, GraphQLScalarType):
        return ZEROES.get(kind.name, "")
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values.values())).value
    return EMPTY if kind.name.endswith("Connection") else Blank()


def _standing(asking: Asking) -> dict[str, Any]:
    buckets = {"requests": asking.meter.requests, "complexity": asking.meter.points}
    return {
        "identifier": asking.me.id,
        "kind": "user",
        "limits": [
            {
                "type": name,
                "allowedAmount": bucket.size,
                "remainingAmount": bucket.remaining,
                "requestedAmount": bucket.size - bucket.remaining,
                "period": 3_600_000,
                "reset": bucket.reset,
            }
            for name, bucket in buckets.items()
        ],
    }


def _listed(identity: str, rows: Callable[[Asking, Any], Any]) -> Worked:
    """Return a field that hands out a list in pages."""

    def answer(asking: Asking, source: Any, asked: dict[str, Any]) -> Page:
        owner = getattr(source, "id", "")
        return asking.page(f"{identity} {owner}", rows(asking, source), asked)

    return answer


def _issues_where(name: str) -> Callable[[Asking, Any], Any]:
    def rows(asking: Asking, owner: Any) -> Any:
        return (issue for issue in asking.issues() if getattr(issue, name) is owner)

    return rows


def _seen_project(asking: Asking, issue: Any) -> Any:
    seen = issue.project and asking.viewer.sees_project(issue.project)
    return issue.project if seen else None


def _seen_parent(asking: Asking, issue: Any) -> Any:
    seen = issue.parent and asking.viewer.sees_issue(issue.parent)
    return issue.parent if seen else None


def _teams_of(asking: Asking, user: Any) -> Any:
    return (team for team in asking.teams() if user in team.members)


WORKED: dict[str, Worked] = {
    "Query.viewer": lambda asking, _, asked: asking.me,
    "Query.organization": lambda asking, _, asked: asking.tracker.organization,
    "Query.rateLimitStatus": lambda asking, _, asked: _standing(asking),
    "Query.issue": lambda asking, _, asked: asking.issue(asked["id"]),
    "Query.team": lambda asking, _, asked: asking.team(asked["id"]),
    "Query.project": lambda asking, _, asked: asking.project(asked["id"]),
    "Query.user": lambda asking, _, asked: asking.user(asked["id"]),
    "Query.workflowState": lambda asking, _, asked: asking.state(asked["id"]),
    "Query.issues": _listed("issues", lambda asking, _: asking.issues()),
    "Query.teams": _listed("teams", lambda asking, _: asking.teams()),
    "Query.projects": _listed("projects", lambda asking, _: asking.projects()),
    "Query.users": _listed("users", lambda asking, _: asking.tracker.users.values()),
    "Query.workflowStates": _listed("states", lambda asking, _: asking.states()),
    "Organization.teams": _listed("teams", lambda asking, _: asking.teams()),
    "Organization.users": _listed("users", lambda asking, _: asking.tracker.users.values()),
    "User.isMe": lambda asking, user, asked: user is asking.me,
    "User.canAccessAnyPublicTeam": lambda asking, user, asked: not user.guest,
    "User.assignedIssues": _listed("assigned", _issues_where("assignee")),
    "User.delegatedIssues": _listed("delegated", _issues_where("delegate")),
    "User.createdIssues": _listed("created", _issues_where("creator")),
    "User.teams": _listed("teams of", _teams_of),
    "Team.issues": _listed("issues of team", _issues_where("team")),
    "Team.members": _listed("members of", lambda _, team: team.members),
    "Team.states": _listed("states of", lambda _, team: team.states),
    "Team.projects": _listed(
        "projects of", lambda asking, team: (one for one in asking.projects() if team in one.teams)
    ),
    "Project.state": lambda _, project, asked: project.status.type,
    "Project.issues": _listed("issues of project", _issues_where("project")),
    "Project.teams": _listed(
        "teams of project",
        lambda asking, project: filter(asking.viewer.sees_team, project.teams),
    ),
    "Issue.children": _listed("children of", _issues_where("parent")),
    "Issue.project": lambda asking, issue, asked: _seen_project(asking, issue),
    "Issue.parent": lambda asking, issue, asked: _seen_parent(asking, issue),
    "Issue.priorityLabel": lambda _, issue, asked: PRIORITIES[int(issue.priority)],
}
