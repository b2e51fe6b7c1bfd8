"""The ledger: who I am, in which workspace, on which database, by which clock.

`Ledger` here opens a current SQLite file on plain apsw connections and loads nothing else; it
serves the quick commands and the first frame. `store.database` extends it with Peewee's
connections and PostgreSQL. Both offer the same `read()` and `write()`. This module is on the
quick path.
"""

from __future__ import annotations

from _thread import _local

import apsw

from store.errors import NothingToDo, Refused
from store.failures import explain
from store.sqlite import connect, is_current
from store.work import Work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from store.clock import Clock


class Transaction:
    """A unit of work: begun on entering, committed on leaving, rolled back on an error."""

    __slots__ = ("begin", "ledger", "work")

    def __init__(self, ledger: Ledger, begin: str) -> None:
        self.ledger = ledger
        self.begin = begin

    def __enter__(self) -> Work:
        try:
            self.work = self.ledger.begin(self.begin)
        except Exception as error:
            raise explain(error) from error
        return self.work

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.ledger.commit(self.work)
                return
        except Exception as failure:
            self.ledger.roll_back(self.work)
            raise explain(failure) from failure
        self.ledger.roll_back(self.work)
        if isinstance(error, self.ledger.driver_errors):
            raise explain(error) from error


class Ledger:
    """A ledger on a current SQLite file. Threads each get a connection of their own."""

    driver_errors: tuple[type[BaseException], ...] = (apsw.Error,)
    joined = False
    """Whether opening made somebody a member of a workspace that others were in already."""

    def __init__(self, path: str, clock: Clock, owner: str, role: str) -> None:
        self.path = path
        self.clock = clock
        self.owner = owner
        self.role = role
        self._threads = _local()

    def read(self) -> Transaction:
        """Open a transaction that sees one consistent state and writes nothing."""
        return Transaction(self, "BEGIN")

    def write(self) -> Transaction:
        """Open a transaction that holds the write lock from its start."""
        return Transaction(self, "BEGIN IMMEDIATE")

    def begin(self, statement: str) -> Work:
        """Begin a transaction on this thread's connection."""
        connection = self.connection()
        connection.execute(statement)
        return Work(connection, self.owner, self.role, self.clock)

    def commit(self, work: Work) -> None:
        """Commit; the change is on disk when this returns."""
        work.connection.execute("COMMIT")

    def roll_back(self, work: Work) -> None:
        """Undo what the transaction did; SQLite may already have done so after a disk error."""
        if work.connection.in_transaction:
            work.connection.execute("ROLLBACK")

    def connection(self) -> apsw.Connection:
        """Return this thread's connection, opening it at first use."""
        found: apsw.Connection | None = getattr(self._threads, "connection", None)
        if found is None:
            found = self._threads.connection = connect(self.path)
        return found

    def changed(self) -> int:
        """Return a number that differs after another connection has committed. Cheap."""
        number: int = self.connection().pragma("data_version")
        return number

    def close(self) -> None:
        """Close this thread's connection."""
        found = getattr(self._threads, "connection", None)
        if found is not None:
            self._threads.connection = None
            found.close()


def open_quickly(path: str, clock: Clock, member: str = "") -> Ledger | None:
    """Open a ledger that is there and current; None where the full way has to be taken.

    The full way creates, migrates, backs up, explains a damaged file and adds a new member.
    """
    try:
        connection = connect(path)
        if not is_current(connection):
            return None
        found = find_member(Work(connection, "", "", clock), member)
    except (apsw.Error, NothingToDo, Refused):
        return None
    ledger = Ledger(path, clock, *found)
    ledger._threads.connection = connection
    return ledger


def find_member(work: Work, handle: str = "") -> tuple[str, str]:
    """Find a member's handle and role; without a handle, the admin who made the ledger.

    Raises NothingToDo where there is none, Refused where the member was archived.
    """
    if handle:
        query = "SELECT handle, role, archived_at FROM member WHERE handle = ?"
        found = work.row(query, (handle,))
    else:
        found = work.row(
            "SELECT handle, role, archived_at FROM member WHERE archived_at IS NULL"
            " ORDER BY role <> 'admin', created_at, handle LIMIT 1"
        )
    if found is None:
        raise NothingToDo(f"There is no member {handle} in this ledger.")
    if found[2] is not None:
        raise Refused(
            f"{handle} is archived in this workspace. An admin lets them in again:"
            f" ayron member edit {handle} --unarchive"
        )
    return found[0], found[1]


def require_admin(work: Work, what: str) -> None:
    """Refuse what only an admin may do."""
    if work.role != "admin":
        raise Refused(f"Only an admin may {what}. Ask the admin of this workspace.")
