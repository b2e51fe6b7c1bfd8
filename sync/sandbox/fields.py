"""Every field that the API can show of each kind of record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sync.sandbox.records import Task, Webhook
    from sync.sandbox.viewer import Viewer

Getter = Callable[[Any, Any], Any]
DAY_MS = 24 * 3600 * 1000


def instant(milliseconds: int | None) -> str | None:
    """Write an instant as the API does: UTC, milliseconds, Z."""
    if milliseconds is None:
        return None
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def _named(kind: str) -> dict[str, Getter]:
    return {
        "gid": lambda record, viewer: record.gid,
        "resource_type": lambda record, viewer: kind,
        "name": lambda record, viewer: record.name,
    }


def _link(record: Task, viewer: Viewer) -> str:
    places = viewer.memberships(record)
    middle = f"/project/{places[0].project.gid}" if places else ""
    return f"https://app.asana.com/1/{record.workspace.gid}{middle}/task/{record.gid}"


def _deletion(hook: Webhook) -> int | None:
    return None if hook.failing_since is None else hook.failing_since + DAY_MS


FIELDS: dict[str, dict[str, Getter]] = {
    "user": {
        **_named("user"),
        "email": lambda person, viewer: person.email,
        "photo": lambda person, viewer: None,
        "workspaces": lambda person, viewer: viewer.workspaces(person),
    },
    "workspace": {
        **_named("workspace"),
        "email_domains": lambda workspace, viewer: [workspace.domain],
        "is_organization": lambda workspace, viewer: True,
    },
    "user_task_list": {
        **_named("user_task_list"),
        "name": lambda task_list, viewer: f"My tasks in {task_list.workspace.name}",
        "owner": lambda task_list, viewer: task_list.owner,
        "workspace": lambda task_list, viewer: task_list.workspace,
    },
    "workspace_membership": {
        "gid": lambda standing, viewer: standing.gid,
        "resource_type": lambda standing, viewer: "workspace_membership",
        "created_at": lambda standing, viewer: instant(standing.created_at),
        "is_active": lambda standing, viewer: standing.active,
        "is_admin": lambda standing, viewer: standing.person is standing.workspace.people[0],
        "is_guest": lambda standing, viewer: standing.person.guest,
        "is_view_only": lambda standing, viewer: standing.person.view_only,
        "user": lambda standing, viewer: standing.person,
        "user_task_list": lambda standing, viewer: standing.task_list,
        "vacation_dates": lambda standing, viewer: None,
        "workspace": lambda standing, viewer: standing.workspace,
    },
    "webhook": {
        "gid": lambda hook, viewer: hook.gid,
        "resource_type": lambda hook, viewer: "webhook",
        "active": lambda hook, viewer: hook.active,
        "created_at": lambda hook, viewer: instant(hook.created_at),
        "delivery_retry_count": lambda hook, viewer: hook.retries,
        "failure_deletion_timestamp": lambda hook, viewer: instant(_deletion(hook)),
        "filters": lambda hook, viewer: hook.filters,
        "last_failure_at": lambda hook, viewer: instant(hook.last_failure_at),
        "last_failure_content": lambda hook, viewer: hook.last_failure_content,
        "last_success_at": lambda hook, viewer: instant(hook.last_success_at),
        "next_attempt_after": lambda hook, viewer: instant(hook.next_attempt_after),
        "resource": lambda hook, viewer: hook.resource,
        "target": lambda hook, viewer: hook.target,
    },
    "section": _named("section"),
    "membership": {
        "project": lambda place, viewer: place.project,
        "section": lambda place, viewer: place.section,
    },
    "project": {
        **_named("project"),
        "archived": lambda project, viewer: project.archived,
        "color": lambda project, viewer: project.color,
        "completed": lambda project, viewer: False,
        "completed_at": lambda project, viewer: None,
        "created_at": lambda project, viewer: instant(project.created_at),
        "default_view": lambda project, viewer: "board",
        "due_on": lambda project, viewer: None,
        "start_on": lambda project, viewer: None,
        "members": lambda project, viewer: project.members or [project.owner],
        "modified_at": lambda project, viewer: instant(project.modified_at),
        "notes": lambda project, viewer: "",
        "owner": lambda project, viewer: project.owner,
        "permalink_url": lambda project, viewer: (
            f"https://app.asana.com/1/{project.workspace.gid}/project/{project.gid}"
        ),
        "privacy_setting": lambda project, viewer: (
            "private" if project.is_closed else "public_to_workspace"
        ),
        "public": lambda project, viewer: not project.is_closed,
        "team": lambda project, viewer: None,
        "workspace": lambda project, viewer: project.workspace,
    },
    "task": {
        **_named("task"),
        "resource_subtype": lambda task, viewer: "default_task",
        "actual_time_minutes": lambda task, viewer: None,
        "assignee": lambda task, viewer: task.assignee,
        "assignee_status": lambda task, viewer: "inbox",
        "completed": lambda task, viewer: task.completed_at is not None,
        "completed_at": lambda task, viewer: instant(task.completed_at),
        "completed_by": lambda task, viewer: task.completed_by,
        "created_at": lambda task, viewer: instant(task.created_at),
        "created_by": lambda task, viewer: task.created_by,
        "due_at": lambda task, viewer: None,
        "due_on": lambda task, viewer: task.due_on,
        "followers": lambda task, viewer: [task.assignee] if task.assignee else [],
        "hearted": lambda task, viewer: False,
        "hearts": lambda task, viewer: [],
        "liked": lambda task, viewer: False,
        "likes": lambda task, viewer: [],
        "memberships": lambda task, viewer: viewer.memberships(task),
        "modified_at": lambda task, viewer: instant(task.modified_at),
        "notes": lambda task, viewer: task.notes,
        "num_hearts": lambda task, viewer: 0,
        "num_likes": lambda task, viewer: 0,
        "num_subtasks": lambda task, viewer: sum(not sub.deleted for sub in task.subtasks),
        "parent": lambda task, viewer: task.parent,
        "permalink_url": _link,
        "projects": lambda task, viewer: [place.project for place in viewer.memberships(task)],
        "start_at": lambda task, viewer: None,
        "start_on": lambda task, viewer: None,
        "tags": lambda task, viewer: [],
        "workspace": lambda task, viewer: task.workspace,
    },
}

RELATIONS: dict[str, dict[str, str]] = {
    "user": {"workspaces": "workspace"},
    "workspace": {},
    "user_task_list": {"owner": "user", "workspace": "workspace"},
    "workspace_membership": {
        "user": "user",
        "user_task_list": "user_task_list",
        "workspace": "workspace",
    },
    "webhook": {"resource": "project"},
    "section": {},
    "membership": {"project": "project", "section": "section"},
    "project": {"members": "user", "owner": "user", "team": "team", "workspace": "workspace"},
    "task": {
        "assignee": "user",
        "completed_by": "user",
        "created_by": "user",
        "followers": "user",
        "memberships": "membership",
        "parent": "task",
        "projects": "project",
        "workspace": "workspace",
    },
}
"""Which fields lead to another record, and of what kind."""
