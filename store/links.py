"""Links follow the remote tasks: live while a connection of the same person sees them open."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from store.features import is_on
from store.work import Work

Row = tuple[Any, ...]
"""The columns of a mirrored task, in the order of `store.remote.TASK_COLUMNS`."""


def wake_links(work: Work, provider: str, account_id: str) -> None:
    """Let the links of an account that is connected again follow its tasks as before.

    One whose task was picked anew through another account meanwhile is left as it is.
    """
    work.run(
        "UPDATE link SET account_id = '' WHERE owner = ? AND provider = ? AND account_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM link AS other WHERE other.owner = link.owner"
        "  AND other.provider = link.provider AND other.remote_id = link.remote_id"
        "  AND other.account_id = '')",
        (work.owner, provider, account_id),
    )


def waking_links(work: Work, provider: str) -> list[str]:
    """List the remote ids whose account is connected again and was not heard of them since."""
    found = work.rows(
        "SELECT remote_id FROM link WHERE owner = ? AND provider = ? AND account_id = ''"
        " AND reason = 'disconnected' ORDER BY remote_id",
        (work.owner, provider),
    )
    return [row[0] for row in found]


def follow(work: Work, provider: str, rows: Mapping[str, Row]) -> int:
    """Let links and the names of their tasks follow mirror rows that were written.

    A sync may still be under way when its integration is turned off: its links sleep all the same.
    """
    found = linked(work, provider, rows)
    awake = ("live", None) if not found or is_on(work, provider) else ("dormant", "off")
    for remote_id, task_id in found.items():
        name, norm, identifier, url = rows[remote_id][5:9]
        gone = rows[remote_id][-1]
        work.run(
            "UPDATE task SET name = ?, norm = ? WHERE owner = ? AND id = ? AND renamed = 0",
            (name, norm, work.owner, task_id),
        )
        if gone is None:
            work.run(
                "UPDATE link SET state = ?, reason = ?, url = ?, identifier = ?"
                " WHERE owner = ? AND provider = ? AND remote_id = ? AND account_id = ''",
                (*awake, url, identifier, work.owner, provider, remote_id),
            )
    asleep = {key: rows[key][-1] for key in found if rows[key][-1]}
    return len(found) + put_to_sleep(work, provider, asleep)


def put_to_sleep(work: Work, provider: str, reasons: Mapping[str, str]) -> int:
    """Make links dormant unless another connection of the same person still sees the task."""
    asleep = 0
    for remote_id in linked(work, provider, reasons):
        asleep += work.run(
            "UPDATE link SET state = 'dormant', reason = ?"
            " WHERE owner = ? AND provider = ? AND remote_id = ? AND account_id = ''"
            " AND NOT EXISTS ("
            "  SELECT 1 FROM remote_task WHERE remote_task.owner = link.owner"
            "  AND remote_task.provider = link.provider"
            "  AND remote_task.remote_id = link.remote_id AND gone IS NULL)",
            (reasons[remote_id], work.owner, provider, remote_id),
        )
    return asleep


def links_of(work: Work, connection_id: str, provider: str) -> list[str]:
    """List the remote ids of all links, where they can be of this connection only.

    Of some nothing may have been heard since it was made, so that no mirror tells whose they are.
    """
    found = work.rows(
        "SELECT remote_id FROM link WHERE owner = ? AND provider = ? AND account_id = ''"
        " AND NOT EXISTS (SELECT 1 FROM connection WHERE connection.owner = link.owner"
        "  AND connection.provider = link.provider AND connection.id <> ?)",
        (work.owner, provider, connection_id),
    )
    return [row[0] for row in found]


def linked(work: Work, provider: str, wanted: Collection[str]) -> dict[str, str]:
    """Map those of the remote ids that are linked to the ids of their tasks."""
    if not wanted:
        return {}
    found = work.rows(
        "SELECT remote_id, task_id FROM link WHERE owner = ? AND provider = ? AND account_id = ''",
        (work.owner, provider),
    )
    return {remote_id: task_id for remote_id, task_id in found if remote_id in wanted}
