"""Days and moments in many zones: what the property tests draw from."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

ZONES = (
    *("Europe/Berlin", "Europe/Moscow", "Atlantic/Azores", "Africa/Casablanca", "Africa/Cairo"),
    *("America/New_York", "America/Sao_Paulo", "America/Havana", "America/Caracas"),
    *("Asia/Beirut", "Asia/Kathmandu", "Asia/Tehran", "Asia/Pyongyang"),
    *("Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "UTC"),
)
zones = st.sampled_from(ZONES)
days = st.dates(datetime(1990, 1, 1).date(), datetime(2035, 12, 31).date())
instants = st.integers(
    int(datetime(1990, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2035, 12, 31, tzinfo=UTC).timestamp()),
).map(lambda seconds: seconds * 1_000_000)


@contextmanager
def living_in(zone: str) -> Iterator[ZoneInfo]:
    """Move the process to a zone, and back to where it was."""
    before = os.environ["TZ"]
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield ZoneInfo(zone)
    finally:
        os.environ["TZ"] = before
        time.tzset()
