"""Entries: one day's timeline, edited in place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import ClassVar

from textual.getters import query_one
from textual.widget import Widget

from screens.entry_flows import EntryFlows
from screens.facts import Facts
from screens.timeline_pane import TimelinePane
from store import entries
from store.clock import SECOND
from store.local_time import Date, add_days, date_of, day_start, duration_text
from store.records import Entry
from store.work import Work


class Entries(EntryFlows):
    """A day; `[` and `]` go to others."""

    PLACE: ClassVar[str] = "entries"
    CSS_PATH = "entries.tcss"
    AUTO_FOCUS = "EntryList"

    pane = query_one(TimelinePane)
    """Around the list."""
    _day: Date | None = None

    def compose_place(self) -> Iterator[Widget]:
        """Give the day the whole screen."""
        yield TimelinePane()

    @property
    def day(self) -> Date:
        """The day in view; today unless another was chosen."""
        return self._day or date_of(self.host.clock.wall())

    def show(self, facts: Facts) -> None:
        """Show nothing but what `reload` reads: the facts hold no entries."""

    def reload(self) -> None:
        """Read the day."""
        start, end = day_start(self.day), day_start(add_days(self.day, 1))

        def read(work: Work) -> list[Entry]:
            return entries.entries(work, start, end)

        self.host.look(read, lambda found: self._show_day(found, start, end), "day")

    def _show_day(self, found: list[Entry], start: int, end: int) -> None:
        if start != day_start(self.day):
            return
        self.timeline.show_entries(found)
        self._write_head()
        self.pane.foot(_count(found), "[ ] other days")
        self.show_hints()

    def tick(self, now: int) -> None:
        """Let the running entry and the day's total grow."""
        self.timeline.tick(now)
        self._write_head()

    def _write_head(self) -> None:
        """Write which day it is and what it adds up to."""
        start, end = day_start(self.day), day_start(add_days(self.day, 1))
        shown = [row for row in self.timeline.rows if isinstance(row, Entry)]
        worked = sum(_within(entry, start, end, self.timeline.now) for entry in shown) // SECOND
        self.pane.head(day_text(self.day), duration_text(worked))

    def day_of_new(self) -> Date:
        """Write a new entry on the day in view."""
        return self.day

    def do_dates_back(self) -> None:
        """Show the day before."""
        self._go_to(add_days(self.day, -1))

    def do_dates_forward(self) -> None:
        """Show the day after."""
        self._go_to(add_days(self.day, 1))

    def do_dates_now(self) -> None:
        """Show today."""
        self._go_to(None)

    def _go_to(self, day: Date | None) -> None:
        self._day = day
        self.leave_editor()
        self.reload()


def day_text(day: Date) -> str:
    """Write a date out: Friday 27 November 2026."""
    local = time.localtime(day_start(day) // SECOND + 43_200)
    return time.strftime(f"%A {day[2]} %B %Y", local)


def _within(entry: Entry, start: int, end: int, now: int) -> int:
    stopped = now if entry.stopped_at is None else entry.stopped_at
    return max(0, min(stopped, end) - max(entry.started_at, start))


def _count(found: list[Entry]) -> str:
    if not found:
        return "nothing tracked on this day"
    return "1 entry" if len(found) == 1 else f"{len(found)} entries"
