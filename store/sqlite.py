"""How every connection to a SQLite ledger is set up, whoever opens it.

This module is on the quick path: it needs nothing but apsw.
"""

from __future__ import annotations

import apsw

APPLICATION_ID = 0x4159524E  # "AYRN"
SCHEMA_VERSION = 3  # the number of files in migrations/
BUSY_TIMEOUT = 10_000  # milliseconds

PRAGMAS = {
    "synchronous": 2,  # FULL: what was acknowledged survives a power cut
    "foreign_keys": 1,
    "trusted_schema": 0,
    "mmap_size": 0,
    "wal_autocheckpoint": 2000,  # pages; a first sync of 10,000 tasks is through before the first
    "fullfsync": 1,  # these two matter on macOS and are ignored elsewhere
    "checkpoint_fullfsync": 1,
}


def connect(path: str) -> apsw.Connection:
    """Open an existing ledger file with the pragmas that durability rests on."""
    connection = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READWRITE)
    connection.set_busy_timeout(BUSY_TIMEOUT)
    # Plans that do not depend on parameters: else every new value has its statement prepared anew.
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    pragmas = "; ".join(f"PRAGMA {name}={value}" for name, value in PRAGMAS.items())
    connection.execute(pragmas).fetchall()  # some answer with a row, and the next waits for it
    return connection


def is_current(connection: apsw.Connection) -> bool:
    """Say whether the file is a ledger of exactly this version."""
    return bool(
        connection.pragma("application_id") == APPLICATION_ID
        and connection.pragma("user_version") == SCHEMA_VERSION
    )
