"""Local days and clock faces: the system's answers held against `zoneinfo`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.clock import HOUR, SECOND
from store.local_time import (
    add_days,
    clock_text,
    date_of,
    day_start,
    duration_text,
    iso_date,
    iso_instant,
    normal_date,
    weekday,
)
from tests.store.zones import days, instants, living_in, zones

THOROUGH = settings(max_examples=1000)


def parts(day: date) -> tuple[int, int, int]:
    """Write a date as the store does."""
    return day.year, day.month, day.day


@THOROUGH
@given(zones, instants)
def test_dates_and_faces_are_zoneinfo_s(zone: str, instant: int) -> None:
    with living_in(zone) as rules:
        local = datetime.fromtimestamp(instant // SECOND, rules)
        assert date_of(instant) == parts(local.date())
        assert clock_text(instant) == local.strftime("%H:%M")
        assert iso_instant(instant) == local.isoformat()


@THOROUGH
@given(zones, days)
def test_a_day_begins_at_its_first_instant(zone: str, day: date) -> None:
    with living_in(zone) as rules:
        begins, ends = day_start(parts(day)), day_start(parts(day + timedelta(days=1)))
        if begins == ends:
            assert (zone, day) == ("Pacific/Apia", date(2011, 12, 30))
            return
        first, before, last = (
            datetime.fromtimestamp(seconds // SECOND, rules).date()
            for seconds in (begins, begins - SECOND, ends - SECOND)
        )
        assert first == last == day
        assert before < day


@THOROUGH
@given(zones, instants)
def test_an_instant_lies_in_its_own_day(zone: str, instant: int) -> None:
    with living_in(zone):
        day = date_of(instant)
        assert day_start(day) <= instant < day_start(add_days(day, 1))


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Europe/Berlin", date(2026, 11, 27), 24),
        ("America/New_York", date(2026, 3, 8), 23),
        ("Asia/Beirut", date(2022, 3, 27), 23),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),
        ("America/Sao_Paulo", date(2019, 2, 16), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Pacific/Apia", date(2011, 12, 30), 0),
    ],
)
def test_days_are_as_long_as_they_are(zone: str, day: date, hours: float) -> None:
    with living_in(zone):
        length = day_start(parts(day + timedelta(days=1))) - day_start(parts(day))
        assert length == hours * HOUR


def test_a_day_without_midnight_begins_at_one() -> None:
    with living_in("Asia/Beirut"):
        assert iso_instant(day_start((2022, 3, 27))) == "2022-03-27T01:00:00+03:00"


@given(days, st.integers(-2000, 2000))
def test_the_calendar_is_datetime_s(day: date, steps: int) -> None:
    later = day + timedelta(days=steps)
    assert add_days(parts(day), steps) == parts(later)
    assert weekday(parts(later)) == later.weekday()
    assert iso_date(parts(later)) == later.isoformat()


@given(st.integers(1971, 2100), st.integers(1, 12), st.integers(1, 31))
def test_a_date_that_is_not_in_the_calendar_runs_over(year: int, month: int, day: int) -> None:
    real = date(year, month, 1) + timedelta(days=day - 1)
    assert normal_date((year, month, day)) == parts(real)


@given(st.integers(0, 10_000_000))
def test_durations_are_hours_and_minutes_rounded_down(seconds: int) -> None:
    hours, minutes = duration_text(seconds).split(":")
    assert len(minutes) == 2
    assert 0 <= seconds - int(hours) * 3600 - int(minutes) * 60 < 60


def test_durations_read_like_a_clock() -> None:
    assert [duration_text(s) for s in (0, 59, 60, 15000, 360_000)] == [
        *("0:00", "0:00", "0:01", "4:10", "100:00"),
    ]
