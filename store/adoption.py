"""From a picker key to the Ayron task that time is written on: created or reused, never two."""

from __future__ import annotations

from store.errors import NothingToDo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from store.work import Work


def adopt(work: Work, key: str) -> str:
    """Return the Ayron task behind a picker key, creating one for a remote task not yet picked.

    The write transaction and the unique key over (owner, provider, remote id) keep two windows
    from making two. Raises NothingToDo for a key that names nothing.
    """
    provider, separator, remote_id = key.partition(":")
    if not separator:
        return _own_task(work, key)
    linked = work.row(
        "SELECT task_id, account_id FROM link"
        " WHERE owner = ? AND provider = ? AND remote_id = ? ORDER BY account_id LIMIT 1",
        (work.owner, provider, remote_id),
    )
    if linked and not linked[1]:
        return linked[0]  # type: ignore[no-any-return]
    mirror = _mirror(work, provider, remote_id)
    if mirror:
        return _adopt_remote(work, provider, remote_id, mirror)
    if linked:
        return linked[0]  # type: ignore[no-any-return]
    raise NothingToDo(
        f"There is no task {provider}:{remote_id} here. `ayron sync` fetches what is new."
    )


def _own_task(work: Work, task_id: str) -> str:
    found = work.row("SELECT id FROM task WHERE owner = ? AND id = ?", (work.owner, task_id))
    if found is None:
        raise NothingToDo(f"There is no task {task_id} of yours. `ayron tasks` lists them.")
    return task_id


def _mirror(work: Work, provider: str, remote_id: str) -> tuple[Any, ...] | None:
    return work.row(
        "SELECT name, norm, url, identifier, COALESCE(gone,"
        " (SELECT 'off' FROM feature WHERE feature.name = provider AND enabled = 0))"
        " FROM remote_task"
        " WHERE owner = ? AND provider = ? AND remote_id = ? ORDER BY gone IS NOT NULL LIMIT 1",
        (work.owner, provider, remote_id),
    )


def _adopt_remote(work: Work, provider: str, remote_id: str, mirror: tuple[Any, ...]) -> str:
    name, norm, url, identifier, asleep = mirror
    task_id = work.new_id()
    work.run(
        "INSERT INTO task (id, owner, project_id, name, norm, renamed, created_at, archived_at)"
        " VALUES (?, ?, NULL, ?, ?, 0, ?, NULL)",
        (task_id, work.owner, name, norm, work.now()),
    )
    work.run(
        "INSERT INTO link (owner, provider, remote_id, account_id, task_id, url, identifier, state,"
        " reason) VALUES (?, ?, ?, '', ?, ?, ?, ?, ?)",
        (
            *(work.owner, provider, remote_id, task_id, url, identifier),
            *(("dormant", asleep) if asleep else ("live", None)),
        ),
    )
    return task_id
