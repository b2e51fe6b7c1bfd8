"""Syncing every connection, side by side; what the sync thread and `ayron sync` both do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from functools import partial
from threading import Event
from typing import NamedTuple

from store.clock import SECOND
from store.connections import Address, address_of, connections
from store.errors import LedgerError
from store.features import require_feature
from store.ledger import Ledger
from store.records import Connection
from sync.abreast import Ended, abreast
from sync.access import Surroundings, open_provider
from sync.engine import Effort, Engine
from sync.errors import SecretsLocked, SignedOut, Stopped, TokenElsewhere
from sync.facts import ConnectionLost, Fact, SignInLeft, SyncFailed, SyncOutcome
from sync.hints import Hint
from sync.mirror import Mirror
from sync.revoking import revoke_what_waits
from sync.vitals import Vitals

_log = logging.getLogger("ayron.sync")


class Task(NamedTuple):
    """What is to be synced, how thoroughly, and in which projects something happened."""

    connection: Connection
    effort: Effort
    hints: frozenset[str] = frozenset()


class Rounds:
    """Keeps an engine for each connection from one round to the next. One thread uses it.

    A provider that hangs keeps no other waiting.
    """

    def __init__(
        self,
        ledger: Ledger,
        around: Surroundings,
        publish: Callable[[Fact], object],
        stop: Event,
    ) -> None:
        self._ledger = ledger
        self._around = around
        self._publish = publish
        self._stop = stop
        self._engines: dict[str, tuple[Address, Engine]] = {}
        self._health = Vitals(around.file("health.json"), ledger.clock)

    def poll(self, hints: Collection[Hint] = ()) -> list[SyncOutcome]:
        """Sync what can be synced without a person; raises Stopped.

        The first poll of a connection reads everything, unless that was just done. With hints
        only the connections that they are for are synced.
        """
        waiting = [each for each in self._connections() if each.state in ("live", "trouble")]
        named = {hint.connection_id for hint in hints}
        if hints and "" not in named:
            waiting = [each for each in waiting if each.id in named]
        return self._do([self._due(each, hints) for each in waiting])

    def sync(self, full: bool = False, only: str | None = None) -> list[SyncOutcome]:
        """Sync every connection, or only one, as a person asked for; `full` reads everything.

        Raises Stopped, and Refused where the workspace has turned off whatever there is.
        """
        wanted = [each for each in self._connections() if only in (None, each.id)]
        awake = [each for each in wanted if each.state != "asleep"]
        if not awake:
            with self._ledger.read() as work:
                for each in wanted:
                    require_feature(work, each.provider)
        effort = Effort.FULL if full else Effort.ASKED
        return self._do([Task(each, effort) for each in awake])

    def revoke(self) -> None:
        """Try again to revoke what was disconnected; tell what is left to a person."""
        for sentence in revoke_what_waits(self._ledger, self._around, self._stop):
            self._publish(SignInLeft(sentence))

    def expect(self, seconds: float | None) -> None:
        """Write down that the next poll is in so many seconds; None where there is none."""
        now = self._ledger.clock.wall()
        self._health.expect(None if seconds is None else now + int(seconds * SECOND))

    def forget(self, connection_id: str) -> None:
        """Let go of what is kept of a connection, so that its token is read anew."""
        _address, engine = self._engines.pop(connection_id, (None, None))
        if engine:
            engine.provider.close()

    def close(self) -> None:
        """Close every way out."""
        for connection_id in list(self._engines):
            self.forget(connection_id)

    def _connections(self) -> list[Connection]:
        with self._ledger.read() as work:
            found = connections(work)
        for connection_id in self._engines.keys() - {each.id for each in found}:
            self.forget(connection_id)
        return found

    def _due(self, connection: Connection, hints: Collection[Hint]) -> Task:
        """Read everything at the first poll, what is due at the others, and more on a hint."""
        if connection.id not in self._engines:
            return Task(connection, Effort.FULL)
        projects = _of(connection, hints)
        return Task(connection, Effort.DUE if projects or not hints else Effort.ASKED, projects)

    def _do(self, tasks: Sequence[Task]) -> list[SyncOutcome]:
        """Do several syncs, each on a thread of its own where there is more than one."""
        if len(tasks) < 2:
            return [self._sync(*task) for task in tasks]
        outcomes: dict[int, SyncOutcome] = {}
        with closing(abreast([partial(self._apart, task) for task in tasks])) as finished:
            for number, item in finished:
                if not isinstance(item, Ended):
                    outcomes[number] = item
        return [outcomes[number] for number in sorted(outcomes)]

    def _apart(self, task: Task) -> Iterator[SyncOutcome]:
        """Do one sync on this thread, with the thread's own connection to the ledger."""
        try:
            yield self._sync(*task)
        finally:
            self._ledger.close()

    def _sync(
        self, connection: Connection, effort: Effort, hints: Collection[str] = ()
    ) -> SyncOutcome:
        """Sync one connection; whatever goes wrong is told and ends only this one's turn."""
        try:
            engine = self._engine(connection)
            outcome = engine.sync(effort, hints)
        except Stopped:
            raise
        except LedgerError as trouble:
            return self._report(connection, trouble)
        except Exception as surprise:
            if self._is_there(connection):
                _log.exception("A sync ended in an error of Ayron's own.")
            return self._report(connection, LedgerError(self._mistake(surprise)))
        self._health.note(connection, outcome, engine.provider.usage)
        if engine.lost:
            self.forget(connection.id)
        return outcome

    def _engine(self, connection: Connection) -> Engine:
        """Take the engine of a connection, unless another process signed it in anew since."""
        with self._ledger.read() as work:
            address = address_of(work, connection.id)
        known, engine = self._engines.get(connection.id, (None, None))
        if engine is None or known != address:
            self.forget(connection.id)
            provider = open_provider(connection, address, self._around, self._stop)
            engine = Engine(provider, self._ledger, connection, self._publish)
            self._engines[connection.id] = (address, engine)
        return engine

    def _mistake(self, surprise: Exception) -> str:
        log = self._around.log_file
        where = f" The details are in {log}." if log else ""
        return f"Ayron made a mistake in this sync ({type(surprise).__name__}).{where}"

    def _report(self, connection: Connection, trouble: LedgerError) -> SyncOutcome:
        """Tell of trouble that came before or beside the provider.

        Secrets that are locked are so for this process only, which is no news for the ledger.
        """
        lost = isinstance(trouble, SignedOut)
        sentence = str(trouble)
        outcome = SyncOutcome(connection.id, error=sentence)
        if not self._is_there(connection):
            return outcome
        if not self._is_of_this_process(connection, trouble):
            self._note_trouble(connection, "signed_out" if lost else "trouble", sentence)
        if lost:
            self._publish(ConnectionLost(connection.id, sentence))
        else:
            self._publish(SyncFailed(connection.id, sentence, None))
        return outcome

    def _is_of_this_process(self, connection: Connection, trouble: LedgerError) -> bool:
        """Say whether another process may well have, and uses, what is missing here."""
        if isinstance(trouble, TokenElsewhere):
            return self._health.is_fresh(connection.id)
        return isinstance(trouble, SecretsLocked)

    def _note_trouble(self, connection: Connection, state: str, sentence: str) -> None:
        try:
            Mirror(self._ledger, connection.id, connection.provider).note_trouble(state, sentence)
        except LedgerError:
            _log.warning("The ledger takes no news of the sync: %s", sentence)

    def _is_there(self, connection: Connection) -> bool:
        """Say whether the connection still exists; it may be let go in the middle of a sync."""
        try:
            with self._ledger.read() as work:
                return any(each.id == connection.id for each in connections(work))
        except LedgerError:
            return True


def _of(connection: Connection, hints: Collection[Hint]) -> frozenset[str]:
    """Gather the projects that hints for a connection name."""
    return frozenset(
        project_id
        for hint in hints
        if hint.connection_id == connection.id
        for project_id in hint.remote_ids
    )
