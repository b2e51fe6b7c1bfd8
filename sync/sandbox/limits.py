"""How often and how many at once: the service's limits, per token."""

from __future__ import annotations

import math
import threading
from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.sandbox.replies import too_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WINDOW_SECONDS = 60


@dataclass(slots=True, frozen=True)
class Limits:
    """What one token may ask: the paid plan's numbers. None for no limit by the minute."""

    per_minute: int | None = 1500
    at_once: int = 50


class Gate:
    """Count requests and refuse those that are too many; refused ones count as well."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self._clock = clock
        self._lock = threading.Lock()
        self._recent: dict[str, deque[float]] = {}
        self._inside: Counter[str] = Counter()

    @contextmanager
    def passing(self, token: str) -> Iterator[None]:
        """Hold a place while a request is answered; 429 if there is none."""
        self._enter(token)
        try:
            yield
        finally:
            with self._lock:
                self._inside[token] -= 1

    def _enter(self, token: str) -> None:
        with self._lock:
            self._count(token)
            if self._inside[token] >= self.limits.at_once:
                raise too_many(1)
            self._inside[token] += 1

    def _count(self, token: str) -> None:
        if self.limits.per_minute is None:
            return
        now = self._clock()
        recent = self._recent.setdefault(token, deque(maxlen=self.limits.per_minute + 1))
        while recent and recent[0] <= now - WINDOW_SECONDS:
            recent.popleft()
        recent.append(now)
        if len(recent) > self.limits.per_minute:
            raise too_many(max(1, math.ceil(recent[1] + WINDOW_SECONDS - now)))
