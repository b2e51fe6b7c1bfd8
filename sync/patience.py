"""How long is waited: every wait looks at the deadline and at the stop event."""

from __future__ import annotations

import threading

from store.clock import SECOND, Clock
from sync.errors import Stopped, Unreachable

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
TOTAL_SECONDS = 20.0
SLICE_SECONDS = 0.1
"""The longest that a read goes without looking at the stop event."""


class Patience:
    """How much longer the exchange that is going on may take."""

    def __init__(self, service: str, clock: Clock, stop: threading.Event) -> None:
        self.service = service
        self.clock = clock
        self.stop = stop
        self._deadline = 0

    def begin(self) -> None:
        """Start the time of one exchange."""
        self._deadline = self.clock.boot() + int(TOTAL_SECONDS * SECOND)

    def check(self, waited: float = 0.0) -> None:
        """Raise Stopped when stopped, Unreachable when out of time."""
        if self.stop.is_set():
            raise Stopped
        if waited >= READ_SECONDS or self.clock.boot() >= self._deadline:
            raise Unreachable(f"{self.service} took too long to answer. Ayron will try again.")
