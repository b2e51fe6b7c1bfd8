"""How much was asked, what the provider says of its limit, and what time it is there."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import NamedTuple

from store.clock import DAY, HOUR, SECOND, Clock
from sync.pace import Pace

_MOST_SKEW = DAY
"""A provider whose clock is further off than this is not believed."""
_MOST_DIGITS = 12


class Usage(NamedTuple):
    """How much was asked; `limit` is for `window_seconds`, None where nobody says."""

    last_hour: int
    limit: int | None
    remaining: int | None
    window_seconds: int


class Meter:
    """Counts requests and reads what every answer tells besides. Any thread may use it."""

    def __init__(self, clock: Clock, pace: Pace | None) -> None:
        self._clock = clock
        self._pace = pace
        self._lock = Lock()
        self._asked: deque[int] = deque()
        self._limit: int | None = None
        self._remaining: int | None = None
        self._heard: tuple[int, int] | None = None

    def ask(self) -> None:
        """Count a request."""
        with self._lock:
            self._forget()
            self._asked.append(self._clock.boot())

    def hear(self, headers: Mapping[str, str]) -> None:
        """Take down what an answer tells of the limit and of the time."""
        limit = _count(headers.get("x-ratelimit-requests-limit"))
        remaining = _count(headers.get("x-ratelimit-requests-remaining"))
        date = self._read_date(headers.get("date"))
        with self._lock:
            self._limit = self._limit if limit is None else limit
            self._remaining = self._remaining if remaining is None else remaining
            self._heard = date or self._heard

    def usage(self) -> Usage:
        """Return what was asked in the last hour, against which limit."""
        with self._lock:
            self._forget()
            asked = len(self._asked)
            if self._limit is not None or self._pace is None:
                return Usage(asked, self._limit, self._remaining, HOUR // SECOND)
            return Usage(asked, self._pace.most, None, int(self._pace.seconds))

    def server_now(self) -> int:
        """Return the provider's time, by its last answer; without one it is our own."""
        heard = self._heard
        if heard is None:
            return self._clock.wall()
        date, boot = heard
        return date + self._clock.boot() - boot

    def _forget(self) -> None:
        """Let go of what is more than an hour ago."""
        since = self._clock.boot() - HOUR
        while self._asked and self._asked[0] <= since:
            self._asked.popleft()

    def _read_date(self, text: str | None) -> tuple[int, int] | None:
        """Read a Date header, and when it was read by the clock that nobody sets."""
        try:
            date = int(parsedate_to_datetime(text or "").timestamp()) * SECOND
        except (ValueError, OverflowError):
            return None
        near = abs(date - self._clock.wall()) <= _MOST_SKEW
        return (date, self._clock.boot()) if near else None


def _count(text: str | None) -> int | None:
    given = (text or "").strip()
    return int(given) if given.isascii() and given.isdigit() and len(given) < _MOST_DIGITS else None
