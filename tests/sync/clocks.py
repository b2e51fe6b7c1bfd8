"""Clocks that run."""

from __future__ import annotations

import time
from threading import Event

from store.clock import SECOND
from tests.clock import BERLIN, FixedClock


class Waiting(Event):
    """A stop event that does not wait: it lets a clock run on, and keeps how long it was told."""

    def __init__(self, clock: FixedClock) -> None:
        super().__init__()
        self.waited: list[float] = []
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        """Let the time pass that would be waited."""
        if timeout:
            self.waited.append(timeout)
            self._clock.boot_now += int(timeout * SECOND)
            self._clock.wall_now += int(timeout * SECOND)
        return self.is_set()


class RunningClock:
    """The machine's own time, `speed` times as fast since it was made."""

    def __init__(self, speed: int = 1) -> None:
        self._speed = speed
        self._began = time.monotonic_ns()
        self._wall = time.time_ns() // 1000

    def boot(self) -> int:
        """Read the clock that nobody can set."""
        return (time.monotonic_ns() - self._began) * self._speed // 1000 + 1

    def wall(self) -> int:
        """Read the wall clock."""
        return self._wall + self.boot()

    def boot_id(self) -> str:
        """Name this boot."""
        return "boot-1"

    def zone(self) -> str:
        """Name the time zone."""
        return BERLIN
