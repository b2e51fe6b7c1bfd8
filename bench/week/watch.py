"""A clock for a week that is over in minutes."""

from __future__ import annotations

import time

from store.clock import SECOND
from tests.clock import FixedClock, moment

MONDAY = moment("2026-11-30 00:00")
SPEED = 200
"""A hurried second of the machine is so many of the week."""


class WeekClock(FixedClock):
    """Stands still unless it is told on; while hurried it runs, so that what hangs comes to an end.

    Nothing that is asked and answered takes any time by it.
    """

    def __init__(self) -> None:
        super().__init__(MONDAY)
        self._hurried_since: int | None = None

    def boot(self) -> int:
        """Read the clock that nobody can set."""
        return self.boot_now + self._run()

    def wall(self) -> int:
        """Read the wall clock."""
        return self.wall_now + self._run()

    def hurry(self, wanted: bool) -> None:
        """Begin to run, or stand still again at what has become of the time."""
        ran = self._run()
        self.boot_now += ran
        self.wall_now += ran
        self._hurried_since = time.monotonic_ns() if wanted else None

    def minutes_since(self, earlier: int) -> float:
        """Count the minutes since a moment."""
        return (self.wall() - earlier) / SECOND / 60

    def _run(self) -> int:
        if self._hurried_since is None:
            return 0
        return (time.monotonic_ns() - self._hurried_since) * SPEED // 1000
