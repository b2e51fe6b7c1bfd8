"""The rows of the picker without a query: candidates under headings, as long as they are many."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple, overload

from store.records import Candidate

_ORDER = {"project": 0, "recent": 1, "rest": 2}


class Heading(NamedTuple):
    """A row that names the section below it."""

    text: str


class TaskRow(NamedTuple):
    """A candidate, with the query that it was found by.

    It is beside the point where the query is the identifier of none of the tasks that were found.
    """

    task: Candidate
    query: str = ""
    beside: bool = False


class CreateRow(NamedTuple):
    """The offer to make a task that does not exist yet."""

    name: str
    project: str | None


Row = Heading | TaskRow | CreateRow


class Sections(Sequence[Row]):
    """Rows made when they are looked at, so that a hundred thousand cost nothing to show."""

    def __init__(self, candidates: Sequence[Candidate], scope: str | None) -> None:
        """Divide `candidates` by their section: the scoped project's, recent ones, the rest."""
        self._parts: list[tuple[int, Sequence[Candidate], int, int]] = []
        self._headings: list[str] = []
        self._length = 0
        mine = bisect_left(candidates, 1, key=_rank)
        used = bisect_left(candidates, 2, key=_rank)
        self._add(scope or "Mapped", candidates, 0, mine)
        self._add("Recent", candidates, mine, used)
        self._add("All tasks", candidates, used, len(candidates))

    def _add(self, heading: str, candidates: Sequence[Candidate], start: int, end: int) -> None:
        if end > start:
            self._parts.append((self._length, candidates, start, end))
            self._headings.append(heading)
            self._length += 1 + end - start

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(self._length))]
        for heading, (offset, candidates, start, _) in zip(
            reversed(self._headings), reversed(self._parts), strict=True
        ):
            if index == offset:
                return Heading(heading)
            if index > offset:
                return TaskRow(candidates[start + index - offset - 1])
        raise IndexError(index)


def _rank(task: Candidate) -> int:
    return _ORDER[task.section]
