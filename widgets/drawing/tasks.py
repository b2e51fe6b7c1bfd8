"""What a row of the picker says: the task, where it belongs, when it is due, its hours."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len

from store.local_time import duration_text
from store.records import Candidate
from widgets.drawing.cells import one_row
from widgets.drawing.columns import GAP, Columns, Texts, share_out
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.drawing.sections import CreateRow, Heading, Row, TaskRow

GLYPHS = {"asana": "A", "linear": "L", "ayron": "◦"}
RUNS = "●"
REASONS = {
    "completed": "completed",
    "reassigned": "reassigned",
    "gone": "gone",
    "no_access": "no access",
    "disconnected": "disconnected",
    "off": "off",
}
_BEFORE = 4
"""Cells of the cursor and of the glyph."""


class Outlook(NamedTuple):
    """What rows are seen with: the date, the task that runs, the scoped project's name."""

    today: str = ""
    running: str | None = None
    scope: str | None = None


def due_text(due_on: str | None, today: str) -> str:
    """Say when a task is due, as seen from today (both ISO dates)."""
    if not due_on or not today:
        return ""
    day, days = _day(due_on, today)
    if days < 0:
        return f"late {day}"
    return "due today" if days == 0 else f"due {day}"


def short_due_text(due_on: str | None, today: str) -> str:
    """Say the same where there is little room."""
    if not due_on or not today:
        return ""
    day, days = _day(due_on, today)
    if days < 0:
        return f"! {day}"
    return "today" if days == 0 else day


def row_words(row: Row, outlook: Outlook, *, selected: bool = False) -> str:
    """Say a row in words."""
    if isinstance(row, Heading):
        return row.text
    if isinstance(row, CreateRow):
        return _create_text(row)
    task = row.task
    words = (
        _glyph(task, outlook),
        task.title,
        _place(task, outlook, selected=selected, staged=True),
        _when(task, outlook, short=False),
        "running" if _runs(task, outlook) else "",
    )
    return " ".join(word for word in words if word)


def columns_of(rows: Iterable[Row], outlook: Outlook, width: int) -> Columns:
    """Lay out the columns for the rows in view; every row is `width` cells wide."""
    tasks = [row.task for row in rows if isinstance(row, TaskRow)]
    return share_out([_texts(task, outlook) for task in tasks], width - _BEFORE)


def draw_row(row: Row, outlook: Outlook, columns: Columns, line: Line, pen: Pen) -> None:
    """Draw a heading, an offer or a task."""
    if isinstance(row, Heading):
        line.put(row.text, pen.heading)
        return
    line.put(pen.cursor, pen.plain)
    if isinstance(row, CreateRow):
        line.put(_create_text(row), pen.accent)
    else:
        _draw_task(row, outlook, columns, line, pen)


def _draw_task(row: TaskRow, outlook: Outlook, columns: Columns, line: Line, pen: Pen) -> None:
    task, dormant = row.task, row.task.link == "dormant"
    line.column(_glyph(task, outlook), 2, pen.accent if _runs(task, outlook) else pen.muted)
    shown = task.title
    style = pen.muted if dormant else pen.plain
    width = line.left - columns.hours - columns.context - (GAP if columns.context else 0)
    line.marked(shown, _hits(row.query, shown), width, style, pen.mark)
    if columns.context:
        line.gap(GAP)
        _draw_context(task, outlook, columns, line, pen)
    line.right(_hours(task), line.left)


def _draw_context(
    task: Candidate, outlook: Outlook, columns: Columns, line: Line, pen: Pen
) -> None:
    """Draw where a task belongs and, at the right end of the same cells, when it is due."""
    when = _when(task, outlook, short=columns.short)
    due = min(cell_len(when), columns.context)
    selected = bool(pen.cursor.strip())
    place = _place(task, outlook, selected=selected, staged=columns.staged)
    room = columns.context - due
    line.column(place, max(0, room - 1), pen.muted).gap(min(1, room))
    late = _late(task, outlook.today) and task.link != "dormant"
    line.right(when, due, pen.warning if late else pen.muted)


def _texts(task: Candidate, outlook: Outlook) -> Texts:
    return Texts(
        cell_len(one_row(task.title)),
        cell_len(one_row(_place(task, outlook))),
        cell_len(one_row(_place(task, outlook, staged=True))),
        cell_len(_when(task, outlook, short=False)),
        cell_len(_when(task, outlook, short=True)),
        len(_hours(task)),
    )


def _glyph(task: Candidate, outlook: Outlook) -> str:
    return RUNS if _runs(task, outlook) else GLYPHS.get(task.source, "?")


def _runs(task: Candidate, outlook: Outlook) -> bool:
    return task.task_id is not None and task.task_id == outlook.running


def _place(
    task: Candidate, outlook: Outlook, *, selected: bool = False, staged: bool = False
) -> str:
    """Say where a task belongs; of the selected one, where its time will go instead.

    Below the scoped project's name it is enough to say how far the task is over there.
    """
    place: str = task.project or task.remote_project or ""
    if selected and outlook.scope not in (None, place):
        return f"→ {outlook.scope}"
    stage: str = task.remote_section or task.remote_state or ""
    if stage and place == outlook.scope:
        return stage
    return " · ".join(filter(None, (place, stage))) if staged else place


def _when(task: Candidate, outlook: Outlook, *, short: bool) -> str:
    """Say why a task sleeps, else when it is due."""
    if task.link == "dormant":
        return REASONS.get(task.reason or "", task.reason or "")
    return (short_due_text if short else due_text)(task.due_on, outlook.today)


def _hours(task: Candidate) -> str:
    return duration_text(task.seconds) if task.seconds >= 60 else ""


def _late(task: Candidate, today: str) -> bool:
    return bool(task.due_on and today and task.due_on[:10] < today)


@lru_cache(maxsize=512)
def _hits(query: str, shown: str) -> frozenset[int]:
    """Find the letters of a name to mark. The ranking was loaded by whoever ranked it."""
    if not query:
        return frozenset()
    from store.ranking import highlights

    return frozenset(highlights(query, shown))


@lru_cache(maxsize=512)
def _day(due_on: str, today: str) -> tuple[str, int]:
    """Name the day of a date as seen from today, and count the days until then."""
    due, now = _noon(due_on), _noon(today)
    days = round((time.mktime(due) - time.mktime(now)) / 86_400)
    if 0 < days < 7:
        return time.strftime("%a", due), days
    day = f"{due.tm_mday} {time.strftime('%b', due)}"
    return (day if due.tm_year == now.tm_year else f"{day} {due.tm_year}"), days


def _noon(date: str) -> time.struct_time:
    year, month, day = (int(part) for part in date[:10].split("-"))
    return time.localtime(time.mktime((year, month, day, 12, 0, 0, 0, 0, -1)))


def _create_text(row: CreateRow) -> str:
    return f"+ create “{row.name}”" + (f" in {row.project}" if row.project else "")
