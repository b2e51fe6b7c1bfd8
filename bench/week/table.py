"""What came of the week, as tables for the page about the sync."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from bench.week.account import Account, Day
from bench.week.simulation import MONDAY_DATE

COLUMNS = (
    *("Day", "Changes there", "Polls", "Requests"),
    *("changed?", "events", "ids", "everything", "projects", "look-ups", "account"),
    *("Received", "Rows written", "Errors told", "Polls behind", "429 earned"),
)
KINDS = COLUMNS[4:11]
NAMES = {"changed?": "changes"}


def week_tables(accounts: Iterable[Account]) -> Iterator[str]:
    """Show each account's days and its troubles."""
    for account in accounts:
        yield f"### {account.name}\n\n"
        yield from _table(COLUMNS, _days(account))
        yield "\n"
        yield from _table(
            ("Fault", "Polls that told of it", "Well again after"), _troubles(account)
        )
        yield "\n"


def _days(account: Account) -> Iterator[tuple[str, ...]]:
    days = [day for day in account.days if day.polls]
    for number, day in enumerate(days):
        name = (MONDAY_DATE + timedelta(days=number)).strftime("%A")
        yield (name, *_figures(day))
    yield ("Week", *_figures(_sum(days)))


def _figures(day: Day) -> Iterator[str]:
    requests = day.requests
    yield from (f"{number:,}" for number in (day.changes, day.polls, requests.total()))
    yield from (f"{requests[NAMES.get(kind, kind)]:,}" for kind in KINDS)
    yield f"{day.bytes / 1e6:.1f} MB"
    yield from (f"{number:,}" for number in (day.rows, day.errors, day.behind, day.earned))


def _sum(days: list[Day]) -> Day:
    return Day(
        requests=sum((day.requests for day in days), Counter()),
        bytes=sum(day.bytes for day in days),
        polls=sum(day.polls for day in days),
        changes=sum(day.changes for day in days),
        rows=sum(day.rows for day in days),
        errors=sum(day.errors for day in days),
        behind=sum(day.behind for day in days),
        earned=sum(day.earned for day in days),
    )


def _troubles(account: Account) -> Iterator[tuple[str, ...]]:
    """Show each fault once, at its worst."""
    worst: dict[str, tuple[int, int]] = {}
    for trouble in account.troubles:
        seconds = trouble.seconds
        if seconds is not None:
            told, slowest = worst.get(trouble.name, (0, 0))
            worst[trouble.name] = max(told, trouble.told), max(slowest, seconds)
    for name, (told, seconds) in sorted(worst.items()):
        yield name, str(told), "the first poll" if not seconds else f"{seconds} s"


def _table(heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    heads = list(heads)
    yield f"| {' | '.join(heads)} |\n"
    yield f"|{'---|' * len(heads)}\n"
    for row in rows:
        yield f"| {' | '.join(row)} |\n"
