"""Open a ledger the full way: create or migrate it, refuse what is not ours, know the member."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import apsw

from store import sqlite
from store.backup import backup, newest_backup
from store.clock import Clock
from store.errors import LedgerError, LedgerUnavailable, NothingToDo, Refused
from store.failures import explain
from store.features import become_shared
from store.ledger import Ledger, find_member
from store.local_time import date_of, iso_date
from store.locks import FileLock
from store.text import clean
from store.work import PostgresWork, Work

NEWER = "was made by a newer Ayron, so it was left alone. Update Ayron, then open it again."


def open_ledger(location: str, clock: Clock, member: str = "", person: str = "") -> Ledger:
    """Open the ledger at a path or a postgresql:// URL, made or migrated where needed.

    `member` acts as that member (SQLite only; one who is new joins as a plain member);
    `person` names the admin of a ledger that is made now.
    """
    if location.startswith(("postgresql://", "postgres://")):
        return _open_postgres("postgresql://" + location.split("://", 1)[1], clock, member)
    if "://" in location:
        scheme = clean(location.split("://", 1)[0], 20)  # the rest may hold a password
        raise Refused(f"AYRON_DATABASE has to be a file or a postgresql:// URL, not {scheme}://.")
    return _open_sqlite(location, clock, clean(member), clean(person))


def _open_sqlite(path: str, clock: Clock, member: str, person: str) -> Ledger:
    from store.database import SqliteLedger
    from store.engine import sqlite_database

    folder = os.path.dirname(os.path.abspath(path))
    database: Any = sqlite_database(path)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with FileLock(path + ".lock"):
            _prepare_file(path, clock)
        database.connect()
        owner, role, joined = _join(database.connection(), clock, member, person)
    except OSError as error:
        raise LedgerUnavailable(f"{folder} cannot be written: {error.strerror}.") from error
    except SqliteLedger.driver_errors as error:
        database.close()
        raise explain(error) from error
    ledger = SqliteLedger(database, path, clock, owner, role)
    ledger.joined = joined
    return ledger


def _prepare_file(path: str, clock: Clock) -> None:
    """Bring the file to the current schema; the migration lock is held by the caller."""
    fresh = not os.path.exists(path) or os.path.getsize(path) == 0
    backups = Path(path).parent / "backups"
    if fresh and newest_backup(backups):
        raise LedgerUnavailable(
            f"{path} is missing or empty, but there are backups in {backups}."
            " Copy the newest one to its place, or move the folder away to begin anew."
        )
    if fresh:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite.connect(path)
    try:
        version = _checked_version(connection, path)
        if version == sqlite.SCHEMA_VERSION:
            return
        if version:
            stamp = f"{iso_date(date_of(clock.wall()))}-version-{version}-{clock.wall()}"
            backup(path, backups / f"before-migration-{stamp}.db")
        connection.execute(f"PRAGMA application_id={sqlite.APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()
    _migrate_file(path, clock)


def _checked_version(connection: apsw.Connection, path: str) -> int:
    application, version = (
        connection.pragma("application_id"),
        connection.pragma("user_version"),
    )
    tables = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchall()[0][0]
    if application != sqlite.APPLICATION_ID and (application or tables):
        raise LedgerUnavailable(f"{path} is not an Ayron ledger, so it was left alone.")
    if version > sqlite.SCHEMA_VERSION:
        raise LedgerUnavailable(f"{path} {NEWER}")
    return int(version)


def _migrate_file(path: str, clock: Clock) -> None:
    from store.engine import sqlite_database
    from store.migrate import migrate

    database: Any = sqlite_database(path)
    database.connect()
    try:
        migrate(database, clock)
        database.execute_sql(f"PRAGMA user_version={sqlite.SCHEMA_VERSION}")
    finally:
        database.close()


def _join(connection: Any, clock: Clock, member: str, person: str) -> tuple[str, str, bool]:
    """Find a member, adding one who is new; says whether somebody joined others."""
    work = Work(connection, "", "", clock)
    try:
        return *find_member(work, member), False
    except NothingToDo:
        pass
    connection.execute("BEGIN IMMEDIATE")
    try:
        joined = work.row("SELECT 1 FROM member") is not None
        _add_member(work, member, person)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return *find_member(work, member), joined


def _add_member(work: Work, member: str, person: str) -> None:
    first = work.row("SELECT 1 FROM member") is None
    if first:
        work.run(
            "INSERT INTO workspace (id, name, created_at) VALUES (?, ?, ?)",
            (work.new_id(), "My workspace", work.now()),
        )
    handle = member or person or "me"
    work.run(
        "INSERT INTO member (handle, name, role, created_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (handle) DO NOTHING",
        (handle, handle, "admin" if first else "member", work.now()),
    )
    if not first:
        become_shared(work)


def _open_postgres(url: str, clock: Clock, member: str) -> Ledger:
    import psycopg  # noqa: F401 (before peewee, which would hide it)

    from store.database import PostgresLedger
    from store.engine import postgres_database

    if member:
        raise Refused("AYRON_MEMBER works on SQLite only; on PostgreSQL the login is the member.")
    _check_address(url)
    database = postgres_database(url)
    try:
        database.connect()
        owner, role = _prepare_postgres(database, clock)
    except PostgresLedger.errors() as error:
        database.close()
        raise explain(error) from error
    except LedgerError:
        database.close()
        raise
    return PostgresLedger(database, url, clock, owner, role)


def _check_address(url: str) -> None:
    """Refuse what is no address, in our own words: the driver's may repeat the password in it."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        conninfo_to_dict(url)
    except ProgrammingError:
        raise Refused(
            "AYRON_DATABASE is not an address like postgresql://user@host/database. Write what is"
            " neither a letter nor a digit in a name or a password as %40, %2F and so on."
        ) from None


def _prepare_postgres(database: Any, clock: Clock) -> tuple[str, str]:
    from store.migrate import applied_beyond, migrate

    work = PostgresWork(database.connection(), "", "", clock)
    work.rows("SELECT pg_advisory_lock(hashtext('ayron migration'))")
    try:
        if applied_beyond(database):
            raise LedgerUnavailable(f"The database {NEWER}")
        migrate(database, clock)
        login = work.rows("SELECT CURRENT_USER")[0][0]
        others = work.row("SELECT handle FROM member WHERE handle <> ?", (login,))
        if others:
            raise Refused(
                f"This database is the ledger of {others[0]}; several people on PostgreSQL"
                " are not served yet. Use a database of your own."
            )
        if work.row("SELECT 1 FROM member") is None:
            _add_member(work, login, "")
        return find_member(work, login)
    finally:
        work.rows("SELECT pg_advisory_unlock(hashtext('ayron migration'))")
