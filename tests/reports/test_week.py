"""The week: hours on the day and for the project they were worked, in any zone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.week import monday_of, step_week, week, week_name
from store import timer
from store.clock import DAY, HOUR, MINUTE, SECOND
from store.entries import add, edit
from store.errors import Refused
from store.ledger import Ledger
from store.local_time import date_of, day_start
from store.projects import add_project
from store.records import Week
from store.tasks import add_task
from tests.clock import FixedClock, moment
from tests.store.filling import at, write_down
from tests.store.zones import days, living_in, zones


def hours(found: Week) -> list[float]:
    """List the hours of each day."""
    return [seconds / 3600 for _date, seconds in found.days]


def test_a_week_tells_days_and_projects(ledger: Ledger) -> None:
    with ledger.write() as work:
        acme = add_project(work, "Acme Redesign", "Acme GmbH").id
        orbit = add_project(work, "Orbit API").id
        task_id = add_task(work, "task")
        write_down(work, task_id, "2026-11-23 09:00", "2026-11-23 12:00", project_id=acme)
        write_down(work, task_id, "2026-11-24 09:00", "2026-11-24 10:30", project_id=orbit)
        free = write_down(work, task_id, "2026-11-24 11:00", "2026-11-24 12:00", project_id=acme)
        edit(work, free, billable=False)
        write_down(work, task_id, "08:00", "08:15")
        write_down(work, task_id, "2026-11-22 22:00", "2026-11-22 23:00")
        found = week(work, None, 36 * 3600)
        assert found.name == "2026-W48"
        assert [day for day, _seconds in found.days] == [f"2026-11-{d}" for d in range(23, 30)]
        assert hours(found) == [3, 2.5, 0, 0, 0.25, 0, 0]
        assert found.seconds == 5.75 * 3600
        assert found.billable_seconds == 4.75 * 3600
        assert found.target_seconds == 36 * 3600
        assert (found.starts_at, found.ends_at) == (
            at("2026-11-23 00:00"),
            at("2026-11-30 00:00"),
        )
        assert (found.running_day, found.running_project) == (None, None)
        assert [row.values() for row in found.projects] == [
            (acme, "Acme Redesign", "Acme GmbH", 4 * 3600, 3 * 3600),
            (orbit, "Orbit API", None, 5400, 5400),
            (None, None, None, 900, 900),
        ]


def test_an_entry_across_midnight_is_split(ledger: Ledger) -> None:
    with ledger.write() as work:
        task_id = add_task(work, "Night shift")
        write_down(work, task_id, "2026-11-22 22:00", "2026-11-23 01:00")
        write_down(work, task_id, "2026-11-24 23:30", "2026-11-26 00:45")
        assert hours(week(work)) == [1, 0.5, 24, 0.75, 0, 0, 0]
        assert hours(week(work, "2026-W47")) == [0, 0, 0, 0, 0, 0, 2]


def test_the_running_entry_counts_up_to_now(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        orbit = add_project(work, "Orbit").id
        timer.start(work, add_task(work, "task"), project_id=orbit)
        just_begun = week(work)
        assert just_begun.running_day == 4
        assert [row.project for row in just_begun.projects] == ["Orbit"]
        clock.advance(minutes=30)
        found = week(work)
        assert hours(found)[4] == 0.5
        assert (found.running_day, found.running_project) == (4, orbit)
        clock.set("2026-11-30 01:00")
        assert hours(week(work, "2026-W48"))[4:] == [(24 * 60 - 14 * 60 - 5) / 60, 24, 24]
        assert week(work, "2026-W48").running_day is None
        assert (week(work).name, hours(week(work))[0], week(work).running_day) == ("2026-W49", 1, 0)


def test_a_week_without_work_is_empty(ledger: Ledger) -> None:
    with ledger.write() as work:
        task_id = add_task(work, "task")
        write_down(work, task_id, "2026-11-18 09:00", "2026-11-18 09:00")
        timer.start(work, task_id)
        for name in ("2026-W47", "2026-W49"):
            found = week(work, name)
            assert (found.seconds, found.projects, found.running_day) == (0, (), None)


@pytest.mark.parametrize(
    ("zone", "start", "lengths"),
    [
        ("Europe/Berlin", date(2026, 3, 23), [24, 24, 24, 24, 24, 24, 23]),
        ("Europe/Berlin", date(2026, 10, 19), [24, 24, 24, 24, 24, 24, 25]),
        ("America/New_York", date(2026, 10, 26), [24, 24, 24, 24, 24, 24, 25]),
        ("Asia/Beirut", date(2022, 3, 21), [24, 24, 24, 24, 24, 24, 23]),
        ("America/Sao_Paulo", date(2019, 2, 11), [24, 24, 24, 24, 24, 25, 24]),
        ("Pacific/Apia", date(2011, 12, 26), [24, 24, 24, 24, 0, 24, 24]),
    ],
)
def test_days_have_their_own_lengths(
    sqlite_ledger: Ledger, zone: str, start: date, lengths: list[float]
) -> None:
    with living_in(zone), sqlite_ledger.write() as work:
        first = (start.year, start.month, start.day)
        span = (day_start(first) - DAY, day_start(first) + 9 * DAY)
        add(work, add_task(work, "round the clock"), *span)
        found = week(work, week_name(first))
        assert hours(found) == lengths
        assert found.seconds == sum(lengths) * 3600


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zones, days, st.lists(st.tuples(st.integers(0, 9 * 1440), st.integers(0, 3000)), max_size=8))
def test_a_week_adds_up_in_every_zone(
    sqlite_ledger: Ledger, zone: str, day: date, spans: list[tuple[int, int]]
) -> None:
    clock = sqlite_ledger.clock
    assert isinstance(clock, FixedClock)
    with living_in(zone), sqlite_ledger.write() as work:
        work.run("DELETE FROM entry")
        monday = day - timedelta(days=day.weekday())
        begin = day_start((monday.year, monday.month, monday.day))
        clock.wall_now = begin + 40 * DAY
        task_id = add_task(work, "task")
        real = [(begin + (a - 1440) * MINUTE, begin + (a - 1440 + b) * MINUTE) for a, b in spans]
        for span in real:
            add(work, task_id, *span)
        found = week(work, week_name((monday.year, monday.month, monday.day)))
        sunday = monday + timedelta(days=6)
        assert date_of(found.ends_at - SECOND) == (sunday.year, sunday.month, sunday.day)
    assert found.starts_at == begin
    worked = sum(max(0, min(b, found.ends_at) - max(a, found.starts_at)) for a, b in real)
    assert found.seconds == worked // SECOND == sum(seconds for _day, seconds in found.days)
    assert found.seconds == sum(row.seconds for row in found.projects)


@given(st.dates(date(1971, 1, 4), date(9998, 12, 27)))
def test_weeks_are_named_as_the_calendar_names_them(day: date) -> None:
    year, number, weekday = day.isocalendar()
    monday = day - timedelta(days=weekday - 1)
    name = f"{year}-W{number:02d}"
    assert week_name((monday.year, monday.month, monday.day)) == name
    assert date(*monday_of(name)) == date(*monday_of(name.lower())) == monday
    assert step_week(step_week(name, -3), 3) == name


@pytest.mark.parametrize("name", ["", "48", "2026", "2026-48", "2026-Wxx", "2026-W²", "20261-W01"])
def test_what_is_no_week_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="is no week; write it like 2026-W48"):
        monday_of(name)


@pytest.mark.parametrize("name", ["2026-W00", "2026-W54", "2025-W53", "1970-W01", "0001-W01"])
def test_a_week_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(Refused, match=r"has no week|out of reach"):
        monday_of(name)


def test_a_week_may_be_written_short() -> None:
    assert monday_of("2026-w1") == monday_of(" 2026-W01 ") == (2025, 12, 29)
    assert step_week("2026-W53", 1) == "2027-W01"


def test_a_part_of_a_second_is_not_lost_between_entries(sqlite_ledger: Ledger) -> None:
    half = SECOND // 2
    with sqlite_ledger.write() as work:
        task_id = add_task(work, "task")
        start = moment("2026-11-24 09:00")
        add(work, task_id, start, start + HOUR + half)
        add(work, task_id, start + 2 * HOUR, start + 3 * HOUR + half)
        assert week(work).seconds == 7201
