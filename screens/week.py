"""Week: the report in full, and every entry behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.containers import Container
from textual.getters import query_one
from textual.widget import Widget

from screens.entry_flows import EntryFlows
from screens.facts import Facts
from screens.timeline_pane import TimelinePane
from screens.worth import WithWorth
from store import entries
from store.local_time import Date, add_days, date_of, day_start
from store.records import Entry, Week
from store.work import Work
from widgets.drawing.week import DAYS
from widgets.entry_list import DayHeading
from widgets.week import WeekPane


class WeekPlace(WithWorth, EntryFlows):
    """A week; `[` and `]` go to others."""

    PLACE: ClassVar[str] = "week"
    CSS_PATH = "week.tcss"
    AUTO_FOCUS = "EntryList"

    report = query_one(WeekPane)
    """Hours by day and by project."""
    pane = query_one(TimelinePane)
    """Around the entries."""
    _shown: Week | None = None

    def compose_place(self) -> Iterator[Widget]:
        """Put the report beside its entries."""
        with Container(id="week"):
            yield WeekPane()
            yield TimelinePane()

    def show(self, facts: Facts) -> None:
        """Show the week."""
        self.report.today = self.host.today
        self.report.running = facts.status.entry
        self.report.week = facts.week
        self._shown = facts.week

    def reload(self) -> None:
        """Read the entries of the week in view."""
        week = self._shown
        if week is None:
            return

        def read(work: Work) -> list[Entry]:
            return entries.entries(work, week.starts_at, week.ends_at)

        self.host.look(read, lambda found: self._show_entries(week, found), "week")

    def _show_entries(self, week: Week, found: list[Entry]) -> None:
        if week is not self._shown:
            return
        self.timeline.show_entries(_by_day(week, found))
        self.pane.head("Entries")
        self.show_hints()
        self.pane.foot(f"{len(found)} this week" if found else "nothing tracked in this week")

    def tick(self, now: int) -> None:
        """Let the running entry and its day grow."""
        self.report.now = now
        self.timeline.tick(now)
        facts = self.host.facts
        self.want_worth(facts.week, facts.status.entry, now)

    def week_pane(self) -> WeekPane:
        """Return the pane of the week."""
        return self.report

    def day_of_new(self) -> Date:
        """Write a new entry on the day of the selected one."""
        entry = self.timeline.entry
        return date_of(entry.started_at if entry else self.host.clock.wall())


def _by_day(week: Week, found: list[Entry]) -> list[Entry | DayHeading]:
    """Put the entries under their days; one that began the week before stands on Monday."""
    rows: list[Entry | DayHeading] = []
    monday = date_of(week.starts_at)
    for index, (_date, seconds) in enumerate(week.days):
        day = add_days(monday, index)
        end = day_start(add_days(day, 1))
        begun = day_start(day) if index else week.starts_at - 10**18
        mine = [entry for entry in found if begun <= entry.started_at < end]
        if mine:
            running = next((entry for entry in mine if entry.stopped_at is None), None)
            rows.append(DayHeading(f"{DAYS[index]} {day[2]}", seconds, week.now, running))
            rows.extend(mine)
    return rows
