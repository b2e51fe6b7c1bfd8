"""The timeline of a day or a week: one row for each entry, under a heading for each day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from store.local_time import duration_text
from store.records import Entry
from widgets.drawing.entries import (
    Widths,
    draw_entry,
    entry_words,
    share_out,
    spent_text,
    widest,
)
from widgets.drawing.growth import growth
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.virtual_list import VirtualList


class DayHeading(NamedTuple):
    """A row that names a day and its total, which was made at `since` and grows with `running`."""

    text: str
    seconds: int
    since: int = 0
    running: Entry | None = None


class EntryList(VirtualList):
    """Shows entries; `now` lets the running one grow."""

    now: int = 0
    _widest = Widths()

    def is_heading(self, row: Any) -> bool:
        """Step over the headings."""
        return isinstance(row, DayHeading)

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self.current

    def show_entries(self, rows: Sequence[Entry | DayHeading]) -> None:
        """Show other entries, with the cursor on the same entry where it is still there."""
        self._widest = widest(row for row in rows if isinstance(row, Entry))
        entry = self.entry
        kept = [index for index, row in enumerate(rows) if entry and _same(row, entry)]
        self.show_rows(rows, kept[0] if kept else max(0, min(self.cursor, len(rows) - 1)))

    def tick(self, now: int) -> None:
        """Let the running entry and its day grow."""
        before, self.now = self.now, now
        for index, row in enumerate(self.rows):
            if self._spent(row, before) != self._spent(row, now):
                self.refresh_line(index)

    def row_text(self, row: Any) -> str:
        """Say a row in words."""
        spent = self._spent(row, self.now)
        return f"{row.text} {spent}" if isinstance(row, DayHeading) else entry_words(row, spent)

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw a heading or an entry."""
        spent = self._spent(row, self.now)
        if isinstance(row, DayHeading):
            line.column(row.text, min(14, line.left - 6), pen.heading)
            line.right(spent, 6, pen.heading)
        else:
            draw_entry(row, spent, share_out(self._widest, line.left), line, pen)

    def _spent(self, row: Entry | DayHeading, now: int) -> str:
        if isinstance(row, DayHeading):
            return duration_text(row.seconds + growth(row.running, row.since, now))
        return spent_text(row, now)


def _same(row: Entry | DayHeading, entry: Entry) -> bool:
    return isinstance(row, Entry) and row.id == entry.id
