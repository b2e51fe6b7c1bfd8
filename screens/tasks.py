"""The tasks that can be picked, and their ranking: read and computed away from the screen."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from store.ledger import Ledger
from store.picker import candidates
from store.records import Candidate
from widgets.drawing.sections import TaskRow

if TYPE_CHECKING:
    from screens.host import Host
    from store.ranking import Index

MOST = 200
"""So many matches are shown."""


class Catalogue(NamedTuple):
    """All candidates, and the index over their names."""

    candidates: Sequence[Candidate]
    by_key: dict[str, Candidate]
    keys: Sequence[str]
    ranking: Index
    fingerprint: int


def load_catalogue(ledger: Ledger, scope: str | None, known: Catalogue | None) -> Catalogue:
    """Read the candidates, and keep the collector away from them.

    A hundred thousand records hold no garbage, but looking for some in them stops the screen for
    a third of a second at a time.
    """
    gc.disable()
    try:
        return read_catalogue(ledger, scope, known)
    finally:
        gc.freeze()
        gc.enable()


def read_catalogue(ledger: Ledger, scope: str | None, known: Catalogue | None) -> Catalogue:
    """Read the candidates; the index is made again only where what it is made of has changed."""
    from store.ranking import Index

    with ledger.read() as work:
        found = candidates(work, scope)
    by_key = {task.key: task for task in found}
    fingerprint = hash(frozenset((task.key, task.search, task.mapped) for task in found))
    if known and known.fingerprint == fingerprint:
        return known._replace(candidates=found, by_key=by_key)
    mapped = [position for position, task in enumerate(found) if task.mapped]
    index = Index([task.search for task in found], mapped)
    return Catalogue(found, by_key, [task.key for task in found], index, fingerprint)


def matches(catalogue: Catalogue, query: str) -> list[TaskRow]:
    """Rank the candidates for a query, best first."""
    ranked = catalogue.ranking.rank(query, MOST)
    tasks = (catalogue.by_key.get(catalogue.keys[match.position]) for match in ranked)
    return [TaskRow(task, query) for task in tasks if task]


class Tasks:
    """The catalogue as the screens use it: the first rows at once, all of it a moment later."""

    def __init__(self, host: Host, first: Sequence[Candidate]) -> None:
        self._host = host
        self._first = first
        self._catalogue: Catalogue | None = None

    @property
    def candidates(self) -> Sequence[Candidate]:
        """What is known so far."""
        return self._catalogue.candidates if self._catalogue else self._first

    @property
    def complete(self) -> bool:
        """Whether that is all of it."""
        return self._catalogue is not None

    def load(self, then: Callable[[], None]) -> None:
        """Read the catalogue again."""
        scope = self._host.scope.id if self._host.scope else None
        known = self._catalogue

        def loaded(catalogue: Catalogue) -> None:
            self._catalogue = catalogue
            then()

        self._host.study(lambda ledger: load_catalogue(ledger, scope, known), loaded, "tasks")

    def rank(self, query: str, then: Callable[[list[TaskRow]], None]) -> None:
        """Rank a query; before the catalogue is read this does nothing: `load` asks again."""
        catalogue = self._catalogue
        if catalogue is not None:
            self._host.think(lambda: matches(catalogue, query), then, "rank")
