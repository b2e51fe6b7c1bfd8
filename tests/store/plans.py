"""How SQLite goes about the statements of an operation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import apsw


@contextmanager
def plans(connection: apsw.Connection, table: str) -> Iterator[list[str]]:
    """Collect how each statement that is run meanwhile goes through a table."""
    found: list[str] = []
    statements: list[str] = []

    def note(_cursor: Any, statement: str, _bindings: Any) -> bool:
        statements.append(statement)
        return True

    connection.exec_trace = note
    try:
        yield found
    finally:
        connection.exec_trace = None
    for statement in statements:
        places = [None] * statement.count("?")
        steps = connection.execute(f"EXPLAIN QUERY PLAN {statement}", places).fetchall()
        found += [str(step[3]) for step in steps if f" {table} " in f"{step[3]} "]
