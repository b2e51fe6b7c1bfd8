"""The picker's one list: Ayron's own tasks and the remote ones, in the picker's own order.

First what belongs to the scoped project (mapped remote tasks, then its own), then what was used
last, then the rest by name. A task that two connections see is one row.
"""

from __future__ import annotations

from store.clock import SECOND
from store.pickable import (
    RECENT,
    first_own_rows,
    first_unpicked_rows,
    mirrors,
    own_rows,
    unpicked_rows,
    usage,
)
from store.records import Candidate
from store.text import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from store.pickable import Row
    from store.work import Work


class Surroundings:
    """What rows refer to: mirrors, use, projects, mappings and remote projects, read once."""

    def __init__(
        self,
        work: Work,
        scope: str | None,
        mirrors: dict[str, tuple[str, str | None]],
        usage: dict[str, tuple[int, int]],
    ) -> None:
        self.scope = scope
        self.mirrors = mirrors
        self.usage = usage
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
    around = Surroundings(work, scope, mirrors(work), usage(work))
    return _in_order(_candidates(around, own_rows(work), unpicked_rows(work)))


def first_candidates(work: Work, scope: str | None, limit: int) -> list[Candidate]:
    """List the first rows of the same list, without reading all of it where that can be."""
    if scope or work.engine != "sqlite":
        return candidates(work, scope)[:limit]
    own = first_own_rows(work, limit)
    ids = [row[0] for row in own]
    around = Surroundings(work, None, mirrors(work, ids), usage(work, ids))
    return _in_order(_candidates(around, own, first_unpicked_rows(work, limit)))[:limit]


def _candidates(
    around: Surroundings, own: list[Row], unpicked: list[Row]
) -> list[tuple[str, Candidate]]:
    """Pair each row with the folded name that the list is sorted by."""
    found = [(row[2], _own_candidate(around, row)) for row in own]
    return found + [(row[3], _remote_candidate(around, row)) for row in unpicked]


def _own_candidate(around: Surroundings, row: Row) -> Candidate:
    task_id, name, norm, own_project, provider, remote_id, identifier, url, state, reason = row
    project_ids, due_on = around.mirrors.get(task_id, ("", None))
    spent, last_used_at = around.usage.get(task_id, (0, None))
    mapped = around.mapped(provider, project_ids)
    project_id = _project_of(around, mapped, own_project)
    project, project_norm, client, client_norm = around.projects.get(project_id, (None,) * 4)
    remote_project = around.remote_project(provider, project_ids)
    return Candidate(
        *(task_id, task_id, name, provider or "ayron", remote_id, identifier, url, state),
        *(reason, project_id, project, client, _is_mapped(around, mapped)),
        *(spent // SECOND, due_on, last_used_at, remote_project),
        "project" if around.scope and project_id == around.scope else "rest",
        _search(client_norm, project_norm, remote_project, norm, identifier),
    )


def _remote_candidate(around: Surroundings, row: Row) -> Candidate:
    provider, remote_id, name, norm, identifier, url, project_ids, due_on, *_version = row
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
    project = [
        ((not row.mapped, -(row.last_used_at or 0), norm, row.key), row)
        for norm, row in found
        if row.section == "project"
    ]
    used = [
        ((-row.last_used_at, norm, row.key), row)
        for norm, row in found
        if row.last_used_at is not None and row.section == "rest"
    ]
    recent = [row.replace(section="recent") for row in _sorted(used)[:RECENT]]
    recent_keys = {row.key for row in recent}
    rest = [
        ((norm, row.key), row)
        for norm, row in found
        if row.section == "rest" and row.key not in recent_keys
    ]
    return [*_sorted(project), *recent, *_sorted(rest)]


def _sorted(pairs: list[tuple[Any, Candidate]]) -> list[Candidate]:
    return [row for _place, row in sorted(pairs, key=lambda pair: pair[0])]
