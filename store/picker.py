"""The picker's one list: Ayron's own tasks and the remote ones, in the picker's own order.

First what belongs to the scoped project (mapped remote tasks, then its own), then what was used
last, then the rest by name. A task that two connections see is one row.
"""

from __future__ import annotations

from store.clock import SECOND
from store.records import Candidate
from store.text import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from store.work import Work

RECENT = 12  # tasks in the section of that name
LOOK_BACK = 400  # entries that are looked through for them

OWN = """
SELECT task.id, task.name, task.norm, task.project_id, link.provider, link.remote_id,
    link.identifier, link.url, link.state, link.reason
FROM task LEFT JOIN link ON link.owner = task.owner AND link.task_id = task.id
WHERE task.owner = ? AND task.archived_at IS NULL
"""
REMOTE = """
SELECT provider, remote_id, name, norm, identifier, url, project_ids, due_on
FROM remote_task WHERE owner = ? AND gone IS NULL
"""


class Surroundings:
    """What rows refer to: projects, clients, mappings and remote projects, read once."""

    def __init__(self, work: Work, scope: str | None) -> None:
        self.scope = scope
        self.projects = {
            row[0]: row[1:]
            for row in work.rows(
                "SELECT project.id, project.name, project.norm, client.name, client.norm"
                " FROM project LEFT JOIN client ON client.id = project.client_id"
            )
        }
        self.mappings: dict[tuple[str, str], str] = {
            (provider, remote_id): project_id
            for provider, remote_id, project_id in work.rows(
                "SELECT provider, remote_id, project_id FROM mapping"
            )
        }
        self.remote_projects: dict[tuple[str, str], str] = {
            (provider, remote_id): name
            for provider, remote_id, name in work.rows(
                "SELECT provider, remote_id, name FROM remote_project WHERE owner = ?",
                (work.owner,),
            )
        }

    def mapped(self, provider: str | None, project_ids: str) -> list[str]:
        """List the projects that a remote task's projects are mapped to."""
        if provider is None or not self.mappings:
            return []
        found = (self.mappings.get((provider, remote)) for remote in project_ids.split())
        return [project_id for project_id in found if project_id]

    def remote_project(self, provider: str | None, project_ids: str) -> str | None:
        """Name the first remote project of a task."""
        if provider is None or not project_ids:
            return None
        return self.remote_projects.get((provider, project_ids.split(" ", 1)[0]))


def candidates(work: Work, scope: str | None = None) -> list[Candidate]:
    """List every task that can be picked; `scope` is the id of a project."""
    around = Surroundings(work, scope)
    used = _usage(work)
    remote = _remote_rows(work.rows(REMOTE, (work.owner,)))
    own = work.rows(OWN, (work.owner,))
    return _in_order(_candidates(around, used, own, remote))


def first_candidates(work: Work, scope: str | None, limit: int) -> list[Candidate]:
    """List the first rows of the same list without reading all of it.

    With a scope the whole list is read, since its tasks can be anywhere.
    """
    if scope:
        return candidates(work, scope)[:limit]
    around = Surroundings(work, None)
    recent = [task_id for task_id, _at in _recently_used(work)]
    own = _own_by_ids(work, recent) + work.rows(
        OWN + " ORDER BY task.norm, task.id LIMIT ?", (work.owner, limit + len(recent))
    )
    own = list({row[0]: row for row in own}.values())
    remote = _remote_rows(
        work.rows(REMOTE + " ORDER BY norm, remote_id LIMIT ?", (work.owner, limit))
        + _mirrors_of(work, own)
    )
    used = _usage(work, [row[0] for row in own])
    unadopted = _without_adopted(work, remote, own)
    return _in_order(_candidates(around, used, own, unadopted))[:limit]


def _candidates(
    around: Surroundings,
    used: dict[str, tuple[int, int]],
    own: list[tuple[Any, ...]],
    remote: dict[tuple[str, str], tuple[Any, ...]],
) -> list[tuple[str, Candidate]]:
    """Pair each row with the folded name that the list is sorted by."""
    found = []
    adopted = set()
    for row in own:
        mirror = remote.get((row[4], row[5])) if row[4] else None
        if row[4]:
            adopted.add((row[4], row[5]))
        if row[8] == "dormant" and row[0] not in used:
            continue
        found.append((row[2], _own_candidate(around, used.get(row[0]), row, mirror)))
    found += [
        (row[3], _remote_candidate(around, row))
        for place, row in remote.items()
        if place not in adopted
    ]
    return found


def _own_candidate(
    around: Surroundings,
    used: tuple[int, int] | None,
    row: tuple[Any, ...],
    mirror: tuple[Any, ...] | None,
) -> Candidate:
    task_id, name, norm, own_project, provider, remote_id, identifier, url, state, reason = row
    project_ids = mirror[6] if mirror else ""
    mapped = around.mapped(provider, project_ids)
    project_id = _project_of(around, mapped, own_project)
    project, project_norm, client, client_norm = around.projects.get(project_id, (None,) * 4)
    remote_project = around.remote_project(provider, project_ids)
    return Candidate(
        *(task_id, task_id, name, provider or "ayron", remote_id, identifier, url, state),
        *(reason, project_id, project, client, _is_mapped(around, mapped)),
        used[0] // SECOND if used else 0,
        mirror[7] if mirror else None,
        used[1] if used else None,
        remote_project,
        "project" if around.scope and project_id == around.scope else "rest",
        _search(client_norm, project_norm, remote_project, norm, identifier),
    )


def _remote_candidate(around: Surroundings, row: tuple[Any, ...]) -> Candidate:
    provider, remote_id, name, norm, identifier, url, project_ids, due_on = row
    mapped = around.mapped(provider, project_ids)
    project_id = _project_of(around, mapped, None)
    project, project_norm, client, client_norm = around.projects.get(project_id, (None,) * 4)
    remote_project = around.remote_project(provider, project_ids)
    return Candidate(
        *(f"{provider}:{remote_id}", None, name, provider, remote_id, identifier, url, "live"),
        *(None, project_id, project, client, _is_mapped(around, mapped), 0, due_on, None),
        remote_project,
        "project" if around.scope and project_id == around.scope else "rest",
        _search(client_norm, project_norm, remote_project, norm, identifier),
    )


def _project_of(around: Surroundings, mapped: list[str], own: str | None) -> str | None:
    if around.scope and around.scope in mapped:
        return around.scope
    return mapped[0] if mapped else own


def _is_mapped(around: Surroundings, mapped: list[str]) -> bool:
    return around.scope in mapped if around.scope else bool(mapped)


def _search(
    client: str | None,
    project: str | None,
    remote_project: str | None,
    name: str,
    identifier: str | None,
) -> str:
    if project is None and remote_project:
        project = fold(remote_project)
    parts = (client, project, name, fold(identifier) if identifier else None)
    return " ".join(part for part in parts if part)


def _in_order(found: list[tuple[str, Candidate]]) -> list[Candidate]:
    used = [row for _norm, row in found if row.last_used_at is not None and row.section == "rest"]
    used.sort(key=lambda row: row.last_used_at or 0, reverse=True)
    recent = [row.replace(section="recent") for row in used[:RECENT]]
    recent_keys = {row.key for row in recent}
    project = [
        ((not row.mapped, -(row.last_used_at or 0), norm, row.key), row)
        for norm, row in found
        if row.section == "project"
    ]
    rest = [
        ((norm, row.key), row)
        for norm, row in found
        if row.section == "rest" and row.key not in recent_keys
    ]
    return [*_sorted(project), *recent, *_sorted(rest)]


def _sorted(pairs: list[tuple[Any, Candidate]]) -> list[Candidate]:
    return [row for _place, row in sorted(pairs, key=lambda pair: pair[0])]


def _usage(work: Work, ids: Iterable[str] | None = None) -> dict[str, tuple[int, int]]:
    """Sum the time ever spent and find the last start, by task."""
    sql = (
        "SELECT task_id, SUM(COALESCE(stopped_at, ?) - started_at), MAX(started_at)"
        " FROM entry WHERE owner = ?"
    )
    parameters: list[Any] = [work.now(), work.owner]
    if ids is not None:
        wanted = list(ids)
        sql += f" AND task_id IN ({', '.join('?' for _ in wanted) or 'NULL'})"
        parameters += wanted
    return {
        row[0]: (int(row[1]), row[2]) for row in work.rows(sql + " GROUP BY task_id", parameters)
    }


def _recently_used(work: Work) -> list[tuple[str, int]]:
    last: dict[str, int] = {}
    for task_id, started_at in work.rows(
        "SELECT task_id, started_at FROM entry WHERE owner = ? ORDER BY started_at DESC LIMIT ?",
        (work.owner, LOOK_BACK),
    ):
        last.setdefault(task_id, started_at)
    return list(last.items())[: RECENT + 4]


def _own_by_ids(work: Work, ids: list[str]) -> list[tuple[Any, ...]]:
    if not ids:
        return []
    places = ", ".join("?" for _ in ids)
    return work.rows(OWN + f" AND task.id IN ({places})", (work.owner, *ids))


def _mirrors_of(work: Work, own: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    remote_ids = [row[5] for row in own if row[4]]
    if not remote_ids:
        return []
    places = ", ".join("?" for _ in remote_ids)
    return work.rows(REMOTE + f" AND remote_id IN ({places})", (work.owner, *remote_ids))


def _without_adopted(
    work: Work, remote: dict[tuple[str, str], tuple[Any, ...]], own: list[tuple[Any, ...]]
) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Drop rows whose Ayron task lies beyond the part of the list that was read."""
    if not remote:
        return remote
    here = {(row[4], row[5]) for row in own}
    places = ", ".join("?" for _ in remote)
    linked = work.rows(
        f"SELECT provider, remote_id FROM link WHERE owner = ? AND remote_id IN ({places})",
        (work.owner, *(remote_id for _provider, remote_id in remote)),
    )
    hidden = {(row[0], row[1]) for row in linked} - here
    return {place: row for place, row in remote.items() if place not in hidden}


def _remote_rows(found: list[tuple[Any, ...]]) -> dict[tuple[str, str], tuple[Any, ...]]:
    rows: dict[tuple[str, str], tuple[Any, ...]] = {}
    for row in found:
        rows.setdefault((row[0], row[1]), row)
    return rows
