"""What is done for invoices by itself: asking what was paid, and mail that did not go yet.

Nothing new is ever sent, and nobody is reminded of anything.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING, NamedTuple

from store.errors import LedgerError
from store.ledger import Ledger
from store.outbox import Message, under_way
from store.payment_links import any_links

if TYPE_CHECKING:
    from sync.access import Surroundings

FIRST_SECONDS = 5.0
"""The pause before the first round, for the screen to be there first."""
ROUND_SECONDS = 180.0
JOIN_SECONDS = 0.5
_log = logging.getLogger("ayron.errands")


class ErrandsDone(NamedTuple):
    """What a round came to: payments and refunds that are new, mail that was tried, troubles."""

    received: int
    mail: tuple[Message, ...]
    troubles: tuple[str, ...]


class Errands(Thread):
    """Goes its rounds until it is closed; `publish` is called by it, and never without news.

    `gather` is called in the thread: what it needs may take a moment. Several processes may go
    rounds on one ledger.
    """

    def __init__(
        self,
        ledger: Ledger,
        gather: Callable[[], Surroundings],
        publish: Callable[[ErrandsDone], object],
        first_seconds: float = FIRST_SECONDS,
    ) -> None:
        super().__init__(name="errands", daemon=True)
        self._ledger = ledger
        self._gather = gather
        self._publish = publish
        self._pause = first_seconds
        self._ending = Event()
        self._wanted = Event()

    def go_now(self) -> None:
        """Go a round at once, as when the list of invoices is opened."""
        self._wanted.set()

    def close(self) -> None:
        """End it, waiting for it half a second at most."""
        self._ending.set()
        self._wanted.set()
        if self.is_alive():
            self.join(JOIN_SECONDS)

    def run(self) -> None:
        """Go rounds."""
        try:
            while True:
                self._wanted.wait(self._pause)
                self._wanted.clear()
                if self._ending.is_set():
                    return
                self._go_round()
        finally:
            self._ledger.close()

    def _go_round(self) -> None:
        """Go one round; whatever goes wrong is told or logged, and the next one is gone."""
        self._pause = ROUND_SECONDS
        try:
            if self._has_work():
                self._do_errands()
        except LedgerError as trouble:
            self._tell(ErrandsDone(0, (), (str(trouble),)))
        except Exception:
            _log.exception("A round of errands failed.")

    def _has_work(self) -> bool:
        """Look whether there is anything to do, before what does it is loaded."""
        if self._ledger.role != "admin":
            return False
        with self._ledger.read() as work:
            return any_links(work) or bool(under_way(work))

    def _do_errands(self) -> None:
        from billing.mail.delivering import deliver_due
        from billing.payments.polling import poll_payments

        around = self._gather()
        mail = deliver_due(self._ledger, around, self._ending)
        polled = poll_payments(self._ledger, around, self._ending)
        self._pause = max(ROUND_SECONDS, polled.again_in)
        self._tell(ErrandsDone(polled.received, tuple(mail), polled.troubles))

    def _tell(self, done: ErrandsDone) -> None:
        if not self._ending.is_set() and any(done):
            self._publish(done)
