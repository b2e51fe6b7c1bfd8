"""Time added up by the database: by project, person, billable or not, and whatever else is asked.

A period is the stretch between two edges, instants at which something such as a rate changes;
time belongs to the period in which its entry started. Sums are in microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from store.clock import DAY
from store.work import Work

Condition = tuple[str, tuple[object, ...]]


class TimeSum(NamedTuple):
    """Time of one person on one project in one period; `keys` are what else was asked for."""

    project_id: str | None
    owner: str
    billable: int
    period: int
    keys: tuple[str | None, ...]
    spent: int


class Span(NamedTuple):
    """A half-open stretch of time: what entries have outside of it is not counted."""

    from_at: int
    to_at: int


EVERYBODY: Condition = ("1 = 1", ())


def time_sums(
    work: Work,
    edges: Sequence[int],
    keys: Sequence[str] = (),
    span: Span | None = None,
    condition: Condition = EVERYBODY,
) -> list[TimeSum]:
    """Add up the time of entries that meet a condition, the running ones up to now.

    `keys` are columns of `entry` to tell apart as well; the condition is SQL with its values.
    """
    # An expression, so that SQLite reads the table once instead of hopping along an index.
    columns = ", ".join(["COALESCE(project_id, '')", "owner", "billable", _period(edges), *keys])
    places = ", ".join(str(place) for place in range(1, 5 + len(keys)))
    now, found = work.now(), list[TimeSum]()
    for where, values in _parts(work, now, span):
        rows = work.rows(
            f"SELECT {columns}, SUM({_spent(now, span)}) FROM entry"
            f" WHERE {condition[0]} AND {where} GROUP BY {places}",
            (*condition[1], *values),
        )
        found += [
            TimeSum._make((row[0] or None, *row[1:4], tuple(row[4:-1]), int(row[-1])))
            for row in rows
        ]
    return found


def mine(work: Work, span: Span | None) -> Condition:
    """Ask for one's own entries alone, by the index of their starts where that narrows it down."""
    return "owner = ?" if span else "owner || '' = ?", (work.owner,)


def _parts(work: Work, now: int, span: Span | None) -> list[Condition]:
    """Find the entries by the same indexes as `store.spans`: what is recent, long, or running."""
    real = ("COALESCE(stopped_at, ?) > started_at", (now,))
    if span is None:
        return [real]
    early = span.from_at - DAY
    begun = f"started_at >= ? AND started_at < ? AND {real[0]} AND COALESCE(stopped_at, ?) > ?"
    long = "started_at < ? AND stopped_at - started_at > 86400000000 AND stopped_at > ?"
    still = "SELECT id FROM entry WHERE stopped_at IS NULL AND started_at + 0 < ?"
    running = [key for (key,) in work.rows(still, (early,)) if now > span.from_at]
    found: list[Condition] = [
        (begun, (early, span.to_at, now, now, span.from_at)),
        (long, (early, span.from_at)),
    ]
    if running:
        found.append((f"id IN ({', '.join('?' * len(running))})", tuple(running)))
    return found


def _spent(now: int, span: Span | None) -> str:
    """Say in SQL how long an entry is; the numbers are our own, so they can stand in it."""
    ended = f"COALESCE(stopped_at, {now:d})"
    if span is None:
        return f"{ended} - started_at"
    start, end = span
    return (
        f"CASE WHEN {ended} < {end:d} THEN {ended} ELSE {end:d} END"
        f" - CASE WHEN started_at > {start:d} THEN started_at ELSE {start:d} END"
    )


def _period(edges: Sequence[int], first: int = 0) -> str:
    """Say in SQL how many edges lie behind a start, in as few comparisons as can be."""
    if not edges:
        return f"CAST({first:d} AS BIGINT)"
    middle = len(edges) // 2
    before, after = edges[:middle], edges[middle + 1 :]
    return (
        f"CASE WHEN started_at < {edges[middle]:d} THEN {_period(before, first)}"
        f" ELSE {_period(after, first + middle + 1)} END"
    )
