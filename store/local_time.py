"""Days and clock faces of the local zone, from the operating system's own rules.

Days are not 24 hours: they are bounded by the first instant of each date, which is not always
midnight. Instants are microseconds since 1970 UTC. This module is on the quick path.
"""

from __future__ import annotations

import time

from store.clock import SECOND

Date = tuple[int, int, int]


def date_of(instant: int) -> Date:
    """Name the local date of an instant as (year, month, day)."""
    return time.localtime(instant // SECOND)[:3]


def day_start(date: Date) -> int:
    """Find the first instant of a local date; months and days may run over."""
    year, month, day = normal_date(date)
    seconds = int(time.mktime((year, month, day, 0, 0, 0, 0, 0, -1)))
    wanted = (year, month, day)
    while time.localtime(seconds)[:3] < wanted:
        seconds += 900
    while time.localtime(seconds - 900)[:3] >= wanted:
        seconds -= 900
    return seconds * SECOND


def normal_date(date: Date) -> Date:
    """Bring a date with a day beyond its month back into the calendar."""
    year, month, day = date
    noon = time.gmtime(_utc_noon(year, month, day))
    return noon[:3]


def add_days(date: Date, days: int) -> Date:
    """Step a calendar date by whole days."""
    return normal_date((date[0], date[1], date[2] + days))


def weekday(date: Date) -> int:
    """Number the day of the week, Monday being 0."""
    return time.gmtime(_utc_noon(*date)).tm_wday


def iso_date(date: Date) -> str:
    """Write a date as 2026-11-27."""
    return f"{date[0]:04d}-{date[1]:02d}-{date[2]:02d}"


def iso_instant(instant: int) -> str:
    """Write an instant as ISO 8601 with the local offset, to the second."""
    local = time.localtime(instant // SECOND)
    offset = local.tm_gmtoff // 60
    sign = "-" if offset < 0 else "+"
    hours, minutes = divmod(abs(offset), 60)
    return time.strftime("%Y-%m-%dT%H:%M:%S", local) + f"{sign}{hours:02d}:{minutes:02d}"


def clock_text(instant: int) -> str:
    """Write the local time of day as 09:12."""
    return time.strftime("%H:%M", time.localtime(instant // SECOND))


def moment_text(instant: int, now: int) -> str:
    """Write a local moment as a person would type it: 09:12, yesterday 17:00, 2026-11-20 17:00."""
    date, today = date_of(instant), date_of(now)
    if date == today:
        return clock_text(instant)
    day = "yesterday" if date == add_days(today, -1) else iso_date(date)
    return f"{day} {clock_text(instant)}"


def duration_text(seconds: int) -> str:
    """Write a duration as 4:10 (hours and minutes, rounded down)."""
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}"


def _utc_noon(year: int, month: int, day: int) -> int:
    """Count seconds to noon UTC of a date by the proleptic calendar (days from civil)."""
    year += (month - 1) // 12
    month = (month - 1) % 12 + 1
    shifted = year - (month <= 2)
    era = shifted // 400
    year_of_era = shifted - era * 400
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return (era * 146097 + day_of_era - 719468) * 86400 + 43200
