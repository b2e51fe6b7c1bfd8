"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

BERLIN = "Europe/Berlin"


def moment(text: str, zone: str = BERLIN) -> int:
    """Read `2026-11-27 14:05` in a zone as microseconds since 1970 UTC."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return int(local.timestamp()) * 1_000_000


FRIDAY = moment("2026-11-27 14:05")


class FixedClock:
    """A `store.clock.Clock` that a test sets: Friday 27 November 2026, 14:05 in Berlin."""

    def __init__(self, now: int = FRIDAY, zone: str = BERLIN) -> None:
        self.wall_now = now
        self.boot_now = 3_600_000_000
        self.boot_name = "boot-1"
        self.zone_name = zone

    def wall(self) -> int:
        """Read the wall clock."""
        return self.wall_now

    def boot(self) -> int:
        """Read the clock that nobody can set."""
        return self.boot_now

    def boot_id(self) -> str:
        """Name this boot."""
        return self.boot_name

    def zone(self) -> str:
        """Name the time zone."""
        return self.zone_name

    def advance(self, *, seconds: int = 0, minutes: int = 0, hours: int = 0, days: int = 0) -> int:
        """Let time pass on both clocks, asleep or awake; return the new wall time."""
        passed = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        self.boot_now += passed * 1_000_000
        self.wall_now += passed * 1_000_000
        return self.wall_now

    def set(self, text: str) -> int:
        """Set the wall clock alone, as a person or a time server would: `2026-11-27 14:05`."""
        self.wall_now = moment(text, self.zone_name)
        return self.wall_now

    def reboot(self) -> None:
        """Start a new boot: the clock that nobody can set begins again."""
        self.boot_name = f"boot-{int(self.boot_name.removeprefix('boot-')) + 1}"
        self.boot_now = 1_000_000
