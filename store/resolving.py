"""From what a person typed on the command line to a row of the picker."""

from __future__ import annotations

from store.errors import Ambiguous, NothingToDo
from store.identities import Identities, shape_of
from store.local_time import duration_text
from store.picker import candidates
from store.ranking import Index, clear_winner
from store.records import Candidate
from store.work import Work

SHOWN = 8  # candidates that a refusal lists


def resolve(work: Work, query: str, scope: str | None = None) -> str:
    """Find the picker key that a query means: an exact unique name, else a clear winner.

    An identifier means the task that has it, and no other. Raises Ambiguous with the candidates
    where several could be meant, NothingToDo where none.
    """
    found = candidates(work, scope)
    exact = _in_scope([row for row in found if row.name == query], scope)
    meant = None if exact else _meant(found, query)
    if meant is not None:
        exact = _in_scope([found[position] for position in meant], scope)
    if len(exact) == 1:
        return exact[0].key
    if meant == []:
        raise NothingToDo(
            f"No task here is {query.upper()}. `ayron tasks` lists them, `ayron sync` fetches"
            " what is new; --new creates one of that name."
        )
    matches = [(found[match.position], match) for match in _index(found).rank(query)]
    winner = clear_winner([match for _row, match in matches]) if not exact else None
    if winner:
        return found[winner.position].key
    rows = exact or [row for row, _match in matches]
    if not rows:
        raise NothingToDo(
            f"No task matches “{query}”. `ayron tasks` lists them; --new creates one of that name."
        )
    raise Ambiguous(
        f"Several tasks match “{query}”. Name one by its id: ayron start --task ID",
        [_told_apart(row) for row in rows[:SHOWN]],
    )


def exact_key(work: Work, name: str, scope: str | None = None) -> str | None:
    """Find the key of the one task of exactly this name or identifier; None without one.

    Raises Ambiguous where several have it and the scope does not tell them apart.
    """
    found = candidates(work, scope)
    exact = [row for row in found if row.name == name] or [
        found[position] for position in Identities(found).holders(name)
    ]
    if scope:
        exact = [row for row in exact if row.section == "project"]
    if len(exact) > 1:
        raise Ambiguous(
            f"Several tasks are called “{name}”. Name one by its id.",
            [_told_apart(row) for row in exact[:SHOWN]],
        )
    return exact[0].key if exact else None


def ranked(work: Work, query: str, scope: str | None = None) -> list[Candidate]:
    """List the picker's rows in its own order, only what matches where there is a query."""
    found = candidates(work, scope)
    if not query:
        return found
    meant = _meant(found, query)
    if meant is not None:
        return [found[position] for position in meant]
    return [found[match.position] for match in _index(found).rank(query)]


def _meant(found: list[Candidate], query: str) -> list[int] | None:
    return Identities(found).meant(query) if shape_of(query) else None


def _in_scope(rows: list[Candidate], scope: str | None) -> list[Candidate]:
    """Keep the tasks of the scoped project, where there are any among them."""
    return ([row for row in rows if row.section == "project"] if scope else []) or rows


def _index(found: list[Candidate]) -> Index:
    mapped = [position for position, row in enumerate(found) if row.mapped]
    return Index([row.search for row in found], mapped)


def _told_apart(row: Candidate) -> str:
    place = row.project or row.remote_project or "no project"
    parts = [row.key, row.title, place, row.client or "", duration_text(row.seconds)]
    return "  ".join(part for part in parts if part)
