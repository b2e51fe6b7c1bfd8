"""Every field that the API can show of each kind of record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sync.sandbox.records import Task
    from sync.sandbox.viewer import Viewer

Getter = Callable[[Any, Any], Any]


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
            "private" if project.members else "public_to_workspace"
        ),
        "public": lambda project, viewer: not project.members,
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
