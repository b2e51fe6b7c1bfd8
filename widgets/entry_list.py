"""The timeline of a day or a week: one row for each entry, under a heading for each day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rich.cells import cell_len

from store.local_time import clock_text, duration_text
from store.records import Entry
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.drawing.tasks import GLYPHS
from widgets.virtual_list import VirtualList

FLAGS = {"clock": "clock changed", "overlap": "overlaps", "long": "very long"}


class DayHeading(NamedTuple):
    """A row that names a day and its total."""

    text: str
    seconds: int


class EntryList(VirtualList):
    """Shows entries; `now` lets the running one grow."""

    now: int = 0
    _noted = False

    def is_heading(self, row: Any) -> bool:
        """Step over the headings."""
        return isinstance(row, DayHeading)

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self.current

    def show_entries(self, rows: Sequence[Entry | DayHeading]) -> None:
        """Show other entries, with the cursor on the same entry where it is still there."""
        self._noted = any(isinstance(row, Entry) and row.note for row in rows)
        entry = self.entry
        kept = [index for index, row in enumerate(rows) if entry and _same(row, entry)]
        self.show_rows(rows, kept[0] if kept else max(0, min(self.cursor, len(rows) - 1)))

    def tick(self, now: int) -> None:
        """Let the running entry grow."""
        minute_over = now // 60_000_000 != self.now // 60_000_000
        self.now = now
        for index, row in enumerate(self.rows if minute_over else ()):
            if isinstance(row, Entry) and row.stopped_at is None:
                self.refresh_line(index)

    def row_text(self, row: Any) -> str:
        """Say a row in words."""
        if isinstance(row, DayHeading):
            return f"{row.text} {duration_text(row.seconds)}"
        parts = (_span(row), self._length(row), row.task, row.project, row.note, _remarks(row))
        return " ".join(part for part in parts if part)

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw a heading or an entry."""
        if isinstance(row, DayHeading):
            line.column(row.text, min(16, line.left - 7), pen.heading)
            line.right(duration_text(row.seconds), 6, pen.heading)
            return
        line.put(pen.cursor)
        line.column(_span(row), 12)
        line.right(self._length(row), 6).gap(2)
        line.column(GLYPHS.get(row.source, "?"), 2, pen.muted)
        remarks = _remarks(row)
        place, note = (
            min(24, max(16, line.left // 4)),
            min(40, line.left // 4) if self._noted else 0,
        )
        about = max(cell_len(remarks), note)
        line.column(row.task, max(10, line.left - place - about - 1)).gap(1)
        line.column(row.project or "–", place - 1, pen.muted).gap(1)
        line.column(row.note, line.left - cell_len(remarks), pen.muted)
        line.put(remarks, pen.warning if row.flags else pen.muted)

    def _length(self, entry: Entry) -> str:
        return duration_text(entry.seconds(max(self.now, entry.started_at)))


def _same(row: Entry | DayHeading, entry: Entry) -> bool:
    return isinstance(row, Entry) and row.id == entry.id


def _span(entry: Entry) -> str:
    if entry.stopped_at is None:
        return f"{clock_text(entry.started_at)}–now ●"
    return f"{clock_text(entry.started_at)}–{clock_text(entry.stopped_at)}"


def _remarks(entry: Entry) -> str:
    words = [FLAGS.get(flag, flag) for flag in entry.flags]
    if not entry.billable:
        words.append("not billable")
    return (" " + " · ".join(words)) if words else ""
