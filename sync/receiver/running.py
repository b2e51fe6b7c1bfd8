"""The receiver as a whole: the server, who writes hints down, and who tends the subscriptions."""

from __future__ import annotations

import logging
from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Thread

from store.clock import HOUR, MINUTE
from store.errors import LedgerError, Refused
from store.ledger import Ledger
from store.locks import FileLock
from store.webhooks import note_heard
from sync.access import Surroundings
from sync.errors import Stopped
from sync.hints import Hints
from sync.receiver.hooks import Heard, Hooks
from sync.receiver.server import Place, Server
from sync.receiver.tending import Tending

HEARD_EVERY = 10 * MINUTE
"""How often at most it is written down that a hook speaks."""
TEND_SECONDS = 30.0
JOIN_SECONDS = 0.3

_log = logging.getLogger("ayron.sync")


class Receiver:
    """Listens, for one member's connections, from `start` to `close`.

    Runs in a process of its own or inside the app; of several for one ledger only one starts.
    `tell` is called with sentences, on a thread of the receiver.
    """

    def __init__(
        self,
        ledger: Ledger,
        around: Surroundings,
        hints: Hints,
        public_url: str,
        place: Place,
        tell: Callable[[str], object],
    ) -> None:
        self._ledger = ledger
        self._hints = hints
        self._clock = around.clock
        self._stop = Event()
        self._heard: SimpleQueue[Heard | None] = SimpleQueue()
        self._noted: dict[str, int] = {}
        self._lock = _lock_of(around)
        hooks = Hooks(around.clock, self._heard.put)
        self._tending = Tending(ledger, around, hooks, public_url, self._stop, tell)
        self._answer = hooks.answer
        self._place = place
        self._server: Server | None = None
        self._threads: list[Thread] = []

    @property
    def place(self) -> Place:
        """Where it listens."""
        return self._server.place if self._server else self._place

    def start(self) -> None:
        """Begin to listen; raises Refused where another one does, or the address is taken.

        Reads the secrets of the hooks, which may take seconds; not for the screen's own thread.
        """
        if not self._lock.try_acquire():
            raise Refused(
                "Another Ayron, perhaps the open app, receives the webhooks of this ledger already."
            )
        try:
            self._tending.load()
            self._server = Server(self._answer, self._place)
        except BaseException:
            self._lock.release()
            raise
        self._server.start()
        self._threads = [
            Thread(target=self._write_down, name="webhook hints", daemon=True),
            Thread(target=self._tend, name="webhook subscriptions", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Stop listening; the subscriptions stay for when it starts again."""
        self._stop.set()
        if self._server:
            self._server.close()
        self._heard.put(None)
        for thread in self._threads:
            thread.join(JOIN_SECONDS)
        self._lock.release()

    def _write_down(self) -> None:
        """Turn what was heard into hints; trouble costs the hint and never the thread."""
        while (heard := self._heard.get()) is not None:
            try:
                if heard.hint:
                    self._hints.give(heard.hint)
                self._note(heard.path)
            except (LedgerError, OSError) as trouble:
                _log.warning("A hint could not be written down: %s", trouble)
        self._ledger.close()

    def _note(self, path: str) -> None:
        """Write down that a hook spoke, unless that was done a moment ago."""
        now = self._clock.boot()
        if now - self._noted.get(path, -HOUR) >= HEARD_EVERY:
            with self._ledger.write() as work:
                note_heard(work, path)
            self._noted[path] = now

    def _tend(self) -> None:
        while not self._stop.is_set():
            try:
                self._tending.tend()
            except Stopped:
                break
            except Exception:
                _log.exception("Tending the webhooks met an error of Ayron's own.")
            self._stop.wait(TEND_SECONDS)
        self._ledger.close()


def is_received(around: Surroundings) -> bool:
    """Say whether some process receives the webhooks of this ledger now."""
    lock = _lock_of(around)
    if not lock.try_acquire():
        return True
    lock.release()
    return False


def _lock_of(around: Surroundings) -> FileLock:
    """Return the lock of the one receiver of a ledger."""
    path = around.file("webhooks.lock")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileLock(str(path))
