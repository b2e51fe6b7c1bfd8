"""Moments as people type them: `09:30`, `-15m`, `yesterday 17:00`, or an ISO instant.

A local time that never was, or was twice, gets a question and never a guess: the refusal lists
the instants that could be meant, written so that they can be given back.
"""

from __future__ import annotations

import calendar
import re
import time
from datetime import UTC, datetime, timedelta

from store.clock import HOUR, MINUTE, SECOND
from store.errors import Ambiguous, Refused
from store.local_time import Date, add_days, date_of, iso_date, iso_instant, normal_date, weekday
from store.text import clean

EXAMPLES = "Write it like 09:30, -15m, yesterday 17:00 or 2026-11-27T09:30."
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

AGO = re.compile(r"-\s*(?:(\d{1,7})\s*h)?\s*(?:(\d{1,7})\s*m(?:in)?)?$")
TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*(am|pm)?$")
HOUR_ONLY = re.compile(r"(\d{1,2})\s*(am|pm)$")
DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OFFSET = re.compile(r"(z|[+-]\d{2}:?\d{2})$", re.IGNORECASE)


def parse_moment(text: str, now: int, day: Date | None = None) -> int:
    """Read a moment; a bare time of day is on `day`, else on today or, where that is more than
    twelve hours ahead, on yesterday.

    Returns microseconds since 1970 UTC. Raises Refused for what is no moment, Ambiguous where
    the clocks were changed and the time was missing or came twice.
    """
    found = _instant(text.strip().casefold(), now, day)
    if found is None:
        raise Refused(f"“{clean(text)}” is no moment. {EXAMPLES}")
    if found < 0:
        raise Refused(f"“{clean(text)}” lies before 1970; give a later time.")
    return found


def _instant(words: str, now: int, day: Date | None) -> int | None:
    if words == "now":
        return now
    ago = AGO.match(words)
    if ago and any(ago.groups()):
        return now - int(ago[1] or 0) * HOUR - int(ago[2] or 0) * MINUTE
    if OFFSET.search(words) and "t" in words:
        return _iso(words)
    date, face = _split(words, now)
    if face is None:
        return None
    found = date or day
    return local_instant(found, face) if found else _latest(now, face)


def parse_date(text: str, now: int) -> Date:
    """Read a date: today, yesterday, a weekday (the last one), or 2026-11-27."""
    found = _date(text.strip().casefold(), now)
    if found is None:
        raise Refused(f"“{clean(text)}” is no date. Write it like 2026-11-27, or yesterday.")
    return found


def local_instant(date: Date, face: tuple[int, int, int]) -> int:
    """Find the instant of a local date and clock face, asking where the clocks were changed."""
    found = _readings(date, face)
    wanted = (*date, *face)
    real = [instant for instant in found if time.localtime(instant // SECOND)[:6] == wanted]
    if len(real) == 1:
        return real[0]
    choices = [iso_instant(instant) for instant in (real or found)]
    what = "came twice" if real else "never was"
    raise Ambiguous(
        f"{face[0]:02d}:{face[1]:02d} on {iso_date(date)} {what}: the clocks were changed."
        f" Say which you mean: {' or '.join(choices)}.",
        choices,
    )


def _readings(date: Date, face: tuple[int, int, int]) -> list[int]:
    """Read a clock face by the offsets of the days around it: two where they differ."""
    seconds = calendar.timegm((*date, *face))
    offsets = {time.localtime(seconds + side).tm_gmtoff for side in (-86400, 86400)}
    return sorted((seconds - offset) * SECOND for offset in offsets)


def _latest(now: int, face: tuple[int, int, int]) -> int:
    """Take a bare time of day as today's, or yesterday's where today's is still hours away."""
    today = date_of(now)
    instant = local_instant(today, face)
    if instant > now + 12 * HOUR:
        return local_instant(add_days(today, -1), face)
    return instant


def _split(words: str, now: int) -> tuple[Date | None, tuple[int, int, int] | None]:
    spaced = re.sub(r"(?<=\d)t(?=\d)", " ", words)
    face = _face(spaced)
    if face is not None:
        return None, face
    day, _space, rest = spaced.rpartition(" ")
    if rest in ("am", "pm"):
        day, _space, rest = day.rpartition(" ")
        rest += spaced[-2:]
    return _date(day.strip(), now), _face(rest) if _date(day.strip(), now) else None


def _face(text: str) -> tuple[int, int, int] | None:
    found = TIME.match(text) or HOUR_ONLY.match(text)
    if not found:
        return None
    parts = found.groups()
    hour, half = int(parts[0]), parts[-1]
    minute, second = (int(parts[1]), int(parts[2] or 0)) if len(parts) == 4 else (0, 0)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _date(text: str, now: int) -> Date | None:
    today = date_of(now)
    if text in ("today", "yesterday"):
        return today if text == "today" else add_days(today, -1)
    if text.removeprefix("last ") in DAYS:
        back = (weekday(today) - DAYS.index(text.removeprefix("last "))) % 7
        return add_days(today, -(back or (7 if text.startswith("last ") else 0)))
    found = DATE.match(text)
    if not found:
        return None
    date = (int(found[1]), int(found[2]), int(found[3]))
    if not 1970 <= date[0] <= 9999 or not 1 <= date[1] <= 12 or normal_date(date) != date:
        return None
    return date


def _iso(words: str) -> int | None:
    try:
        moment = datetime.fromisoformat(words.upper())
    except ValueError:
        return None
    return (moment - EPOCH) // timedelta(microseconds=1) if moment.tzinfo else None
