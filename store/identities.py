"""Identifiers such as ENG-123: who types one means the task that has it, and no other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from store.records import Candidate

_SHAPE = re.compile(r"([a-z][a-z0-9]*?)(-?)([0-9]{1,9})")


def shape_of(query: str) -> re.Match[str] | None:
    """Take a query apart into letters, hyphen and number, where it may be an identifier."""
    return _SHAPE.fullmatch(query.strip().casefold())


class Identities:
    """Rows of the picker by their identifiers, made once for many queries."""

    def __init__(self, rows: Sequence[Candidate]) -> None:
        self._others: list[tuple[int, str]] = []
        self._current: dict[str, list[int]] = {}
        self._older: dict[str, list[int]] = {}
        for position, row in enumerate(rows):
            if row.identifier:
                self._current.setdefault(row.identifier.casefold(), []).append(position)
            else:
                self._others.append((position, row.name))
            for older in row.older_identifiers.casefold().split():
                self._older.setdefault(older, []).append(position)
        self._families = {name.rpartition("-")[0] for name in (*self._current, *self._older)}

    def meant(self, query: str) -> list[int] | None:
        """List the positions of what an identifier means; None where the query is none.

        A task that has it now goes before those that had it. Letters before a number that no
        identifier here begins with may be a name of one's own, such as COVID-19: then it means
        the tasks without an identifier that are named so. `eng123` counts where there is an ENG.
        """
        typed, shape = query.strip().casefold(), shape_of(query)
        if shape is None:
            return None
        family, hyphen, number = shape.groups()
        found = self.holders(f"{family}-{number}")
        if found:
            return found
        if family in self._families:
            return []
        return self._named(typed) if hyphen else None

    def holders(self, identifier: str) -> list[int]:
        """List the positions of what has an identifier, else of what had it before."""
        wanted = identifier.casefold()
        return list(self._current.get(wanted) or self._older.get(wanted) or ())

    def _named(self, typed: str) -> list[int]:
        words = re.compile(rf"(?<!\w){re.escape(typed)}(?!\w)")
        return [position for position, name in self._others if words.search(name.casefold())]
