"""Short ways to an account of Asana that a test connects."""

from __future__ import annotations

from threading import Event

from store.ledger import Ledger
from sync.access import Surroundings
from sync.connecting import Connecting
from sync.kinds import kind_of


def asana(
    ledger: Ledger, around: Surroundings, origin: str, stop: Event | None = None, subject: str = ""
) -> Connecting:
    """Prepare to connect an account of Asana at an origin."""
    return Connecting(ledger, around, kind_of("asana"), origin, stop or Event(), subject)
