"""The plain cursor that every operation is written on, whichever library opened the connection.

SQL is written with `?` for both engines and never holds a literal `%`. This module is on the
quick path.
"""

from __future__ import annotations

from store.identifiers import new_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from store.clock import Clock
    from store.journal import Together


class Work:
    """One transaction in progress: who acts, by which clock, on which connection.

    `whole` is the operation that those under way are part of.
    """

    __slots__ = ("clock", "connection", "owner", "role", "whole")
    engine = "sqlite"
    json_object = "json_object"
    row_lock = ""
    """What a SELECT ends with that keeps others off its rows; on SQLite one writes at a time."""

    def __init__(self, connection: Any, owner: str, role: str, clock: Clock) -> None:
        self.connection = connection
        self.owner = owner
        self.role = role
        self.clock = clock
        self.whole: Together | None = None

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query and fetch all of it, so that no statement stays open."""
        return self.connection.execute(sql, parameters).fetchall()  # type: ignore[no-any-return]

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Run a query and return its first row, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement and return the number of rows it touched."""
        self.connection.execute(sql, parameters)
        return self.connection.changes()  # type: ignore[no-any-return]

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for many rows of parameters."""
        self.connection.executemany(sql, rows)

    def now(self) -> int:
        """Read the wall clock."""
        return self.clock.wall()

    def new_id(self) -> str:
        """Make a primary key."""
        return new_id(self.clock.wall())


class PostgresWork(Work):
    """The same on a psycopg connection."""

    __slots__ = ()
    engine = "postgresql"
    json_object = "json_build_object"
    row_lock = " FOR UPDATE"

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query and fetch all of it."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql.replace("?", "%s"), parameters)
            return cursor.fetchall() if cursor.description else []

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement and return the number of rows it touched."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql.replace("?", "%s"), parameters)
            return int(cursor.rowcount)

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for many rows of parameters."""
        with self.connection.cursor() as cursor:
            cursor.executemany(sql.replace("?", "%s"), rows)
