"""Which rate holds: the most specific one in the project's currency, as of the day of the work.

Project and person win over project, then client and person, client, person, and the workspace.
Where there is none there is no value; it is missing, and said to be, and never zero.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from store.dates import parse_date
from store.local_time import day_start
from store.project_currencies import project_currencies
from store.rates import Kind, Rate, Scope, rates
from store.work import Work

Timeline = tuple[list[str], list[Rate | None]]


class RateBook:
    """All rates, read once. Dates are ISO texts."""

    def __init__(self, work: Work) -> None:
        self.currencies = project_currencies(work)
        self._rates: dict[tuple[Kind, Scope], list[Rate]] = defaultdict(list)
        for rate in rates(work):
            scope = Scope(rate.client_id, rate.project_id, rate.person)
            self._rates[rate.kind, scope].append(rate)
        self._timelines: dict[tuple[Kind, str | None, str | None, str], Timeline] = {}

    def bill(
        self, project_id: str | None, client_id: str | None, person: str, date: str
    ) -> Rate | None:
        """Find what an hour of a person is billed at on a day; None where that is missing."""
        return self._find("bill", project_id, client_id, person, date)

    def cost(
        self, project_id: str | None, client_id: str | None, person: str, date: str
    ) -> Rate | None:
        """Find what an hour of a person costs on a day; None where that is missing."""
        return self._find("cost", project_id, client_id, person, date)

    def edges(self) -> list[str]:
        """List the days on which any rate begins, in order."""
        return sorted({rate.valid_from for found in self._rates.values() for rate in found})

    def instants(self) -> list[int]:
        """List the first instants of those days."""
        return [day_start(parse_date(day)) for day in self.edges()]

    def _find(
        self, kind: Kind, project_id: str | None, client_id: str | None, person: str, date: str
    ) -> Rate | None:
        key = (kind, project_id, client_id, person)
        timeline = self._timelines.get(key)
        if timeline is None:
            timeline = self._timelines[key] = self._timeline(*key)
        days, found = timeline
        return found[bisect_right(days, date)]

    def _timeline(
        self, kind: Kind, project_id: str | None, client_id: str | None, person: str
    ) -> Timeline:
        """Work out for good which rate holds between one change and the next."""
        currency = self.currencies[project_id]
        levels = [
            [rate for rate in self._rates.get((kind, scope), ()) if rate.currency == currency]
            for scope in scopes(project_id, client_id, person)
        ]
        days = sorted({rate.valid_from for level in levels for rate in level})
        return days, [None, *(_holding(levels, day) for day in days)]


def visible_rates(work: Work) -> list[Rate]:
    """List the rates that one may see: an admin all of them, a member no other's, nor costs."""
    found = rates(work)
    if work.role == "admin":
        return found
    return [
        rate
        for rate in found
        if rate.person == work.owner or (rate.kind == "bill" and rate.person is None)
    ]


def scopes(project_id: str | None, client_id: str | None, person: str) -> Iterable[Scope]:
    """List what a rate may be for to hold for an entry, the most specific first."""
    if project_id:
        yield Scope(None, project_id, person)
        yield Scope(None, project_id, None)
    if client_id:
        yield Scope(client_id, None, person)
        yield Scope(client_id, None, None)
    yield Scope(None, None, person)
    yield Scope()


def _holding(levels: list[list[Rate]], day: str) -> Rate | None:
    """Take the newest rate of the first level that has one by then; levels are in order."""
    for level in levels:
        begun = [rate for rate in level if rate.valid_from <= day]
        if begun:
            return begun[-1]
    return None
