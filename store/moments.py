"""Moments as people type them: `09:30`, `-15m`, `yesterday 17:00`, or an ISO instant.

A local time that never was, or was twice, gets a question and never a guess: the refusal lists
the instants that could be meant, written so that they can be given back.
"""

from __future__ import annotations

import re
import time
from datetime import datetime

from store.clock import DAY, HOUR, MINUTE, SECOND
from store.errors import Ambiguous, Refused
from store.local_time import Date, add_days, date_of, iso_instant, normal_date, weekday

EXAMPLES = "Write it like 09:30, -15m, yesterday 17:00 or 2026-11-27T09:30."
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

AGO = re.compile(r"-\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?$")
TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*(am|pm)?$")
HOUR_ONLY = re.compile(r"(\d{1,2})\s*(am|pm)$")
DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
OFFSET = re.compile(r"(z|[+-]\d{2}:?\d{2})$", re.IGNORECASE)


def parse_moment(text: str, now: int, day: Date | None = None) -> int:
    """Read a moment; a bare time of day is on `day`, else on the last such moment up to `now`.

    Returns microseconds since 1970 UTC. Raises Refused for what is no moment, Ambiguous where
    the clocks were changed and the time was missing or came twice.
    """
    words = text.strip().casefold()
    if words == "now":
        return now
    ago = AGO.match(words)
    if ago and any(ago.groups()):
        return now - int(ago[1] or 0) * HOUR - int(ago[2] or 0) * MINUTE
    if OFFSET.search(words) and "t" in words.removesuffix("z"):
        return _iso(text.strip())
    date, face = _split(words, now)
    if face is None:
        raise Refused(f"“{text.strip()}” is no moment. {EXAMPLES}")
    if date is not None:
        return local_instant(date, face)
    if day is not None:
        return local_instant(day, face)
    return _latest(now, face)


def parse_date(text: str, now: int) -> Date:
    """Read a date: today, yesterday, a weekday (the last one), or 2026-11-27."""
    found = _date(text.strip().casefold(), now)
    if found is None:
        raise Refused(f"“{text.strip()}” is no date. Write it like 2026-11-27, or yesterday.")
    return found


def local_instant(date: Date, face: tuple[int, int, int]) -> int:
    """Find the instant of a local date and clock face, asking where the clocks were changed."""
    found = sorted({_instant(date, face, daylight) for daylight in (0, 1)})
    wanted = (*date, *face)
    real = [instant for instant in found if time.localtime(instant // SECOND)[:6] == wanted]
    shown = f"{face[0]:02d}:{face[1]:02d} on {date[0]:04d}-{date[1]:02d}-{date[2]:02d}"
    choices = [iso_instant(instant) for instant in (real or found)]
    if len(real) == 1:
        return real[0]
    what = "came twice" if real else "never was"
    raise Ambiguous(
        f"{shown} {what}: the clocks were changed. Say which you mean: {' or '.join(choices)}.",
        choices,
    )


def _instant(date: Date, face: tuple[int, int, int], daylight: int) -> int:
    seconds = time.mktime((*date, *face, 0, 0, daylight))
    return int(seconds) * SECOND


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


def _iso(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"“{text}” is no moment. {EXAMPLES}") from None
    if moment.tzinfo is None:
        raise Refused(f"“{text}” is no moment. {EXAMPLES}")
    epoch = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    passed = moment - epoch
    return passed.days * DAY + passed.seconds * SECOND + passed.microseconds
