"""The sync thread: polls every connection, serves requests, and ends at once when told to."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, NamedTuple

from store.clock import SECOND
from store.errors import LedgerError
from store.ledger import Ledger
from store.locks import FileLock
from sync.errors import Stopped
from sync.facts import Fact, SyncIdle
from sync.hints import EVERYTHING, Hints

if TYPE_CHECKING:
    from sync.access import Surroundings
    from sync.rounds import Rounds

POLL_SECONDS = 60.0
LOOK_SECONDS = 1.0
"""How often hints are looked for between polls: one look at the size of a file."""
HINTS_APART = 10
"""Looks between two syncs that hints ask for; what comes in between goes together."""
JOIN_SECONDS = 0.5

_log = logging.getLogger("ayron.sync")


class Request(NamedTuple):
    """What the thread is asked for: a sync of every connection, or of one that is new."""

    full: bool
    connected: str | None = None


class SyncThread(Thread):
    """Publishes facts through a callable that any thread may call; never touches a widget.

    Of the processes that share a ledger only the one that holds `lock` polls; the others see its
    results in the database, and one takes over when it has gone. What a person asks for is done by
    whichever process is asked.
    """

    def __init__(
        self,
        ledger: Ledger,
        around: Surroundings,
        publish: Callable[[Fact], object],
        lock: Path,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        super().__init__(name="sync", daemon=True)
        self._ledger = ledger
        self._around = around
        self._publish = publish
        self._lock = FileLock(str(lock))
        self._poll_seconds = self._pause = poll_seconds
        self._hints = Hints(around.file("hints"))
        self._ending = Event()
        self._requests: SimpleQueue[Request] = SimpleQueue()
        self._polls = False

    # -- what other threads call -----------------------------------------------------------

    def sync_now(self, full: bool = False) -> None:
        """Ask for a sync of every connection."""
        self._requests.put(Request(full))

    def connected(self, connection_id: str) -> None:
        """Say that a connection was made or made anew; it is synced at once."""
        self._requests.put(Request(True, connection_id))

    def close(self) -> None:
        """End the thread, waiting for it half a second at most."""
        self._ending.set()
        self._requests.put(Request(False))
        if self.is_alive():
            self.join(JOIN_SECONDS)

    # -- the thread itself -----------------------------------------------------------------

    def run(self) -> None:
        """Poll at once and then every so often, until closed."""
        from sync.rounds import Rounds

        rounds = Rounds(self._ledger, self._around, self._tell, self._ending)
        try:
            self._guard(lambda: self._poll(rounds))
            while not self._ending.is_set():
                self._guard(lambda: self._serve(rounds))
        finally:
            if self._polls:
                rounds.expect(None)
            rounds.close()
            self._lock.release()
            self._ledger.close()

    def _guard(self, step: Callable[[], object]) -> None:
        """Do one step; trouble ends the step and never the thread."""
        try:
            step()
        except Stopped:
            return
        except LedgerError as trouble:
            _log.warning("The sync waits for the ledger: %s", trouble)
            self._ending.wait(1)
        except Exception:
            _log.exception("The sync thread met an error of Ayron's own.")
            self._ending.wait(1)

    def _serve(self, rounds: Rounds) -> None:
        """Do what is asked for next, or poll when nobody asked for a while."""
        request = self._wait(rounds)
        if self._ending.is_set():
            return
        if request is None:
            self._poll(rounds)
            return
        if request.connected:
            rounds.forget(request.connected)
        try:
            rounds.sync(self._merged(request), only=request.connected)
        finally:
            self._tell(SyncIdle(self._polls))

    def _wait(self, rounds: Rounds) -> Request | None:
        """Wait for a request, or until it is time to poll; follow hints meanwhile."""
        left, rest = self._pause, 0
        while left > 0:
            step = min(LOOK_SECONDS, left)
            try:
                return self._requests.get(timeout=step)
            except Empty:
                left, rest = left - step, rest - 1
            if not self._polls and self._lock.try_acquire():
                self._polls = True  # who polled until now has gone
                return None
            if rest <= 0 and self._polls and self._hints.waiting():
                rest = HINTS_APART
                rounds.poll(self._hints.take())
                self._tell(SyncIdle(self._polls))
        return None

    def _merged(self, request: Request) -> bool:
        """Take requests that are alike for one; says whether a full sync is wanted."""
        full = request.full
        while not self._requests.empty():
            following = self._requests.get()
            if following.connected != request.connected:
                self._requests.put(following)
                break
            full = full or following.full
        return full

    def _poll(self, rounds: Rounds) -> None:
        """Look at every connection; the next time is counted from the beginning of this one.

        After one that took long there is a rest all the same, so that requests can have their turn.
        """
        self._pause = self._poll_seconds
        self._polls = self._polls or self._lock.try_acquire()
        if self._polls:
            began = self._ledger.clock.boot()
            rounds.poll([*self._hints.take(), EVERYTHING])
            took = (self._ledger.clock.boot() - began) / SECOND
            self._pause = self._poll_seconds - min(took, self._poll_seconds / 2)
            rounds.expect(self._pause)
            rounds.revoke()
        self._tell(SyncIdle(self._polls))

    def _tell(self, fact: Fact) -> None:
        """Publish a fact; nobody is there to hear it once the end was asked for."""
        if not self._ending.is_set():
            self._publish(fact)
