"""What a filter leaves: comparators, relations, collections, and/or."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sync.sandbox.linear.instants import read_instant
from sync.sandbox.linear.records import Issue, User
from sync.sandbox.linear.troubles import bad_input

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.linear.viewer import Viewer

Filter = dict[str, Any]
RELATIONS = {
    *("assignee", "delegate", "creator", "state", "team", "project", "parent", "lead", "status"),
}
COLLECTIONS: dict[str, Callable[[Any], list[Any]]] = {
    "accessibleTeams": lambda project: list(project.teams),
    "teams": lambda project: list(project.teams),
    "members": lambda team: list(team.members),
}
INSTANTS = {
    *("createdAt", "updatedAt", "archivedAt", "completedAt", "canceledAt", "startedAt"),
    *("retiredAt", "dueDate", "startDate", "targetDate"),
}
SCALARS = {
    *("id", "title", "number", "priority", "estimate", "name", "key", "type", "position", "email"),
    *("displayName", "active", "admin", "app", "private", "visibility", "slugId"),
}
TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: bool(value == wanted),
    "neq": lambda value, wanted: bool(value != wanted),
    "in": lambda value, wanted: value in wanted,
    "nin": lambda value, wanted: value not in wanted,
    "gt": lambda value, wanted: value is not None and value > wanted,
    "gte": lambda value, wanted: value is not None and value >= wanted,
    "lt": lambda value, wanted: value is not None and value < wanted,
    "lte": lambda value, wanted: value is not None and value <= wanted,
    "null": lambda value, wanted: (value is None) == wanted,
    "contains": lambda value, wanted: wanted in (value or ""),
    "containsIgnoreCase": lambda value, wanted: wanted.lower() in (value or "").lower(),
    "startsWith": lambda value, wanted: (value or "").startswith(wanted),
    "eqIgnoreCase": lambda value, wanted: (value or "").lower() == wanted.lower(),
}


class Sieve:
    """Tells what a filter leaves of the records that somebody sees."""

    def __init__(self, viewer: Viewer, now: int) -> None:
        self._viewer = viewer
        self._now = now

    def passes(self, record: Any, wanted: Filter | None) -> bool:
        """Say whether a record is left; every condition has to hold."""
        return all(self._holds(record, name, value) for name, value in (wanted or {}).items())

    def _holds(self, record: Any, name: str, wanted: Any) -> bool:
        if wanted is None:
            return True
        if name == "and":
            return all(self.passes(record, one) for one in wanted)
        if name == "or":
            return any(self.passes(record, one) for one in wanted)
        if name in RELATIONS:
            return self._relates(getattr(record, name), wanted)
        if name in COLLECTIONS:
            return self._collects(COLLECTIONS[name](record), wanted)
        return self._compares(record, name, wanted)

    def _relates(self, other: Any, wanted: Filter) -> bool:
        conditions = dict(wanted)
        absent = conditions.pop("null", None)
        if absent is not None and (other is None) != absent:
            return False
        return not conditions or (other is not None and self.passes(other, conditions))

    def _collects(self, others: list[Any], wanted: Filter) -> bool:
        for name, value in wanted.items():
            if name not in ("some", "every"):
                raise bad_input(f"the sandbox knows no {name!r} of a collection")
            kept = [self.passes(other, value) for other in others]
            if not (any(kept) if name == "some" else all(kept)):
                return False
        return True

    def _compares(self, record: Any, name: str, wanted: Filter) -> bool:
        value = self._value(record, name)
        for test, operand in wanted.items():
            if test not in TESTS:
                raise bad_input(f"the sandbox knows no comparator {test!r}")
            if not TESTS[test](value, self._operand(record, name, test, operand)):
                return False
        return True

    def _value(self, record: Any, name: str) -> Any:
        if name == "isMe" and isinstance(record, User):
            return record is self._viewer.user
        if name not in INSTANTS | SCALARS:
            raise bad_input(f"the sandbox knows no filter {name!r}")
        value = getattr(record, snake(name))
        return (
            read_instant(value, self._now) if isinstance(value, str) and name in INSTANTS else value
        )

    def _operand(self, record: Any, name: str, test: str, operand: Any) -> Any:
        if test == "null":
            return operand
        if name in INSTANTS:
            return self._instants(operand)
        if name == "id" and isinstance(record, Issue):
            return self._ids(record, operand)
        return operand

    def _instants(self, operand: Any) -> Any:
        if isinstance(operand, list):
            return [read_instant(one, self._now) for one in operand]
        return read_instant(operand, self._now)

    def _ids(self, issue: Issue, operand: Any) -> Any:
        """Let an issue be named by its identifier, too."""
        names = (issue.id, issue.identifier, *issue.previous_identifiers)
        if isinstance(operand, list):
            return [issue.id] if any(name in operand for name in names) else operand
        return issue.id if operand in names else operand


def snake(name: str) -> str:
    """Return a field's name as our records write it."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
