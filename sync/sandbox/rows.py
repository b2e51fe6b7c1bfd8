"""Spoil the rows of an answer: wrong types, holes, repetitions, and rows that do not belong."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sync.sandbox.faults import Fault

Row = dict[str, Any]
STRANGE = "1299999999999999"
STRANGERS = {"gid": STRANGE, "id": "5f4e1c1e-0000-4000-8000-000000000000", "name": "Not yours"}


def tables(document: Any) -> list[list[Row]]:
    """Return the lists of rows in an answer.

    A record by itself counts as a list of one, and so does an answer to a sign-in.
    """
    found = list(_lists(document))
    if found or not isinstance(document, dict):
        return found
    alone = document if "access_token" in document else document.get("data", document)
    return [[alone]] if isinstance(alone, dict) else []


def _lists(value: Any) -> Iterator[list[Row]]:
    if not isinstance(value, dict):
        return
    for name, below in value.items():
        if name in ("data", "nodes") and isinstance(below, list):
            yield below
        elif name in ("data", "nodes") or "data" not in value:
            yield from _lists(below)


def _types(fault: Fault, table: list[Row]) -> None:
    _each(fault, table, lambda row, name: row.update({name: other_type(row[name])}))


def _missing(fault: Fault, table: list[Row]) -> None:
    _each(fault, table, lambda row, name: row.pop(name))


def _null(fault: Fault, table: list[Row]) -> None:
    _each(fault, table, lambda row, name: row.update({name: None}))


def _huge(fault: Fault, table: list[Row]) -> None:
    _each(fault, table, lambda row, name: row.update({name: "__huge__"}))


def _nan(fault: Fault, table: list[Row]) -> None:
    _each(fault, table, lambda row, name: row.update({name: "__nan__", "extra": "__infinite__"}))


def other_type(value: Any) -> Any:
    """Return something of another JSON type."""
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, list):
        return 7
    return [] if value is None else [value]


def _each(fault: Fault, table: list[Row], change: Callable[[Row, str], Any]) -> None:
    """Change the part that the fault names in each row, every one if it names none."""
    for row in table:
        if fault.part:
            _reach(row, fault.part.split("."), change)
        else:
            for name in list(row):
                change(row, name)


def _reach(value: Any, path: list[str], change: Callable[[Row, str], Any]) -> None:
    if isinstance(value, list):
        for item in value:
            _reach(item, path, change)
    elif isinstance(value, dict) and path[0] in value:
        if len(path) == 1:
            change(value, path[0])
        else:
            _reach(value[path[0]], path[1:], change)


def _twice(fault: Fault, table: list[Row]) -> None:
    if table:
        table.append(copy.deepcopy(table[0]))


def _again(fault: Fault, table: list[Row]) -> None:
    """Begin each page with the last row of the page before."""
    last = copy.deepcopy(table[-1]) if table else None
    if fault.memory.get("last"):
        table.insert(0, fault.memory["last"])
    fault.memory["last"] = last


def _workspace(fault: Fault, table: list[Row]) -> None:
    _slip_in(table, "workspace", "organization", "team")


def _person(fault: Fault, table: list[Row]) -> None:
    _slip_in(table, "assignee")


def _slip_in(table: list[Row], *owners: str) -> None:
    """Add a copy of the first row that is another one, of another owner."""
    if not table:
        return
    row = copy.deepcopy(table[0])
    row |= {name: strange for name, strange in STRANGERS.items() if name in row}
    row |= _of_strangers(row, owners)
    table.append(row)


def _of_strangers(known: Row, owners: tuple[str, ...]) -> Row:
    """Return the owners of a row, and theirs, each as somebody else."""
    return {
        owner: of
        | {name: strange for name, strange in STRANGERS.items() if name in of}
        | _of_strangers(of, owners)
        for owner in owners
        if isinstance(of := known.get(owner), dict)
    }


SPOILERS: dict[str, Callable[[Fault, list[Row]], None]] = {
    "types": _types,
    "missing": _missing,
    "null": _null,
    "huge": _huge,
    "nan": _nan,
    "twice": _twice,
    "again": _again,
    "workspace": _workspace,
    "person": _person,
}
