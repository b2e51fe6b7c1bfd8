"""The subscriptions that tell of changes: which there are, at which path, and when they last spoke.

The secret of each lies with the other secrets; without it a path is worth nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from store.work import Work


class Webhook(NamedTuple):
    """A subscription. `remote_id` is empty while it is being made, or where it was made by hand.

    `resource_id` is the remote project that it tells of, empty for more than one; `project` is that
    one's name, None where it is not known. `target` is the whole address at which it is received,
    `path` the part of it that tells it from the others.
    """

    connection_id: str
    remote_id: str
    resource_id: str
    path: str
    target: str
    created_at: int
    heard_at: int | None
    project: str | None = None


def webhooks(work: Work, connection_id: str | None = None) -> list[Webhook]:
    """List this member's subscriptions, of one connection or of all, oldest first."""
    found = work.rows(
        "SELECT connection_id, remote_id, resource_id, path, target, created_at, heard_at,"
        " (SELECT name FROM remote_project WHERE remote_project.owner = webhook.owner"
        "  AND remote_project.connection_id = webhook.connection_id"
        "  AND remote_project.remote_id = webhook.resource_id)"
        " FROM webhook WHERE owner = ? ORDER BY created_at, path",
        (work.owner,),
    )
    return [Webhook(*row) for row in found if connection_id in (None, row[0])]


def add_webhook(
    work: Work, connection_id: str, resource_id: str, path: str, target: str
) -> Webhook:
    """Write a subscription down before it is made, so that none is ever made and forgotten."""
    made = Webhook(connection_id, "", resource_id, path, target, work.now(), None)
    work.run(
        "INSERT INTO webhook (owner, connection_id, remote_id, resource_id, path, target,"
        " created_at, heard_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (work.owner, *made[:-1]),
    )
    return made


def confirm_webhook(work: Work, path: str, remote_id: str) -> None:
    """Write down under which id the other side made a subscription."""
    work.run(
        "UPDATE webhook SET remote_id = ? WHERE owner = ? AND path = ?",
        (remote_id, work.owner, path),
    )


def renew_webhook(work: Work, path: str, target: str) -> None:
    """Write down that a subscription made by hand has a new address, or a new secret."""
    work.run(
        "UPDATE webhook SET target = ?, created_at = ? WHERE owner = ? AND path = ?",
        (target, work.now(), work.owner, path),
    )


def remove_webhook(work: Work, path: str) -> None:
    """Forget a subscription."""
    work.run("DELETE FROM webhook WHERE owner = ? AND path = ?", (work.owner, path))


def note_heard(work: Work, path: str) -> None:
    """Write down that a subscription spoke just now."""
    work.run(
        "UPDATE webhook SET heard_at = ? WHERE owner = ? AND path = ?",
        (work.now(), work.owner, path),
    )


def switch_webhooks(work: Work, connection_id: str, on: bool) -> None:
    """Write down whether a connection has webhooks, which its person alone decides."""
    work.run(
        "UPDATE connection SET webhooks = ? WHERE owner = ? AND id = ?",
        (int(on), work.owner, connection_id),
    )


def busiest_projects(work: Work, connection_id: str, most: int) -> list[str]:
    """List the remote projects that hold tasks of mine, those with the most of them first."""
    found = work.rows(
        "SELECT project_ids FROM remote_task"
        " WHERE owner = ? AND connection_id = ? AND gone IS NULL AND project_ids <> ''",
        (work.owner, connection_id),
    )
    counts = Counter(project_id for (ids,) in found for project_id in ids.split())
    ranked = sorted(counts, key=lambda project_id: (-counts[project_id], project_id))
    return ranked[:most]
