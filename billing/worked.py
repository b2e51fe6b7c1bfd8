"""Time on projects and their stages, with what it is worth and what it costs, summed by SQL.

The database groups by what a rate can depend on, so that a million entries come as a few rows:
project, stage, person, billable or not, and the span of time in which no rate changes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from billing.money import exponent
from billing.rates import RateBook
from store.clock import HOUR, SECOND
from store.dates import FIRST_DATE
from store.work import Work

Place = tuple[str, str | None]
"""A project, and a stage of it or None."""


@dataclass(slots=True)
class Worked:
    """Sums over entries. Times are in microseconds, money in minor units, exact.

    `value` is that of billable time with a rate, `cost` that of all time with a cost rate;
    what has no rate is in `missing`, by kind of rate and person, and in neither.
    """

    spent: int = 0
    billable: int = 0
    value: Fraction = Fraction(0)
    cost: Fraction = Fraction(0)
    missing: dict[tuple[Literal["bill", "cost"], str], int] = field(default_factory=dict)

    @property
    def seconds(self) -> int:
        """The whole seconds of all time."""
        return self.spent // SECOND

    @property
    def billable_seconds(self) -> int:
        """The whole seconds of billable time."""
        return self.billable // SECOND

    def costed(self) -> int:
        """Count the microseconds that have a cost."""
        return self.spent - sum(time for (kind, _), time in self.missing.items() if kind == "cost")

    def valued(self) -> int:
        """Count the billable microseconds that have a value."""
        return self.billable - sum(
            time for (kind, _), time in self.missing.items() if kind == "bill"
        )

    def take(self, other: Worked) -> None:
        """Add other sums to these."""
        self.spent += other.spent
        self.billable += other.billable
        self.value += other.value
        self.cost += other.cost
        for key, time in other.missing.items():
            self.missing[key] = self.missing.get(key, 0) + time


def worked(
    work: Work, as_of: int, book: RateBook, project_id: str | None = None
) -> dict[Place, Worked]:
    """Sum the time of everybody by project and stage; what runs counts up to `as_of`."""
    projects = {
        key: (client_id, kind)
        for key, client_id, kind in work.rows("SELECT id, client_id, kind FROM project")
    }
    days = [FIRST_DATE, *book.edges()]
    found: dict[Place, Worked] = defaultdict(Worked)
    for place, person, billable, period, time in _grouped(work, as_of, book.instants(), project_id):
        client_id, kind = projects[place[0]]
        earns = bool(billable) and kind != "internal"
        key = (place[0], client_id, person, days[period])
        found[place].take(_valued(book, key, int(time), earns=earns))
    return dict(found)


def _grouped(
    work: Work, as_of: int, edges: list[int], project_id: str | None
) -> list[tuple[Place, str, int, int, int]]:
    """Let the database sum the time between the days on which rates change."""
    branches = "".join(
        f" WHEN entry.started_at < {int(edge)} THEN {place}" for place, edge in enumerate(edges)
    )
    period = f"CASE{branches} ELSE {len(edges)} END" if edges else "0"
    where = "entry.project_id = ?" if project_id else "entry.project_id IS NOT NULL"
    rows = work.rows(
        "SELECT entry.project_id, stage_task.stage_id, entry.owner, entry.billable,"
        f" {period} AS period,"
        " SUM(CASE WHEN stopped_at IS NULL AND started_at > ? THEN 0"
        " ELSE COALESCE(stopped_at, ?) - started_at END)"
        " FROM entry LEFT JOIN stage_task ON stage_task.owner = entry.owner"
        " AND stage_task.task_id = entry.task_id"
        f" WHERE {where} GROUP BY entry.project_id, stage_task.stage_id, entry.owner,"
        " entry.billable, period",
        (as_of, as_of, *([project_id] if project_id else [])),
    )
    return [((row[0], row[1]), *row[2:]) for row in rows]


def _valued(
    book: RateBook, key: tuple[str, str | None, str, str], time: int, *, earns: bool
) -> Worked:
    """Value a span of time of one person under one rate."""
    sums = Worked(spent=time, billable=time if earns else 0)
    cost = book.cost(*key)
    if cost is None:
        sums.missing["cost", key[2]] = time
    else:
        sums.cost = priced(time, Fraction(cost.amount), cost.currency)
    if not earns:
        return sums
    bill = book.bill(*key)
    if bill is None:
        sums.missing["bill", key[2]] = time
    else:
        sums.value = priced(time, Fraction(bill.amount), bill.currency)
    return sums


def priced(time: int, amount: Fraction, currency: str) -> Fraction:
    """Multiply microseconds by what an hour is worth, in minor units, without rounding."""
    return Fraction(time, HOUR) * amount * int(10 ** exponent(currency))
