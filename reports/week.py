"""The week: hours per day and per project, from the entries alone.

Time is counted on the day and in the week it was worked, so an entry across midnight is split.
A day's time is cut at the first instant of the next local date.
"""

from __future__ import annotations

from store.clock import SECOND
from store.errors import Refused
from store.local_time import Date, add_days, date_of, day_start, iso_date, weekday
from store.records import Week, WeekProject
from store.spans import spans_between
from store.subject import internal_projects, project_names
from store.text import clean
from store.work import Work

WEEK_TARGET = 40 * 3600


def week(work: Work, name: str | None = None, target_seconds: int = WEEK_TARGET) -> Week:
    """Report one ISO week (`2026-W48`), this one where no name is given."""
    now = work.now()
    monday = monday_of(name) if name else _monday(date_of(now))
    dates = [add_days(monday, day) for day in range(7)]
    edges = [day_start(date) for date in dates] + [day_start(add_days(monday, 7))]
    days = [0] * 7
    projects: dict[str | None, list[int]] = {}
    internal = internal_projects(work)
    running_day, running_project = None, None
    for started, stopped, project_id, billable in spans_between(work, edges[0], edges[7]):
        spent = _by_day(edges, started, now if stopped is None else stopped)
        total = sum(spent)
        runs = stopped is None and edges[0] <= now < edges[7]
        if not (total or runs):
            continue
        days = [sum(pair) for pair in zip(days, spent, strict=True)]
        sums = projects.setdefault(project_id, [0, 0])
        sums[0] += total
        sums[1] += 0 if project_id in internal else total * billable
        if runs:
            running_day = dates.index(date_of(now))
            running_project = project_id
    return Week(
        week_name(monday),
        tuple((iso_date(date), spent // SECOND) for date, spent in zip(dates, days, strict=True)),
        sum(days) // SECOND,
        sum(sums[1] for sums in projects.values()) // SECOND,
        target_seconds,
        _week_projects(work, projects),
        *(edges[0], edges[7], now, running_day, running_project),
    )


def monday_of(name: str) -> Date:
    """Find the Monday of a week written as 2026-W48."""
    year, _separator, number = name.strip().upper().partition("-W")
    digits = year + number
    if not (len(year) == 4 and len(number) in (1, 2) and digits.isascii() and digits.isdecimal()):
        raise Refused(f"“{clean(name)}” is no week; write it like 2026-W48.")
    if not 1970 < int(year) < 9999:
        raise Refused(f"{year} is out of reach; give a year from 1971 to 9998.")
    fourth = (int(year), 1, 4)  # always in week 1
    monday = add_days(fourth, -weekday(fourth) + 7 * (int(number) - 1))
    if week_name(monday) != f"{year}-W{int(number):02d}":
        raise Refused(f"{year} has no week {int(number)}.")
    return monday


def week_name(monday: Date) -> str:
    """Name the ISO week that begins on a Monday."""
    thursday = add_days(monday, 3)
    first = (thursday[0], 1, 4)
    start = add_days(first, -weekday(first))
    number = 1
    while add_days(start, 7 * number) <= monday:
        number += 1
    return f"{thursday[0]:04d}-W{number:02d}"


def step_week(name: str, weeks: int) -> str:
    """Name the week that lies some weeks after another."""
    return week_name(add_days(monday_of(name), 7 * weeks))


def _monday(date: Date) -> Date:
    return add_days(date, -weekday(date))


def _by_day(edges: list[int], started: int, ended: int) -> list[int]:
    return [max(0, min(ended, edges[day + 1]) - max(started, edges[day])) for day in range(7)]


def _week_projects(work: Work, sums: dict[str | None, list[int]]) -> tuple[WeekProject, ...]:
    names = project_names(work)
    found = [
        WeekProject(
            *(project_id, *names.get(project_id, (None, None))),
            *(total // SECOND, billable // SECOND),
        )
        for project_id, (total, billable) in sums.items()
    ]
    return tuple(sorted(found, key=lambda row: (-row.seconds, row.project or "")))
