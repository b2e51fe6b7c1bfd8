"""Hand out long lists as Relay connections, with cursors that nobody can make up."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sync.sandbox.linear.filters import snake
from sync.sandbox.linear.troubles import bad_input
from sync.sandbox.paging import Seal, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sync.sandbox.linear.filters import Sieve

MOST = 250
DEFAULT = 50


@dataclass(slots=True)
class Page:
    """One page of a connection."""

    rows: list[Any]
    before: bool
    more: bool
    cursor: Callable[[Any], str]


class Pages:
    """Make and check the cursors of all lists."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal
        self._generation = 0

    def expire(self) -> None:
        """Let every cursor handed out so far be too old."""
        self._generation += 1

    def page(self, identity: str, rows: Iterable[Any], sieve: Sieve, asked: dict[str, Any]) -> Page:
        """Return the page that the arguments ask for, latest first."""
        size = _size(asked)
        order = snake(asked.get("orderBy") or "createdAt")
        of = fingerprint(f"{identity} {order} {asked.get('filter')} {asked.get('includeArchived')}")
        found = _sorted(rows, sieve, asked, order)
        start = self._start(found, order, of, asked.get("after"))
        more = start + size < len(found)
        return Page(
            found[start : start + size],
            start > 0,
            more,
            lambda row: self._seal.close([of, *_key(row, order), self._generation]),
        )

    def _start(self, found: list[Any], order: str, of: str, after: str | None) -> int:
        if after is None:
            return 0
        try:
            identity, instant, last, generation = self._seal.open(after)
        except ValueError:
            raise bad_input("after is not a valid cursor") from None
        if identity != of or generation != self._generation:
            raise bad_input("after is a cursor that has expired or belongs to another query")
        return sum(_key(row, order) >= (instant, last) for row in found)


def _sorted(rows: Iterable[Any], sieve: Sieve, asked: dict[str, Any], order: str) -> list[Any]:
    passes = sieve.test(asked.get("filter"))
    archived = bool(asked.get("includeArchived"))
    kept = (row for row in rows if (archived or row.archived_at is None) and passes(row))
    return sorted(kept, key=attrgetter(order, "id"), reverse=True)


def _key(row: Any, order: str) -> tuple[int, str]:
    return getattr(row, order), row.id


def _size(asked: dict[str, Any]) -> int:
    if asked.get("last") is not None or asked.get("before") is not None:
        raise bad_input("the sandbox pages forwards only")
    if asked.get("sort"):
        raise bad_input("sort is internal to Linear")
    size = asked.get("first")
    if size is None:
        return DEFAULT
    if size > MOST:
        raise bad_input(f"first must not be greater than {MOST}")
    if size < 1:
        raise bad_input("first must be at least 1")
    return int(size)
