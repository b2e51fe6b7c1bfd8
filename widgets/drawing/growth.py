"""What is alive grows with the running entry: always measured from its start, rounded once."""

from __future__ import annotations

from store.records import Entry


def growth(running: Entry | None, since: int, now: int) -> int:
    """Count the seconds that the running entry has gained on a sum that was made at `since`."""
    if running is None or now <= since:
        return 0
    return running.seconds(now) - running.seconds(since)
