"""What a filter leaves: comparators, relations, collections, and/or."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sync.sandbox.linear.instants import read_instant, written
from sync.sandbox.linear.records import Issue
from sync.sandbox.linear.troubles import bad_input

if TYPE_CHECKING:
    from sync.sandbox.linear.viewer import Viewer

Filter = dict[str, Any]
Test = Callable[[Any], bool]
RELATIONS = {
    *("assignee", "delegate", "creator", "state", "team", "project", "parent", "lead", "status"),
}
COLLECTIONS = {"accessibleTeams": "teams", "teams": "teams", "members": "members"}
INSTANTS = {
    *("createdAt", "updatedAt", "archivedAt", "completedAt", "canceledAt", "startedAt"),
    "retiredAt",
}
DATES = {"dueDate", "startDate", "targetDate"}
SCALARS = {
    *("id", "title", "number", "priority", "estimate", "name", "key", "type", "position", "email"),
    *("displayName", "active", "admin", "app", "private", "visibility", "slugId"),
}
COMPARATORS: dict[str, Callable[[Any, Any], bool]] = {
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
    """Makes tests out of filters, for somebody and a moment: a long list is tested row by row."""

    def __init__(self, viewer: Viewer, now: int) -> None:
        self._viewer = viewer
        self._now = now

    def test(self, wanted: Filter | None) -> Test:
        """Return what says whether a record is left; every condition has to hold."""
        conditions = (wanted or {}).items()
        tests = [self._condition(name, value) for name, value in conditions if value is not None]
        if len(tests) == 1:
            return tests[0]
        return lambda record: all(test(record) for test in tests)

    def _condition(self, name: str, wanted: Any) -> Test:
        if name in ("and", "or"):
            tests = [self.test(one) for one in wanted]
            holds = all if name == "and" else any
            return lambda record: holds(test(record) for test in tests)
        if name in RELATIONS:
            return self._relation(name, wanted)
        if name in COLLECTIONS:
            return self._collection(COLLECTIONS[name], wanted)
        if name == "isMe":
            me = self._viewer.user
            return self._comparison(lambda user: user is me, wanted)
        if name == "id":
            return _identity(wanted)
        if name in INSTANTS | DATES:
            read = self._date if name in DATES else self._instant
            moments = {test: _each(read, test, operand) for test, operand in wanted.items()}
            return self._comparison(attrgetter(snake(name)), moments)
        if name in SCALARS:
            return self._comparison(attrgetter(snake(name)), wanted)
        raise bad_input(f"the sandbox knows no filter {name!r}")

    def _relation(self, name: str, wanted: Filter) -> Test:
        conditions = dict(wanted)
        absent = conditions.pop("null", None)
        test = self.test(conditions) if conditions else None
        get = attrgetter(name)

        def holds(record: Any) -> bool:
            other = get(record)
            if absent is not None and (other is None) != absent:
                return False
            return test is None or (other is not None and test(other))

        return holds

    def _collection(self, name: str, wanted: Filter) -> Test:
        if not wanted.keys() <= {"some", "every"}:
            raise bad_input("the sandbox knows no more of collections than some and every")
        tests = [(any if how == "some" else all, self.test(one)) for how, one in wanted.items()]
        get = attrgetter(name)
        return lambda record: all(
            holds(test(other) for other in get(record)) for holds, test in tests
        )

    def _comparison(self, get: Callable[[Any], Any], wanted: Filter) -> Test:
        unknown = wanted.keys() - COMPARATORS.keys()
        if unknown:
            raise bad_input(f"the sandbox knows no comparator {min(unknown)!r}")
        pairs = [(COMPARATORS[name], operand) for name, operand in wanted.items()]
        if len(pairs) == 1:
            compare, operand = pairs[0]
            return lambda record: compare(get(record), operand)
        return lambda record: all(compare(get(record), operand) for compare, operand in pairs)

    def _instant(self, text: str) -> int:
        return read_instant(text, self._now)

    def _date(self, text: str) -> str:
        return written(read_instant(text, self._now))[:10]


def _each(read: Callable[[str], Any], test: str, operand: Any) -> Any:
    """Return an operand, or each of a list, as our records would write it."""
    if test == "null":
        return operand
    return {read(one) for one in operand} if isinstance(operand, list) else read(operand)


def _identity(wanted: Filter) -> Test:
    """Return the test of an id; an issue may be named by its identifier as well."""
    if not wanted.keys() <= {"eq", "neq", "in", "nin"}:
        raise bad_input("the sandbox compares an id by eq, neq, in and nin only")
    tests = [
        (how in ("eq", "in"), {ids} if isinstance(ids, str) else set(ids))
        for how, ids in wanted.items()
    ]
    return lambda record: all(_is_named(record, ids) == among for among, ids in tests)


def _is_named(record: Any, ids: set[str]) -> bool:
    if record.id in ids:
        return True
    return isinstance(record, Issue) and not ids.isdisjoint(
        (record.identifier, *record.previous_identifiers)
    )


@cache
def snake(name: str) -> str:
    """Return a field's name as our records write it."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
