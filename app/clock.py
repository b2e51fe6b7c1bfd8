"""The real clock. This module is on the quick path."""

from __future__ import annotations

import os
import sys
import time

UNKNOWN_ZONE = "UTC"


class SystemClock:
    """The clocks of this machine, in microseconds."""

    def wall(self) -> int:
        """Read the wall clock: microseconds since 1970 UTC."""
        return time.time_ns() // 1000

    def boot(self) -> int:
        """Read the clock that runs on in suspend and that nobody can set."""
        return time.clock_gettime_ns(STEADY) // 1000 if STEADY is not None else _steady()

    def boot_id(self) -> str:
        """Name this boot; empty where the system does not say."""
        try:
            with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
                return file.read().strip()
        except OSError:
            return ""

    def zone(self) -> str:
        """Name the IANA time zone of this place and moment."""
        named = os.environ.get("TZ", "").removeprefix(":")
        if named:
            return named
        try:
            target = os.path.realpath("/etc/localtime")
        except OSError:
            return UNKNOWN_ZONE
        _before, found, name = target.partition("/zoneinfo/")
        return name if found else UNKNOWN_ZONE


# Linux counts suspend in CLOCK_BOOTTIME; macOS does in CLOCK_MONOTONIC, other than its
# time.monotonic(); Windows counts it in the monotonic clock.
STEADY: int | None = getattr(time, "CLOCK_BOOTTIME", None)
if sys.platform == "darwin":
    STEADY = time.CLOCK_MONOTONIC


def _steady() -> int:
    return time.monotonic_ns() // 1000
