"""A clock that stands still until it is told to go on."""

from __future__ import annotations


class StillClock:
    """Give epoch seconds that move by `advance` only."""

    def __init__(self, now: float) -> None:
        self._now = now

    def __call__(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds
