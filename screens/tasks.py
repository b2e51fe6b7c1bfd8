"""The tasks that can be picked, and their ranking: read and computed away from the screen."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from store.ledger import Ledger
from store.pickable import count_pickable
from store.picker import candidates, first_candidates
from store.records import Candidate
from widgets.drawing.sections import TaskRow

if TYPE_CHECKING:
    from screens.host import Host
    from store.identities import Identities
    from store.ranking import Index

MOST = 200
"""So many matches are shown."""
FIRST = 400
"""So many candidates are read while nobody looks for one."""
MANY = 20_000
"""From so many on, all are read at once."""


@contextmanager
def no_collector() -> Iterator[None]:
    """Keep the garbage collector away from what is made inside.

    A hundred thousand records hold no garbage, but looking for some in them stops the screen for
    a third of a second at a time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class Reading(NamedTuple):
    """What was read: the first candidates or all of them, and how many there are."""

    tasks: Sequence[Candidate]
    total: int
    complete: bool


def read_tasks(ledger: Ledger, scope: str | None, wanted: bool) -> Reading:
    """Read all candidates if they are wanted, or so many that reading them later would be felt."""
    with no_collector(), ledger.read() as work:
        total = count_pickable(work)
        if wanted or total >= MANY:
            found = candidates(work, scope)
            return Reading(found, len(found), True)
        found = first_candidates(work, scope, FIRST)
        return Reading(found, total, len(found) < FIRST)


class Ranker:
    """Ranks the candidates, one query at a time, on the thread that computes.

    The index over their names is made at the first query, and made again only where what it is
    made of has changed.
    """

    def __init__(self) -> None:
        self._tasks: Sequence[Candidate] | None = None
        self._by_key: dict[str, Candidate] = {}
        self._keys: Sequence[str] = ()
        self._fingerprint = 0
        self._index: Index | None = None
        self._identities: Identities | None = None

    def take(self, tasks: Sequence[Candidate]) -> Index:
        """Make the index ready for these candidates."""
        if self._index is not None and tasks is self._tasks:
            return self._index
        fingerprint = hash(frozenset((task.key, task.search, task.mapped) for task in tasks))
        self._tasks, self._by_key = tasks, {task.key: task for task in tasks}
        if self._index is None or fingerprint != self._fingerprint:
            self._fingerprint = fingerprint
            self._index = self._make_index(tasks)
        return self._index

    def rank(self, tasks: Sequence[Candidate], query: str) -> list[TaskRow]:
        """Rank candidates for a query, best first; before them those that have an identifier."""
        ranked = self.take(tasks).rank(query, MOST)
        meant = self._identities.meant(query) if self._identities else None
        places = [*(meant or ()), *(match.position for match in ranked)]
        found = [self._by_key.get(self._keys[place]) for place in dict.fromkeys(places)]
        return [TaskRow(task, query, meant == []) for task in found[:MOST] if task]

    def _make_index(self, tasks: Sequence[Candidate]) -> Index:
        from store.identities import Identities
        from store.ranking import Index

        self._keys = [task.key for task in tasks]
        mapped = [position for position, task in enumerate(tasks) if task.mapped]
        with no_collector():
            self._identities = Identities(tasks)
            return Index([task.search for task in tasks], mapped)


class Tasks:
    """The candidates as the screens use them.

    Until somebody looks for one, the first few hundred do; the rest is read when the search
    begins, or when the cursor comes near the end.
    """

    def __init__(self, host: Host, first: Sequence[Candidate]) -> None:
        self._host = host
        self._ranker = Ranker()
        self._wanted = False
        self.candidates = first
        """What is known so far."""
        self.total: int | None = None
        """How many there are; None before they were counted."""
        self._complete = False

    def load(self, then: Callable[[], None]) -> None:
        """Read the candidates again: as many as are wanted now.

        Until then nothing is ranked, so that nobody chooses among what is no longer so; only
        where that would be felt, the old ones are good enough.
        """
        self._complete = self._complete and len(self.candidates) >= MANY
        scope = self._host.scope.id if self._host.scope else None
        wanted = self._wanted

        def loaded(reading: Reading) -> None:
            self.candidates, self.total, self._complete = reading
            then()
            if self._wanted or reading.total >= MANY:
                self._warm()

        self._host.study(lambda ledger: read_tasks(ledger, scope, wanted), loaded, "tasks")

    def want_all(self, then: Callable[[], None]) -> None:
        """Have all of them read and ready to be ranked, because somebody looks for one."""
        self._wanted = True
        if self._complete:
            self._warm()
        else:
            self.load(then)

    def want_few(self) -> None:
        """Be content with the first ones again, from the next reading on."""
        self._wanted = False

    def rank(self, query: str, then: Callable[[list[TaskRow]], None]) -> None:
        """Rank a query; before all is read this does nothing: whoever reads has it asked again."""
        tasks = self.candidates
        if self._complete:
            self._host.think(lambda: self._ranker.rank(tasks, query), then, "rank")

    def _warm(self) -> None:
        tasks = self.candidates
        if self._complete:
            self._host.think(lambda: self._ranker.take(tasks), lambda _index: None, "warm")
