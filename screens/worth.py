"""Money beside the timer and the week: read after the first frame, where there are rates at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.clock import MINUTE
from store.ledger import Ledger
from store.records import Entry, Week
from widgets.week import WeekPane

if TYPE_CHECKING:
    from reports.worth import Worth
    from screens.host import Host

FIRST_LOOK = 0.8
"""Seconds after which money is read for the first time: what reads it takes a moment to load."""


class WithWorth:
    """Mixed into a place with a week pane; `show_worth` gets what was read."""

    host: Host
    worth: Worth | None = None
    _read_for: tuple[Any, ...] = ()
    _waits = False

    def week_pane(self) -> WeekPane:
        """Return the pane of the week."""
        raise NotImplementedError

    def show_worth(self) -> None:
        """Show what was read."""
        pane = self.week_pane()
        if self.worth is not None:
            pane.show_worth(self.worth.values, self.worth.open)

    def want_worth(self, week: Week, running: Entry | None, now: int) -> None:
        """Have the money read, unless it was for the same week, timer, minute and ledger."""
        key = (week.name, running, self.host.revision, now // MINUTE if running else 0)
        if key == self._read_for:
            return
        if key[:1] != self._read_for[:1]:
            self.week_pane().show_worth({}, "")
        self._read_for = key
        if self.worth is None and not self._waits:
            self._waits = True
            self.host.set_timer(FIRST_LOOK, self._read)
        elif not self._waits:
            self._read()

    def _read(self) -> None:
        self._waits = False
        asked, week = self._read_for, self.host.facts.week
        running = self.host.facts.status.entry

        def read(ledger: Ledger) -> Worth | None:
            with ledger.read() as work:
                if not work.row("SELECT 1 FROM rate LIMIT 1"):
                    return None
                from reports.worth import read_worth

                return read_worth(work, week.starts_at, week.ends_at, running)

        def take(found: Worth | None) -> None:
            if found is not None and asked == self._read_for:
                self.worth = found
                self.show_worth()

        self.host.study(read, take, f"worth {id(self)}")
