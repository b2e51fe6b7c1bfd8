"""A timer that was left running for long: noticed at the next start, settled by the person."""

from __future__ import annotations

from store.clock import HOUR
from store.local_time import date_of
from store.records import Entry
from store.spans import running_entry
from store.work import Work

LONG = 10 * HOUR  # nobody works this long on one task without a pause
SILENT = HOUR  # without a sign of life, over a midnight


def forgotten_entry(work: Work) -> Entry | None:
    """Return the running entry if it looks forgotten, else None.

    It does when it runs for more than ten hours, or when its last sign of life is over an hour
    old and on an earlier day. Its `alive_at` is the last moment that somebody surely was there.
    """
    entry = running_entry(work)
    if entry is None:
        return None
    now = work.now()
    alive_at = max(entry.started_at, entry.alive_at or 0)
    silent = now - alive_at > SILENT and date_of(alive_at) != date_of(now)
    return entry if silent or now - entry.started_at > LONG else None


def last_sign_of_life(entry: Entry) -> int:
    """Tell when the program last saw the timer run: never before its start."""
    return max(entry.started_at, entry.alive_at or 0)
