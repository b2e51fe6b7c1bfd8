"""What every screen shows, read from the ledger in one consistent look."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reports.week import week
from store.ledger import Ledger
from store.presence import can_undo, has_earlier_timer, is_connected
from store.records import Connection, TimerStatus, Week
from store.timer import status

if TYPE_CHECKING:
    from pathlib import Path


class Facts(NamedTuple):
    """What runs, the week in view, and how the connections are. `number` tells changes apart.

    `polled` does so for what whoever polls writes beside the ledger: see `store.health`.
    `resumable` and `undoable` tell whether there is something to go on with or to take back.
    """

    status: TimerStatus
    week: Week
    connected: bool
    connections: tuple[Connection, ...] = ()
    number: int = 0
    resumable: bool = True
    undoable: bool = True
    polled: int = 0


def read_facts(ledger: Ledger, week_name: str | None, target_seconds: int) -> Facts:
    """Read what every screen shows, on the quick path: the connections are read by themselves."""
    number = ledger.changed()
    with ledger.read() as work:
        return Facts(
            status(work),
            week(work, week_name, target_seconds),
            is_connected(work),
            number=number,
            resumable=has_earlier_timer(work),
            undoable=can_undo(work),
        )


def with_connections(facts: Facts, ledger: Ledger, health: Path, lock: Path) -> Facts:
    """Add how the connections are; the ledger has to be opened the full way.

    `health` is the file of whoever polls them, who holds `lock`.
    """
    from store.connections import connections
    from store.health import with_health

    with ledger.read() as work:
        found = connections(work)
    return facts._replace(connections=tuple(with_health(found, health, lock, ledger.clock.wall())))
