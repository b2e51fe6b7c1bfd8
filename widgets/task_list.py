"""The list of the picker: one row for each task, its place, when it is due, its hours."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from store.local_time import duration_text
from store.records import Candidate
from widgets.line import Line
from widgets.sections import CreateRow, Heading, TaskRow
from widgets.virtual_list import Pen, VirtualList

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
    due, now = date.fromisoformat(due_on[:10]), date.fromisoformat(today)
    days = (due - now).days
    day = f"{due.day} {due:%b}" + (f" {due.year}" if due.year != now.year else "")
    if days < 0:
        return f"late {day}"
    if days == 0:
        return "due today"
    return f"due {due:%a}" if days < 7 else f"due {day}"


class TaskList(VirtualList):
    """Shows `Sections` or ranked rows."""

    today: str = ""

    def is_heading(self, row: Any) -> bool:
        """Step over the headings."""
        return isinstance(row, Heading)

    def row_text(self, row: Any) -> str:
        """Say a row in words."""
        if isinstance(row, Heading):
            return row.text
        if isinstance(row, CreateRow):
            return _create_text(row)
        task = row.task
        parts = (GLYPHS.get(task.source, "?"), display_name(task), self._context_words(task, True))
        return " ".join(filter(None, parts))

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw a heading, an offer or a task."""
        if isinstance(row, Heading):
            line.put(row.text, pen.heading)
            return
        line.put(pen.cursor)
        if isinstance(row, CreateRow):
            line.put(_create_text(row), pen.accent)
        else:
            self._draw_task(row, line, pen)

    def _draw_task(self, row: TaskRow, line: Line, pen: Pen) -> None:
        task, dormant = row.task, row.task.link == "dormant"
        line.column(GLYPHS.get(task.source, "?"), 2, pen.muted)
        place, context = self._widths(line.left)
        shown = display_name(task)
        style = pen.muted if dormant else pen.plain
        width = line.left - place - context - 8
        line.marked(shown, _hits(row.query, shown), width, style, pen.mark).gap(1)
        if place:
            line.column(_place(task), place - 1, pen.muted).gap(1)
        if context:
            text = self._context_words(task, alone=not place)
            late = self._late(task) and not dormant
            line.right(text, context, pen.warning if late else pen.muted)
        line.right(duration_text(task.seconds) if task.seconds else "", line.left)

    def _widths(self, room: int) -> tuple[int, int]:
        if room >= _ROOMY:
            return max(18, room // 4), 13
        return (0, 0) if room < _TIGHT else (0, 12)

    def _context_words(self, task: Candidate, alone: bool) -> str:
        """Say why a task sleeps, else when it is due, else its project."""
        if task.link == "dormant":
            return REASONS.get(task.reason or "", task.reason or "")
        due = due_text(task.due_on, self.today)
        return due or (_place(task) if alone and task.section != "project" else "")

    def _late(self, task: Candidate) -> bool:
        return bool(task.due_on and self.today and task.due_on[:10] < self.today)


@lru_cache(maxsize=512)
def _hits(query: str, shown: str) -> frozenset[int]:
    """Find the letters of a name to mark. The ranking was loaded by whoever ranked it."""
    if not query:
        return frozenset()
    from store.ranking import highlights

    return frozenset(highlights(query, shown))


def _place(task: Candidate) -> str:
    return task.project or task.remote_project or ""


def _create_text(row: CreateRow) -> str:
    return f"+ create “{row.name}”" + (f" in {row.project}" if row.project else "")
