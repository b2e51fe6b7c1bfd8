"""What a webhook says of an issue that has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.sandbox.linear.instants import written

if TYPE_CHECKING:
    from sync.sandbox.linear.records import Issue, User

RELATIONS = ("assignee", "creator", "delegate", "parent", "project", "state", "team")
PLAIN = {
    "id": "id",
    "identifier": "identifier",
    "previousIdentifiers": "previous_identifiers",
    "number": "number",
    "title": "title",
    "priority": "priority",
    "estimate": "estimate",
    "dueDate": "due_date",
    "trashed": "trashed",
    "url": "url",
}
INSTANTS = {
    "createdAt": "created_at",
    "updatedAt": "updated_at",
    "startedAt": "started_at",
    "completedAt": "completed_at",
    "canceledAt": "canceled_at",
    "archivedAt": "archived_at",
}


def payload(
    action: str, issue: Issue, former: dict[str, Any], actor: User, at: int
) -> dict[str, Any]:
    """Return the body of a delivery, but for the hook's own id and the time of sending."""
    body: dict[str, Any] = {
        "action": action,
        "actor": _person(actor) | {"type": "user"},
        "createdAt": written(at),
        "data": _issue(issue),
        "organizationId": issue.team.organization.id,
        "type": "Issue",
        "url": issue.url,
    }
    return body | ({"updatedFrom": _former(former)} if action == "update" else {})


def _issue(issue: Issue) -> dict[str, Any]:
    data: dict[str, Any] = {name: getattr(issue, attribute) for name, attribute in PLAIN.items()}
    for name, attribute in INSTANTS.items():
        instant = getattr(issue, attribute)
        data[name] = None if instant is None else written(instant)
    for name in RELATIONS:
        other = getattr(issue, name)
        data[f"{name}Id"] = other.id if other else None
    data["assignee"] = _person(issue.assignee) if issue.assignee else None
    data["state"] = {"id": issue.state.id, "name": issue.state.name, "type": issue.state.type}
    data["team"] = {"id": issue.team.id, "key": issue.team.key, "name": issue.team.name}
    return data | {"labelIds": [], "labels": [], "subscriberIds": []}


def _former(former: dict[str, Any]) -> dict[str, Any]:
    """Return what was there before, named as the API names it."""
    told: dict[str, Any] = {}
    for name, attribute in PLAIN.items():
        if attribute in former:
            told[name] = former[attribute]
    for name, attribute in INSTANTS.items():
        if attribute in former:
            told[name] = None if former[attribute] is None else written(former[attribute])
    for name in RELATIONS:
        if name in former:
            told[f"{name}Id"] = former[name].id if former[name] else None
    return told


def _person(user: User) -> dict[str, Any]:
    return {"id": user.id, "name": user.name, "email": user.email, "url": user.url}
