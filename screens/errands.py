"""What is done for invoices by itself while the app is open, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from store.work import Work

if TYPE_CHECKING:
    from billing.errands import Errands, ErrandsDone
    from screens.host import Host

ASKED_FOR = (
    "SELECT 1 FROM payment_link UNION ALL"
    " SELECT 1 FROM outbox WHERE state IN ('queued', 'sending') LIMIT 1"
)


class MoneyErrands:
    """Runs them for an admin, from when there is something to ask on.

    A trouble is said once, until another comes.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._thread: Errands | None = None
        self._said: tuple[str, ...] = ()

    def begin(self) -> None:
        """Begin where a link or a message is under way; rounds follow by themselves."""
        self._where_needed(self._begin)

    def go(self) -> None:
        """Go a round now, where a link or a message is under way."""
        self._where_needed(self._go)

    def _where_needed(self, then: Callable[[], None]) -> None:
        def is_needed(work: Work) -> bool:
            return work.role == "admin" and bool(work.rows(ASKED_FOR))

        def know(needed: bool) -> None:
            if needed:
                self._host.fully(then)

        self._host.look(is_needed, know)

    def close(self) -> None:
        """End it."""
        if self._thread is not None:
            self._thread.close()

    def _go(self) -> None:
        self._begin()
        if self._thread is not None:
            self._thread.go_now()

    def _begin(self) -> None:
        from billing.errands import Errands

        host = self._host
        if self._thread is None and host.is_running:
            self._thread = Errands(
                host.ledger,
                host.remotes.surroundings,
                lambda done: host.deliver(lambda: self._take(done)),
            )
            self._thread.start()

    def _take(self, done: ErrandsDone) -> None:
        if done.received or done.mail:
            self._host.ledger_changed()
        words = _words(done)
        if words:
            self._host.say("\n".join(words))
        if done.troubles and done.troubles != self._said:
            self._said = done.troubles
            self._host.say("\n".join(done.troubles), "warning")


def _words(done: ErrandsDone) -> list[str]:
    words = []
    if done.received:
        count = "A payment" if done.received == 1 else f"{done.received} payments"
        words.append(f"{count} came in.")
    words += [
        f"Sent {message.number} to {message.recipient}."
        for message in done.mail
        if message.state == "sent"
    ]
    words += [
        f"Did not send {message.number}: {message.error}"
        for message in done.mail
        if message.state in ("failed", "dropped")
    ]
    return words
