"""What a row of the picker says: the task, where it belongs, when it is due, its hours."""

from __future__ import annotations

import time
from functools import lru_cache

from store.local_time import duration_text
from store.records import Candidate
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.drawing.sections import CreateRow, Heading, Row, TaskRow

GLYPHS = {"asana": "A", "linear": "L", "ayron": "●"}
REASONS = {
    "completed": "completed",
    "reassigned": "reassigned",
    "gone": "gone",
    "no_access": "no access",
    "disconnected": "disconnected",
    "off": "off",
}
_ROOMY = 76
_TIGHT = 36


def display_name(task: Candidate) -> str:
    """Write a task's name as the list shows it: with its identifier, where it has one."""
    return f"{task.identifier} {task.name}" if task.identifier else task.name


def due_text(due_on: str | None, today: str) -> str:
    """Say when a task is due, as seen from today (both ISO dates)."""
    if not due_on or not today:
        return ""
    due, now = _noon(due_on), _noon(today)
    days = round((time.mktime(due) - time.mktime(now)) / 86_400)
    day = f"{due.tm_mday} {time.strftime('%b', due)}"
    if due.tm_year != now.tm_year:
        day += f" {due.tm_year}"
    if days < 0:
        return f"late {day}"
    if days == 0:
        return "due today"
    return f"due {time.strftime('%a', due)}" if days < 7 else f"due {day}"


def row_words(row: Row, today: str) -> str:
    """Say a row in words."""
    if isinstance(row, Heading):
        return row.text
    if isinstance(row, CreateRow):
        return _create_text(row)
    task = row.task
    context = _context(task, today, alone=True)
    return " ".join(filter(None, (GLYPHS.get(task.source, "?"), display_name(task), context)))


def draw_row(row: Row, today: str, line: Line, pen: Pen) -> None:
    """Draw a heading, an offer or a task."""
    if isinstance(row, Heading):
        line.put(row.text, pen.heading)
        return
    line.put(pen.cursor, pen.plain)
    if isinstance(row, CreateRow):
        line.put(_create_text(row), pen.accent)
    else:
        _draw_task(row, today, line, pen)


def _draw_task(row: TaskRow, today: str, line: Line, pen: Pen) -> None:
    task, dormant = row.task, row.task.link == "dormant"
    line.column(GLYPHS.get(task.source, "?"), 2, pen.muted)
    place, context = _widths(line.left)
    shown = display_name(task)
    style = pen.muted if dormant else pen.plain
    width = line.left - place - context - 8
    line.marked(shown, _hits(row.query, shown), width, style, pen.mark).gap(1)
    if place:
        line.column(_place(task), place - 1, pen.muted).gap(1)
    if context:
        text = _context(task, today, alone=not place)
        late = _late(task, today) and not dormant
        line.right(text, context, pen.warning if late else pen.muted)
    line.right(duration_text(task.seconds) if task.seconds else "", line.left)


def _widths(room: int) -> tuple[int, int]:
    if room >= _ROOMY:
        return max(18, room // 4), 13
    return (0, 0) if room < _TIGHT else (0, 12)


def _context(task: Candidate, today: str, *, alone: bool) -> str:
    """Say why a task sleeps, else when it is due, else its project."""
    if task.link == "dormant":
        return REASONS.get(task.reason or "", task.reason or "")
    due = due_text(task.due_on, today)
    return due or (_place(task) if alone and task.section != "project" else "")


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
def _noon(date: str) -> time.struct_time:
    year, month, day = (int(part) for part in date[:10].split("-"))
    return time.localtime(time.mktime((year, month, day, 12, 0, 0, 0, 0, -1)))


def _place(task: Candidate) -> str:
    return task.project or task.remote_project or ""


def _create_text(row: CreateRow) -> str:
    return f"+ create “{row.name}”" + (f" in {row.project}" if row.project else "")
