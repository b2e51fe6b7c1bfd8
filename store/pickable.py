"""What the picker can show, as rows: own tasks, remote tasks never picked, and their use.

The `first_` functions read the beginning of a list that is sorted by folded name. They are for
SQLite, which sorts text as Python does; another engine's order of text may differ.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from store.work import Work

    Row = tuple[Any, ...]

RECENT = 12  # tasks in the section of that name
LOOK_BACK = 400  # entries among which they are mostly found

# A dormant task is shown for its entries alone; the last of them says where its time goes.
OWN = """
SELECT task.id, task.name, task.norm, task.project_id, link.provider, link.remote_id,
    link.identifier, link.url, link.state, link.reason,
    CASE WHEN link.state = 'dormant' THEN (SELECT project.id FROM entry
        LEFT JOIN project ON project.id = entry.project_id AND project.archived_at IS NULL
        WHERE entry.owner = task.owner AND entry.task_id = task.id
        ORDER BY entry.started_at DESC, entry.id DESC LIMIT 1) END AS last_project
FROM task LEFT JOIN link ON link.owner = task.owner AND link.task_id = task.id
WHERE task.owner = ? AND task.archived_at IS NULL AND (
    link.state IS NULL OR link.state = 'live'
    OR EXISTS (SELECT 1 FROM entry WHERE entry.owner = task.owner AND entry.task_id = task.id))
"""
REMOTE = """
SELECT provider, remote_id, name, norm, identifier, url, project_ids, due_on, section, state,
    older_identifiers, modified_at, connection_id
FROM remote_task WHERE owner = ? AND gone IS NULL
    AND provider NOT IN (SELECT name FROM feature WHERE enabled = 0)
"""
VERSION = -2  # where the columns begin that tell which of two sights is newer
NOT_PICKED = """
AND NOT EXISTS (SELECT 1 FROM link WHERE link.owner = remote_task.owner
    AND link.provider = remote_task.provider AND link.remote_id = remote_task.remote_id
    AND link.account_id = '')
"""
NEWEST = """
AND NOT EXISTS (SELECT 1 FROM remote_task AS twin WHERE twin.owner = remote_task.owner
    AND twin.provider = remote_task.provider AND twin.remote_id = remote_task.remote_id
    AND twin.gone IS NULL AND (twin.modified_at, twin.connection_id)
        > (remote_task.modified_at, remote_task.connection_id))
"""
# The cross join keeps SQLite, which has no statistics, from beginning with the mirror.
MIRRORS = """
SELECT link.task_id, remote_task.project_ids, remote_task.due_on, remote_task.section,
    remote_task.state, remote_task.older_identifiers
FROM link CROSS JOIN remote_task
WHERE remote_task.owner = link.owner AND remote_task.provider = link.provider
    AND remote_task.remote_id = link.remote_id AND link.account_id = '' AND link.owner = ?
"""
BEST_MIRROR_LAST = " ORDER BY remote_task.gone IS NULL, modified_at, connection_id"


def own_rows(work: Work) -> list[Row]:
    """Read all own tasks that can be picked."""
    return work.rows(OWN, (work.owner,))


def first_own_rows(work: Work, limit: int) -> list[Row]:
    """Read the own tasks that were used last, and the first others by name."""
    recent = _recently_used(work)
    found = work.rows(OWN + f" AND task.id IN ({_places(recent)})", (work.owner, *recent))
    found += work.rows(OWN + " ORDER BY task.norm, task.id LIMIT ?", (work.owner, limit))
    return list({row[0]: row for row in found}.values())


def unpicked_rows(work: Work) -> list[Row]:
    """Read all live remote tasks that no own task stands for, archived ones included."""
    query = "SELECT provider, remote_id FROM link WHERE owner = ? AND account_id = ''"
    picked = set(work.rows(query, (work.owner,)))
    newest: dict[tuple[str, str], Row] = {}
    for row in work.rows(REMOTE, (work.owner,)):
        place = (row[0], row[1])
        if place not in picked and (place not in newest or row[VERSION:] > newest[place][VERSION:]):
            newest[place] = row
    return list(newest.values())


def first_unpicked_rows(work: Work, limit: int) -> list[Row]:
    """Read the first of the same by name."""
    order = " ORDER BY norm, provider, remote_id LIMIT ?"
    return work.rows(REMOTE + NOT_PICKED + NEWEST + order, (work.owner, limit))


def count_pickable(work: Work) -> int:
    """Count what can be picked; a task that two connections see may count twice."""
    own = work.rows(f"SELECT COUNT(*) FROM ({OWN}) AS own", (work.owner,))[0][0]
    remote = work.rows(f"SELECT COUNT(*) FROM ({REMOTE + NOT_PICKED}) AS remote", (work.owner,))
    return int(own) + int(remote[0][0])


def mirrors(work: Work, task_ids: Sequence[str] | None = None) -> dict[str, Row]:
    """Map own tasks to what their remote task says.

    The remote projects, due date, section, state and older identifiers.
    """
    narrowed, ids = _narrowed("link.task_id", task_ids)
    found = work.rows(MIRRORS + narrowed + BEST_MIRROR_LAST, (work.owner, *ids))
    return {row[0]: row[1:] for row in found}


def usage(work: Work, task_ids: Sequence[str] | None = None) -> dict[str, tuple[int, int]]:
    """Sum the time ever spent, in microseconds, and find the last start, by task."""
    narrowed, ids = _narrowed("task_id", task_ids)
    found = work.rows(
        "SELECT task_id, SUM(CASE WHEN stopped_at IS NULL AND started_at > ? THEN 0"
        " ELSE COALESCE(stopped_at, ?) - started_at END), MAX(started_at)"
        f" FROM entry WHERE owner = ?{narrowed} GROUP BY task_id",
        (work.now(), work.now(), work.owner, *ids),
    )
    return {task_id: (int(spent), last) for task_id, spent, last in found}


def _recently_used(work: Work) -> list[str]:
    """Find the tasks used last: among the last entries, else among all of them."""
    mine = (
        " FROM entry JOIN task ON task.owner = entry.owner AND task.id = entry.task_id"
        " WHERE entry.owner = ? AND task.archived_at IS NULL"
    )
    entries = work.rows(
        f"SELECT entry.task_id{mine} ORDER BY entry.started_at DESC LIMIT ?",
        (work.owner, LOOK_BACK),
    )
    found = list(dict.fromkeys(task_id for (task_id,) in entries))
    if len(found) < RECENT and len(entries) == LOOK_BACK:
        all_used = work.rows(
            f"SELECT entry.task_id{mine} GROUP BY entry.task_id"
            " ORDER BY MAX(entry.started_at) DESC LIMIT ?",
            (work.owner, 2 * RECENT),
        )
        found = [task_id for (task_id,) in all_used]
    return found[: 2 * RECENT]  # more than needed, for those that were used at one instant


def _narrowed(column: str, ids: Sequence[str] | None) -> tuple[str, Iterable[str]]:
    return ("", ()) if ids is None else (f" AND {column} IN ({_places(ids)})", ids)


def _places(ids: Sequence[str]) -> str:
    return ", ".join("?" for _ in ids) or "NULL"
