"""The periods that an invoice is usually for."""

from __future__ import annotations

from store.local_time import Date, add_days, iso_date, weekday

Period = tuple[str, str, str, str]
"""A name, a title, and the first and the last day."""
ALL_TIME = "1970-01-01"
"""Stands for the day of the oldest time that is not billed."""


def periods(today: str) -> list[Period]:
    """List the usual periods as seen from a local day; what is open ends with that day."""
    now = _date(today)
    monday, first = add_days(now, -weekday(now)), (now[0], now[1], 1)
    before = add_days(first, -1)
    return [
        _period("this-week", "This week", monday, now),
        _period("last-week", "Last week", add_days(monday, -7), add_days(monday, -1)),
        _period("this-month", "This month", first, now),
        _period("last-month", "Last month", (before[0], before[1], 1), before),
        ("all", "All that is not billed yet", ALL_TIME, iso_date(now)),
    ]


def _period(name: str, title: str, first: Date, last: Date) -> Period:
    return name, title, iso_date(first), iso_date(last)


def _date(day: str) -> Date:
    year, month, date = day.split("-")
    return int(year), int(month), int(date)
