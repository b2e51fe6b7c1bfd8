"""How much one person may ask in an hour: requests and points, each in a bucket that leaks."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.sandbox.linear.troubles import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.linear.grants import Grant

HOUR_SECONDS = 3600


@dataclass(slots=True, frozen=True)
class Limits:
    """What may be asked in an hour."""

    requests: int
    points: int


KEY_LIMITS = Limits(2_500, 3_000_000)
TOKEN_LIMITS = Limits(5_000, 2_000_000)


class Bucket:
    """Fills with what is asked and leaks evenly, its whole content in an hour."""

    def __init__(self, size: int, clock: Callable[[], float]) -> None:
        self.size = size
        self._clock = clock
        self._level = 0.0
        self._at = clock()

    def pour(self, amount: int) -> bool:
        """Take an amount in; False if there is no room for it."""
        now = self._clock()
        self._level = max(0.0, self._level - (now - self._at) * self.size / HOUR_SECONDS)
        self._at = now
        if self._level + amount > self.size:
            return False
        self._level += amount
        return True

    @property
    def remaining(self) -> int:
        """How much there is room for."""
        return int(self.size - self._level)

    @property
    def reset(self) -> int:
        """When it will be empty again, in epoch milliseconds."""
        return int((self._at + self._level / self.size * HOUR_SECONDS) * 1000)

    def headers(self, name: str) -> dict[str, str]:
        """Return what an answer says of it."""
        return {
            f"X-RateLimit-{name}-Limit": str(self.size),
            f"X-RateLimit-{name}-Remaining": str(self.remaining),
            f"X-RateLimit-{name}-Reset": str(self.reset),
        }


@dataclass(slots=True)
class Meter:
    """Both buckets of one person; all of their keys share them, and so do all of their tokens."""

    requests: Bucket
    points: Bucket

    def headers(self) -> dict[str, str]:
        """Return what an answer says of both."""
        return self.requests.headers("Requests") | self.points.headers("Complexity")


class Meters:
    """Count what everybody asks. `limited_status` is what a refusal comes with: 400, 200, 429."""

    def __init__(self, clock: Callable[[], float], limits: Limits | None) -> None:
        self.limits = limits
        self.limited_status = 400
        self._clock = clock
        self._lock = threading.Lock()
        self._meters: dict[tuple[str, bool], Meter] = {}

    def meter(self, grant: Grant) -> Meter:
        """Return the meter of whoever a grant belongs to."""
        by_key = grant.scopes is None
        limits = self.limits or (KEY_LIMITS if by_key else TOKEN_LIMITS)
        with self._lock:
            return self._meters.setdefault(
                (grant.viewer.user.id, by_key),
                Meter(Bucket(limits.requests, self._clock), Bucket(limits.points, self._clock)),
            )

    def forget(self) -> None:
        """Let nobody have asked anything yet."""
        with self._lock:
            self._meters.clear()

    def count_request(self, meter: Meter) -> None:
        """Count a request, or refuse it."""
        self._pour(meter.requests, 1)

    def count_points(self, meter: Meter, points: int) -> None:
        """Count what a request costs, or refuse it."""
        self._pour(meter.points, points)

    def _pour(self, bucket: Bucket, amount: int) -> None:
        with self._lock:
            fits = bucket.pour(amount)
        if not fits:
            raise Trouble("RATELIMITED", status=self.limited_status)
