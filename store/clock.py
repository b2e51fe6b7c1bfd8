"""What a clock has to offer. The real one is made in `app`; tests bring their own.

This module is on the quick path: no `typing`, no `datetime` at run time.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:
    Protocol = object

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """Where `now` comes from. All readings are integers in microseconds."""

    def wall(self) -> int:
        """Read the wall clock: microseconds since 1970 UTC."""

    def boot(self) -> int:
        """Read the clock that runs on in suspend and that nobody can set."""

    def boot_id(self) -> str:
        """Name this boot of this machine; empty where the system does not say."""

    def zone(self) -> str:
        """Name the IANA time zone of this place and moment."""
