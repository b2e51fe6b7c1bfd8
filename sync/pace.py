"""How fast is asked: never more than so many requests in any window of so many seconds."""

from __future__ import annotations

from collections import deque
from threading import Event, Lock

from store.clock import SECOND, Clock
from sync.errors import Stopped

_MARGIN_SECONDS = 0.001
"""A wait may end a little before its time."""


class Pace:
    """Holds requests back, in the order in which threads come for them.

    `already` were begun a moment ago, by another process or an earlier run.
    """

    def __init__(
        self, most: int, seconds: float, clock: Clock, stop: Event, already: int = 0
    ) -> None:
        self.most = most
        self.seconds = seconds
        self._clock = clock
        self._stop = stop
        self._turn = Lock()
        self._begun: deque[int] = deque([clock.boot()] * already, maxlen=most)

    def wait(self) -> None:
        """Wait until one more request may begin; raises Stopped."""
        with self._turn:
            left = self._left()
            if left > 0 and self._stop.wait(left + _MARGIN_SECONDS):
                raise Stopped
            self._begun.append(self._clock.boot())

    def _left(self) -> float:
        """Count the seconds until the request that was `most` requests ago leaves the window."""
        if len(self._begun) < self.most:
            return 0.0
        return self.seconds - (self._clock.boot() - self._begun[0]) / SECOND
