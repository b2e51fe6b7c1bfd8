"""The full ledger: Peewee's connections on SQLite and PostgreSQL behind `read()` and `write()`.

Peewee keeps a connection for each thread. A thread that goes on using the ledger opens one at
its first transaction and keeps it; short-lived threads end with `close()`.
"""

from __future__ import annotations

from typing import Any

import apsw

from store.engine import database_proxy
from store.ledger import Ledger
from store.work import PostgresWork, Work

import peewee  # isort: skip (store.engine has to import it first)

READING, WRITING = "BEGIN ISOLATION LEVEL REPEATABLE READ", "BEGIN"
MEMBERS_TURN = "SELECT pg_advisory_xact_lock(hashtext(?))"


def bind_models(database: Any) -> None:
    """Let the models work on a database, as long as no other ledger of this process acts."""
    if database_proxy.obj is not database:
        database_proxy.initialize(database)


class SqliteLedger(Ledger):
    """A SQLite ledger on Peewee's connections, so that models and plain SQL share them."""

    driver_errors = (apsw.Error, peewee.PeeweeException)

    def __init__(self, database: Any, path: str, clock: Any, owner: str, role: str) -> None:
        super().__init__(path, clock, owner, role)
        self.database = database
        bind_models(database)

    def connection(self) -> apsw.Connection:
        """Return this thread's connection, opening it at first use."""
        bind_models(self.database)
        if self.database.is_closed():
            self.database.connect()
        connection: apsw.Connection = self.database.connection()
        return connection

    def close(self) -> None:
        """Close this thread's connection."""
        self.database.close()


class PostgresLedger(Ledger):
    """A ledger on PostgreSQL. A member's writes are taken one after the other."""

    def __init__(self, database: Any, url: str, clock: Any, owner: str, role: str) -> None:
        super().__init__(url, clock, owner, role)
        self.driver_errors = self.errors()
        self.database = database
        bind_models(database)

    @staticmethod
    def errors() -> tuple[type[BaseException], ...]:
        """Name the exceptions that mean trouble with the server."""
        import psycopg

        return (psycopg.Error, peewee.PeeweeException)

    def begin(self, statement: str) -> Work:
        """Begin a transaction, replacing a connection that the server has dropped."""
        reads = statement == "BEGIN"
        begin = READING if reads else WRITING
        connection = self._psycopg_connection()
        work = PostgresWork(connection, self.owner, self.role, self.clock)
        try:
            work.run(begin)
        except self.driver_errors:
            self.database.close()
            work.connection = self._psycopg_connection()
            work.run(begin)
        if not reads:
            work.rows(MEMBERS_TURN, (self.owner,))
        return work

    def commit(self, work: Work) -> None:
        """Commit; the server has the change on disk when this returns."""
        work.run("COMMIT")

    def roll_back(self, work: Work) -> None:
        """Undo what the transaction did."""
        try:
            work.run("ROLLBACK")
        except self.driver_errors:
            self.database.close()

    def changed(self) -> int:
        """Return a number that differs after a member's operation or sync has committed."""
        with self.read() as work:
            found = work.row(
                "SELECT (SELECT MAX(number) FROM journal WHERE owner = ?),"
                " (SELECT COUNT(*) FROM journal"
                "  WHERE owner = ? AND undone_at IS NOT NULL AND superseded_at IS NULL),"
                " (SELECT SUM(last_ok_at) FROM connection WHERE owner = ?)",
                (self.owner, self.owner, self.owner),
            )
        return hash(found)

    def close(self) -> None:
        """Close this thread's connection."""
        self.database.close()

    def _psycopg_connection(self) -> Any:
        bind_models(self.database)
        if self.database.is_closed():
            self.database.connect()
        return self.database.connection()
