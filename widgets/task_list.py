"""The list of the picker."""

from __future__ import annotations

from typing import Any

from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.drawing.sections import Heading
from widgets.drawing.tasks import draw_row, row_words
from widgets.virtual_list import VirtualList


class TaskList(VirtualList):
    """Shows `Sections` or ranked rows; `today` is an ISO date."""

    today: str = ""

    def is_heading(self, row: Any) -> bool:
        """Step over the headings."""
        return isinstance(row, Heading)

    def row_text(self, row: Any) -> str:
        """Say a row in words."""
        return row_words(row, self.today)

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw a heading, an offer or a task."""
        draw_row(row, self.today, line, pen)
