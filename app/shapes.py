"""Records in the JSON shapes that scripts depend on: keys may be added, never renamed.

This module is on the quick path.
"""

from __future__ import annotations

from store.local_time import iso_instant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from store.health import Health
    from store.records import (
        Candidate,
        Connection,
        Entry,
        EntryChange,
        TimerChange,
        TimerStatus,
        Week,
    )


def json_text(shape: Any) -> str:
    """Write a shape as one line of JSON that does nothing to a terminal."""
    import json

    text = json.dumps(shape, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(shape)


def entry_shape(entry: Entry, now: int) -> dict[str, Any]:
    """Shape one entry; a running one is measured up to `now`."""
    return {
        "id": entry.id,
        "task": entry.task,
        "task_id": entry.task_id,
        "source": entry.source,
        "remote_id": entry.remote_id,
        "identifier": entry.identifier,
        "url": entry.url,
        "link": entry.link,
        "reason": entry.reason,
        "project": entry.project,
        "project_id": entry.project_id,
        "client": entry.client,
        "started_at": iso_instant(entry.started_at),
        "stopped_at": None if entry.stopped_at is None else iso_instant(entry.stopped_at),
        "seconds": entry.seconds(now),
        "note": entry.note,
        "billable": entry.billable,
        "tags": list(entry.tags),
        "invoice": entry.invoice,
        "flags": list(entry.flags),
    }


def status_shape(status: TimerStatus) -> dict[str, Any]:
    """Shape what runs now."""
    return {
        "running": status.entry is not None,
        "entry": entry_shape(status.entry, status.now) if status.entry else None,
        "today_seconds": status.today_seconds,
    }


def timer_shape(change: TimerChange) -> dict[str, Any]:
    """Shape what a timer operation did."""
    stopped = change.stopped
    return {
        **status_shape(change.status),
        "stopped": entry_shape(stopped, change.status.now) if stopped else None,
    }


def change_shape(change: EntryChange, now: int) -> dict[str, Any]:
    """Shape what an operation on entries did."""
    return {
        "changed": [entry_shape(entry, now) for entry in change.changed],
        "removed": list(change.removed),
        "sentence": change.sentence,
    }


def task_shape(row: Candidate) -> dict[str, Any]:
    """Shape one row of the picker."""
    return {
        "id": row.key,
        "name": row.name,
        "source": row.source,
        "remote_id": row.remote_id,
        "identifier": row.identifier,
        "url": row.url,
        "link": row.link,
        "reason": row.reason,
        "project": row.project,
        "project_id": row.project_id,
        "client": row.client,
        "remote_project": row.remote_project,
        "mapped": row.mapped,
        "seconds": row.seconds,
        "due_on": row.due_on,
        "section": row.remote_section,
        "state": row.remote_state,
    }


def week_shape(
    week: Week, values: Mapping[str | None, dict[str, str]], budgets: Mapping[str | None, int]
) -> dict[str, Any]:
    """Shape a week; what has no value, for want of a rate, or no budget has null."""
    return {
        "week": week.name,
        "from": week.days[0][0],
        "to": week.days[6][0],
        "seconds": week.seconds,
        "billable_seconds": week.billable_seconds,
        "target_seconds": week.target_seconds,
        "days": [{"date": date, "seconds": seconds} for date, seconds in week.days],
        "projects": [
            {
                "project": row.project,
                "client": row.client,
                "seconds": row.seconds,
                "billable_seconds": row.billable_seconds,
                "value": values.get(row.project_id),
                "budget_seconds": budgets.get(row.project_id),
            }
            for row in week.projects
        ],
    }


def connection_shape(connection: Connection) -> dict[str, Any]:
    """Shape a connection; there is no secret in it to hide."""
    last = connection.last_ok_at
    return {
        "id": connection.id,
        "provider": connection.provider,
        "account": connection.account,
        "workspaces": list(connection.workspaces),
        "state": connection.state,
        "mode": connection.mode,
        "webhooks": "on" if connection.webhooks else "off",
        "method": connection.method,
        "scopes": list(connection.scopes),
        "can_write": connection.can_write,
        "guest": connection.guest,
        "last_ok_at": None if last is None else iso_instant(last),
        "error": connection.error,
        "tasks": connection.tasks,
        "projects": connection.projects,
        "standing": connection.standing,
        "tasks_of": connection.subject or None,
        "health": _health_shape(connection.health),
    }


def _health_shape(health: Health | None) -> dict[str, Any] | None:
    if health is None:
        return None
    following, rest = health.next_poll_at, health.rest_until
    return {
        "next_poll_at": None if following is None else iso_instant(following),
        "requests_last_hour": health.requests,
        "limit": health.limit,
        "limit_seconds": health.window_seconds,
        "rest_until": None if rest is None else iso_instant(rest),
    }
