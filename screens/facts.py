"""What every screen shows, read from the ledger in one consistent look."""

from __future__ import annotations

from typing import NamedTuple

from store.ledger import Ledger
from store.records import Connection, TimerStatus, Week
from store.timer import status
from store.week import week


class Facts(NamedTuple):
    """What runs, the week in view, and how the connections are. `number` tells changes apart."""

    status: TimerStatus
    week: Week
    connections: tuple[Connection, ...] = ()
    number: int = 0


def first_facts(ledger: Ledger, target_seconds: int) -> Facts:
    """Read what the first frame shows, on the quick path."""
    number = ledger.changed()
    with ledger.read() as work:
        return Facts(status(work), week(work, None, target_seconds), (), number)


def read_facts(ledger: Ledger, week_name: str | None, target_seconds: int) -> Facts:
    """Read everything that every screen shows."""
    from store.connections import connections

    number = ledger.changed()
    with ledger.read() as work:
        return Facts(
            status(work),
            week(work, week_name, target_seconds),
            tuple(connections(work)),
            number,
        )
