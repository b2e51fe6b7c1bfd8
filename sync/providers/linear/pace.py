"""How fast Linear is asked: it says how much is left of its limits, and the last tenth is not ours.

The limits are a person's, whatever programs they use, so that what is left may shrink without
our doing.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event, Lock
from typing import NamedTuple

from store.clock import SECOND, Clock
from sync.answers import DEFAULT_PAUSE, until_reset
from sync.errors import Stopped
from sync.http import LONGEST_WAIT
from sync.manners import too_many
from sync.pace import Pace

MOST_PER_HOUR = 1000
"""Below nine tenths of the smallest limit that Linear ever had for anybody who signed in."""
RESERVE = 0.1
ENOUGH = 0.2
"""Shares of a limit: at the first we stop, and go on when the second has flowed back."""

_HOUR_SECONDS = 3600
_MOST_DIGITS = 12
_FAMILIES = ("requests", "complexity", "endpoint-requests")


class LinearPace(Pace):
    """Holds requests back; a pause that is too long to be waited out is raised as RateLimited."""

    def __init__(self, service: str, clock: Clock, stop: Event) -> None:
        super().__init__(MOST_PER_HOUR, _HOUR_SECONDS, clock, stop)
        self._service = service
        self._now = clock.boot
        self._wall = clock.wall
        self._halt = stop
        self._hearing = Lock()
        self._rest_until = 0

    def wait(self) -> None:
        """Wait until one more request may begin; raises RateLimited and Stopped."""
        left = max((self._rest_until - self._now()) / SECOND, self._left())
        if left > LONGEST_WAIT:
            raise too_many(self._service, left, self._wall())
        if left > 0 and self._halt.wait(left):
            raise Stopped
        super().wait()

    def hear(self, headers: Mapping[str, str], theirs: int) -> None:
        """Take in what an answer tells of the limits; `theirs` is the time at Linear."""
        seconds = max(each.rest() for each in _gauges(headers, theirs))
        with self._hearing:
            self._rest_until = self._now() + int(seconds * SECOND) if seconds else 0


class _Gauge(NamedTuple):
    """One limit: how much an hour allows, what is left of it, in how many seconds it is lifted."""

    limit: int | None
    remaining: int | None
    reset: float

    def rest(self) -> float:
        """Return how long to rest so that enough flows back, and not longer than till it is lifted.

        Where nothing flows back before that, this is one request in six minutes.
        """
        if not self.limit or self.remaining is None or self.remaining > self.limit * RESERVE:
            return 0.0
        short = ENOUGH - self.remaining / self.limit
        return min(short * _HOUR_SECONDS, self.reset)


def lifted_in(headers: Mapping[str, str], theirs: int) -> float:
    """Return in how many seconds the limits that were reached are lifted."""
    gauges = _gauges(headers, theirs)
    reached = [each.reset for each in gauges if each.remaining == 0]
    return max(reached) if reached else gauges[0].reset


def _gauges(headers: Mapping[str, str], theirs: int) -> list[_Gauge]:
    return [
        _Gauge(
            _count(headers.get(f"x-ratelimit-{family}-limit")),
            _count(headers.get(f"x-ratelimit-{family}-remaining")),
            until_reset(headers.get(f"x-ratelimit-{family}-reset"), theirs) or DEFAULT_PAUSE,
        )
        for family in _FAMILIES
    ]


def _count(text: str | None) -> int | None:
    given = (text or "").strip()
    return int(given) if given.isascii() and given.isdigit() and len(given) < _MOST_DIGITS else None
