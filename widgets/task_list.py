"""The list of the picker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from widgets.drawing.columns import Columns
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.drawing.sections import Heading
from widgets.drawing.tasks import Outlook, columns_of, draw_row, row_words
from widgets.virtual_list import VirtualList


class TaskList(VirtualList):
    """Shows `Sections` or ranked rows, as seen with an `Outlook`."""

    _outlook = Outlook()
    _columns = Columns()
    _laid_out: tuple[Sequence[Any], Outlook, int, int, int] | None = None

    @property
    def outlook(self) -> Outlook:
        """What the rows are seen with."""
        return self._outlook

    @outlook.setter
    def outlook(self, outlook: Outlook) -> None:
        if outlook != self._outlook:
            self._outlook = outlook
            self.refresh()

    def is_heading(self, row: Any) -> bool:
        """Step over the headings."""
        return isinstance(row, Heading)

    def row_text(self, row: Any) -> str:
        """Say a row in words."""
        return row_words(row, self._outlook, selected=row == self.current)

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw a heading, an offer or a task."""
        draw_row(row, self._outlook, self._columns_in_view(line.left), line, pen)

    def _columns_in_view(self, width: int) -> Columns:
        """Lay the columns out once for all rows that are in view together."""
        top, height = self.scroll_offset.y, self.size.height
        seen = (self.rows, self._outlook, top, height, width)
        known = self._laid_out
        if known is None or known[0] is not self.rows or known[1:] != seen[1:]:
            self._laid_out = seen
            rows = self.rows[top : top + height]
            self._columns = columns_of(rows, self._outlook, width)
        return self._columns
