"""One of the accounts: its world, which changes and fails, and what Ayron holds of it."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bench.week.faults import HANGING, fault_of, told_pause
from bench.week.watch import WeekClock
from bench.week.witness import Witness
from store.clock import SECOND
from store.ledger import Ledger
from sync.facts import SyncOutcome
from tests.clock import BERLIN
from tests.sync.worlds import Seen, World

CHANGES = {
    "rename": 30,
    "due": 20,
    "complete": 20,
    "add": 15,
    "reopen": 6,
    "give away": 6,
    "take": 5,
    "move": 6,
    "place": 3,
    "drop": 3,
    "cancel": 2,
    "delete": 2,
    "undelete": 1,
    "archive": 1,
    "unarchive": 1,
    "trash": 1,
    "restore": 1,
    "hide": 1,
    "show": 1,
    "archive project": 0.2,
    "unarchive project": 0.3,
    "lock out": 0.1,
    "let in": 0.3,
}
"""What happens to tasks, and how often compared with the others."""
AT_WORK, AT_REST = 0.5, 0.03
"""Changes a minute in an office's hours, and at night and on the weekend."""


@dataclass(slots=True)
class Day:
    """What a day came to."""

    requests: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    polls: int = 0
    changes: int = 0
    rows: int = 0
    errors: int = 0
    behind: int = 0
    earned: int = 0


@dataclass(slots=True)
class Trouble:
    """A fault that was met: how many polls told of it, and how soon all was well afterwards."""

    name: str
    over_at: int
    told: int = 0
    sentence: str = ""
    seconds: int | None = None


class Account:
    """Lets its world change and fail, and compares."""

    def __init__(self, name: str, world: World, clock: WeekClock) -> None:
        self.name = name
        self.world = world
        self.connection_id = ""
        self.witness = Witness(world.server)
        self.days: list[Day] = [Day()]
        self.troubles: list[Trouble] = []
        self.fault: str | None = None
        self._clock = clock
        self._chance = random.Random(name)
        self._kinds = [each for each in CHANGES if each in world.changes]
        self._equal = False

    @property
    def recovering(self) -> bool:
        """Whether a fault is over and not all is well again."""
        return bool(self.troubles) and self.troubles[-1].seconds is None and not self.fault

    @property
    def was_refused(self) -> bool:
        """Whether requests were refused for being too many, without an order to do so."""
        return any(day.earned for day in self.days)

    def change(self, minutes: float) -> None:
        """Let happen what happens in so many minutes; nothing while it recovers from a fault."""
        if self.recovering:
            return
        expected = minutes * (AT_WORK if _is_working(self._clock.wall()) else AT_REST)
        while self._chance.random() < expected:
            weights = [CHANGES[each] for each in self._kinds]
            kind = self._chance.choices(self._kinds, weights)[0]
            self.world.change(kind, self._chance.randrange(1_000_000))
            self.days[-1].changes += 1
            self._equal = False
            expected -= 1

    def begin_trouble(self, name: str) -> None:
        """Let things go wrong."""
        self.fault, self._equal = name, False
        self.world.server.fail(fault_of(name, self.world.list_path))
        self.troubles.append(Trouble(name, 0))
        self._clock.hurry(name in HANGING)

    def end_trouble(self) -> None:
        """Let everything go well again, once a pause that was told is over."""
        self.world.heal()
        self._clock.hurry(False)
        assert self.fault is not None
        self.troubles[-1].over_at = self._clock.wall() + told_pause(self.fault) * SECOND
        self.fault = None

    def note(self, outcome: SyncOutcome, ledger: Ledger) -> None:
        """Take down how a poll went, and whether the mirror equals the truth after it."""
        day = self.days[-1]
        day.polls += 1
        day.rows += outcome.rows_written
        if outcome.error:
            day.errors += 1
            if self.troubles:
                self.troubles[-1].told += 1
                self.troubles[-1].sentence = outcome.error
        self._equal = self._equal or self.held(ledger) == self.world.truth()
        day.behind += not self._equal
        if self._equal and self.recovering:
            trouble = self.troubles[-1]
            trouble.seconds = max(0, self._clock.wall() - trouble.over_at) // SECOND

    def held(self, ledger: Ledger) -> dict[str, Seen]:
        """Read what the mirror holds as live."""
        with ledger.read() as work:
            found = work.rows(
                "SELECT remote_id, name, due_on, project_ids FROM remote_task"
                " WHERE connection_id = ? AND gone IS NULL",
                (self.connection_id,),
            )
        return {row[0]: Seen(row[1], row[2], tuple(row[3].split())) for row in found}

    def end_day(self) -> None:
        """Close the books of a day."""
        day, witness = self.days[-1], self.witness
        day.requests, day.bytes, day.earned = witness.requests, witness.bytes, witness.earned
        witness.forget()
        self.days.append(Day())


def _is_working(now: int) -> bool:
    local = datetime.fromtimestamp(now / SECOND, ZoneInfo(BERLIN))
    return local.weekday() < 5 and 8 <= local.hour < 18
