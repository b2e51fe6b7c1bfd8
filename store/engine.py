"""Peewee on two engines. This is the only module that may import peewee first.

Importing peewee imports psycopg wherever that is installed, which costs a SQLite ledger more
than the rest of its start-up. It is hidden while peewee loads, unless it is loaded already.
"""

from __future__ import annotations

import sys
from typing import Any

if "psycopg" not in sys.modules and "peewee" not in sys.modules:
    sys.modules["psycopg"] = None  # type: ignore[assignment]
    import peewee

    del sys.modules["psycopg"]
else:
    import peewee

from playhouse.apsw_ext import APSWDatabase

from store.sqlite import connect

database_proxy = peewee.DatabaseProxy()


class SqliteDatabase(APSWDatabase):  # type: ignore[misc]
    """Peewee's APSW database on connections that are set up as everywhere else."""

    def _connect(self) -> Any:
        connection = connect(self.database)
        try:
            self._add_conn_hooks(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def sqlite_database(path: str) -> peewee.Database:
    """Make a database on an existing SQLite file; each thread has to open it by itself."""
    database: peewee.Database = SqliteDatabase(path, autoconnect=False)
    return database


def postgres_database(url: str) -> peewee.Database:
    """Make a database on PostgreSQL; the URL goes to libpq as it is."""
    from playhouse.postgres_ext import Psycopg3Database

    database: peewee.Database = Psycopg3Database(url, autoconnect=False)
    return database


def rows(query: Any) -> list[tuple[Any, ...]]:
    """Fetch all rows of a Peewee query, so that no read transaction stays open behind it."""
    return list(query.tuples())
