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
from store.surroundings import NAMELESS, Surroundings
from store.text import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from store.pickable import Row
    from store.work import Work

NO_MIRROR: Row = ("", None, None, None, "")


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
    task_id, name, norm, own_project, provider, remote_id, identifier, url, *rest = row
    state, reason, last_project = rest
    project_ids, due_on, column, progress, older = around.mirrors.get(task_id, NO_MIRROR)
    spent, last_used_at = around.usage.get(task_id, (0, None))
    mapped, is_mapped, answered, remote_project, remote_norm = around.home(provider, project_ids)
    project_id = mapped or own_project or answered or last_project
    project, project_norm, client, client_norm = around.projects.get(project_id, NAMELESS)
    return Candidate(
        *(task_id, task_id, name, provider or "ayron", remote_id, identifier, url, state),
        *(reason, project_id, project, client, is_mapped),
        *(spent // SECOND, due_on, last_used_at, remote_project),
        "project" if around.scope and project_id == around.scope else "rest",
        _search(client_norm, project_norm, remote_norm, norm, identifier, older),
        *(column, progress, older),
    )


def _remote_candidate(around: Surroundings, row: Row) -> Candidate:
    provider, remote_id, name, norm, identifier, url, project_ids, due_on, *more = row
    column, progress, older, *_version = more
    mapped, is_mapped, answered, remote_project, remote_norm = around.home(provider, project_ids)
    project_id = mapped or answered
    project, project_norm, client, client_norm = around.projects.get(project_id, NAMELESS)
    return Candidate(
        *(f"{provider}:{remote_id}", None, name, provider, remote_id, identifier, url, "live"),
        *(None, project_id, project, client, is_mapped, 0, due_on, None, remote_project),
        "project" if around.scope and project_id == around.scope else "rest",
        _search(client_norm, project_norm, remote_norm, norm, identifier, older),
        *(column, progress, older),
    )


def _search(
    client: str | None,
    project: str | None,
    remote: str,
    name: str,
    identifier: str | None,
    older: str,
) -> str:
    """Join what a query is ranked against; the remote project stands in where there is no other."""
    if project is None:
        project, remote = remote, ""
    elif remote == project:
        remote = ""
    identifiers = fold(f"{identifier or ''} {older}") if identifier or older else ""
    return " ".join([part for part in (client, project, name, identifiers, remote) if part])


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
