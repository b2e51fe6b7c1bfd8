"""totals: time and its value by project, client, task or day."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.invocation import Invocation
from billing.money import Money, major, shape
from billing.tally import Tally
from billing.time_totals import Total, totals
from store.errors import Refused
from store.local_time import add_days, day_start, duration_text
from store.moments import parse_date
from store.time_sums import Span

LAST = 253402300799 * 1_000_000
"""The end of the year 9999: everything lies before it."""


def show(invocation: Invocation) -> int:
    """Show one's own time and what it is worth."""
    options = invocation.options
    with invocation.ledger.read() as work:
        found = totals(work, options.by, _span(options, work.now()))
    lines = [_line(total) for total in found] or ["There is no time yet."]
    return invocation.answer([_shape(total) for total in found], lines)


def _span(options: argparse.Namespace, now: int) -> Span | None:
    if not (options.first or options.last):
        return None
    first = day_start(parse_date(options.first, now)) if options.first else 0
    last = day_start(add_days(parse_date(options.last, now), 1)) if options.last else LAST
    if first >= last:
        raise Refused("--from lies after --to.")
    return Span(first, last)


def _shape(total: Total) -> dict[str, Any]:
    tally = total.tally
    return {
        "key": total.key,
        "id": total.id,
        "project": total.project,
        "client": total.client,
        "seconds": tally.seconds,
        "billable_seconds": tally.billable_seconds,
        "value": shape(tally.value) if tally.value else None,
        "values": [shape(money) for money in _values(tally)],
        "missing_rate_seconds": tally.missing_seconds,
    }


def _values(tally: Tally) -> list[Money]:
    return [Money(tally.value_in(code), code) for code in sorted(tally.values)]


def _line(total: Total) -> str:
    tally = total.tally
    worth = ", ".join(f"{major(money):f} {money.currency}" for money in _values(tally))
    missing = f"{duration_text(tally.missing_seconds)} without a rate"
    notes = missing if tally.missing_seconds else ""
    name = total.key or "none"
    parts = [duration_text(tally.seconds), name, total.client or "", worth, notes]
    return "\t".join(parts).rstrip("\t")
