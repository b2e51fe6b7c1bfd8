"""What a row of a timeline says: when, how long, on what, and what is odd about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import cell_len

from store.local_time import clock_text, duration_text
from store.records import Entry
from widgets.drawing.cells import one_row
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.drawing.tasks import GLYPHS

FLAGS = {"clock": "clock changed", "overlap": "overlaps", "long": "very long"}
MARKS = {"clock": "! clock", "overlap": "! overlap", "long": "! long"}
GAP = 2
ID_LENGTH = 36
_BEFORE = 24
"""Cells of the cursor, the times, the duration and the glyph."""
_NARROW = 90
"""In rows of fewer cells one mark is written out, and the others are counted."""
_SHORT_MARKS = len("! overlap +1")
_LEAST_TASK, _LEAST_PLACE, _LEAST_NOTE = 14, 10, 6


class Widths(NamedTuple):
    """Cells of the columns after the glyph, gaps not counted in."""

    task: int = 0
    place: int = 0
    note: int = 0
    marks: int = 0


def widest(entries: Iterable[Entry]) -> Widths:
    """Measure what some entries say."""
    rows = [(row.task, _place(row), row.note, marks(row, width=99)) for row in entries]
    columns = zip(*rows, strict=True)
    widths = [max(cell_len(one_row(text)) for text in column) for column in columns]
    return Widths(*widths)


def share_out(wanted: Widths, width: int) -> Widths:
    """Fit columns into rows of some width, the same ones into every row."""
    note, marked = wanted.note, wanted.marks
    if width < _NARROW:
        marked = min(marked, _SHORT_MARKS)
    room = width - _BEFORE - (marked + GAP if marked else 0)
    place = wanted.place
    if wanted.task + place + note + 2 * GAP > room:
        place = min(place, max(_LEAST_PLACE, room // 3))
        note = min(note, max(room // 4, room - wanted.task - place - 2 * GAP))
        note = min(note, room - place - min(wanted.task, _LEAST_TASK) - 2 * GAP)
        note = note if note >= _LEAST_NOTE else 0
    # What is left over goes to the right, so that the columns stay close together.
    task = min(room - place - GAP - (note + GAP if note else 0), wanted.task)
    note = room - task - place - 2 * GAP if note else 0
    return Widths(task, place, note, marked)


def entry_words(entry: Entry, spent: str) -> str:
    """Say an entry in words."""
    odd = [FLAGS.get(flag, flag) for flag in entry.flags]
    if not entry.billable:
        odd.append("not billable")
    if entry.invoice:
        odd.append("on a draft" if _is_draft(entry.invoice) else f"on invoice {entry.invoice}")
    words = (span(entry), spent, entry.task, entry.project, entry.note, " · ".join(odd))
    return " ".join(word for word in words if word)


def draw_entry(entry: Entry, spent: str, widths: Widths, line: Line, pen: Pen) -> None:
    """Draw an entry."""
    line.put(pen.cursor)
    line.column(span(entry), 12)
    line.right(spent, 6).gap(2)
    line.column(GLYPHS.get(entry.source, "?"), 2, pen.muted)
    line.column(entry.task, widths.task).gap(GAP)
    line.column(_place(entry), widths.place, pen.muted)
    if widths.note:
        line.gap(GAP).column(entry.note, widths.note, pen.muted)
    line.gap(line.left - widths.marks)
    line.put(marks(entry, widths.marks), pen.warning if entry.flags else pen.muted)


def span(entry: Entry) -> str:
    """Write from when to when."""
    if entry.stopped_at is None:
        return f"{clock_text(entry.started_at)}–now ●"
    return f"{clock_text(entry.started_at)}–{clock_text(entry.stopped_at)}"


def marks(entry: Entry, width: int) -> str:
    """Say in a glyph and a word what is odd about an entry; count what does not fit."""
    words = [MARKS.get(flag, f"! {flag}") for flag in entry.flags]
    if not entry.billable:
        words.append("no bill")
    if entry.invoice:
        words.append("draft" if _is_draft(entry.invoice) else "billed")
    said = " ".join(words)
    return said if len(said) <= width else f"{words[0]} +{len(words) - 1}"


def spent_text(entry: Entry, now: int) -> str:
    """Write how long an entry has been, as 4:10."""
    return duration_text(entry.seconds(max(now, entry.started_at)))


def _is_draft(invoice: str) -> bool:
    """Tell the id of a draft from the number of an invoice."""
    return len(invoice) == ID_LENGTH and invoice.count("-") == 4


def _place(entry: Entry) -> str:
    return entry.project or "–"
