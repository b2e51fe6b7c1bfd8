"""The whole state as plain data, for whoever wants to compare it with what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sync.sandbox.linear.records import Issue
    from sync.sandbox.linear.tracker import Tracker


def summary(tracker: Tracker) -> dict[str, Any]:
    """Return who and what there is."""
    with tracker.lock:
        return {
            "organization": {"id": tracker.organization.id, "name": tracker.organization.name},
            "users": [
                {"id": one.id, "name": one.name, "email": one.email, "guest": one.guest}
                for one in tracker.users.values()
            ],
            "teams": [
                {"id": one.id, "key": one.key, "name": one.name, "private": one.private}
                for one in tracker.teams.values()
            ],
            "projects": [
                {"id": one.id, "name": one.name, "archived": one.archived_at is not None}
                for one in tracker.projects.values()
            ],
            "issues": [_issue(one) for one in tracker.issues.values()],
        }


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "id": issue.id,
        "identifier": issue.identifier,
        "title": issue.title,
        "assignee": issue.assignee.id if issue.assignee else None,
        "team": issue.team.id,
        "project": issue.project.id if issue.project else None,
        "state": issue.state.type,
        "archived": issue.archived_at is not None,
        "trashed": bool(issue.trashed),
    }
