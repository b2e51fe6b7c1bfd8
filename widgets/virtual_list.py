"""A list that costs the same for ten rows and for a hundred thousand: it draws what is in view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from widgets.drawing.line import Line
from widgets.drawing.pen import Pen, cursor_pen, plain_pen, waiting_pen
from widgets.inked import ink_of


class VirtualList(ScrollView, can_focus=True):
    """Base of the lists: scrolling, the cursor, keys and mouse. What a row looks like is up to
    `draw_row`; which rows are headings, that the cursor steps over, to `is_heading`."""

    DEFAULT_CSS = """
    VirtualList { overflow-x: hidden; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "move_to(0)", show=False),
        Binding("end", "move_to(-1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    rows: var[Sequence[Any]] = var[Sequence[Any]](())
    cursor: var[int] = var(0)

    class Chosen(Message):
        """A row was acted upon: enter, or a double click."""

        def __init__(self, source: VirtualList, row: Any) -> None:
            super().__init__()
            self.source = source
            self.row = row

        @property
        def control(self) -> VirtualList:
            """The list that the row is in."""
            return self.source

    class Moved(Message):
        """The cursor is on another row."""

        def __init__(self, source: VirtualList) -> None:
            super().__init__()
            self.source = source

        @property
        def control(self) -> VirtualList:
            """The list whose cursor moved."""
            return self.source

    class EndNear(Message):
        """The last rows came into view."""

        def __init__(self, source: VirtualList) -> None:
            super().__init__()
            self.source = source

        @property
        def control(self) -> VirtualList:
            """The list that was scrolled."""
            return self.source

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Put the pieces of a row on its line."""
        raise NotImplementedError

    def is_heading(self, row: Any) -> bool:
        """Tell whether the cursor steps over this row."""
        return False

    def row_text(self, row: Any) -> str:
        """Say a row in words, for `summary`."""
        return str(row)

    @property
    def current(self) -> Any | None:
        """The row under the cursor, or None where there is none to choose."""
        if not 0 <= self.cursor < len(self.rows) or self.is_heading(self.rows[self.cursor]):
            return None
        return self.rows[self.cursor]

    def summary(self, limit: int = 40) -> list[str]:
        """Say the first rows in words, the one under the cursor marked with `>`."""
        return [
            ("> " if index == self.cursor else "  ") + self.row_text(row)
            for index, row in enumerate(self.rows[:limit])
        ]

    def show_rows(self, rows: Sequence[Any], cursor: int = 0) -> None:
        """Replace the rows and put the cursor on the row at or after `cursor`."""
        self.rows = rows
        self.set_reactive(VirtualList.cursor, self._selectable(cursor, 1))
        self._measure()
        if self.is_attached:
            self._keep_in_view(animate_from_top=cursor == 0)
        self.refresh()

    def _measure(self) -> None:
        """Take on the height of the rows; the screen is laid out anew only for a scrollbar."""
        size = Size(self.scrollable_content_region.width, len(self.rows))
        room = self.container_size.height
        if (size.height > room) != (self.virtual_size.height > room) or not room:
            self.virtual_size = size
            return
        self.set_reactive(VirtualList.virtual_size, size)
        if size.height > room:
            self.vertical_scrollbar.window_virtual_size = size.height

    def _keep_in_view(self, animate_from_top: bool) -> None:
        if animate_from_top:
            self.scroll_to(y=0, animate=False, immediate=True)
        else:
            self._scroll_to_cursor()

    def _scroll_to_cursor(self) -> None:
        first = self.cursor
        while first > 0 and self.is_heading(self.rows[first - 1]):
            first -= 1
        if self.cursor - first >= self.size.height:
            first = self.cursor
        self.scroll_to_region(
            Region(0, first, 1, self.cursor - first + 1),
            animate=False,
            immediate=True,
            x_axis=False,
            force=True,
        )

    def _selectable(self, index: int, direction: int) -> int:
        """Find the nearest row that is no heading, in one direction, else in the other."""
        index = max(0, min(index, len(self.rows) - 1))
        for step in (direction, -direction):
            at = index
            while 0 <= at < len(self.rows):
                if not self.is_heading(self.rows[at]):
                    return at
                at += step
        return 0

    def watch_cursor(self, old: int, new: int) -> None:
        """Keep the cursor in view and draw only the two rows that changed."""
        if not self.is_attached:
            return
        self._scroll_to_cursor()
        self.refresh_line(old)
        self.refresh_line(new)
        self.post_message(self.Moved(self))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say when the end comes into view."""
        super().watch_scroll_y(old_value, new_value)
        if new_value > old_value and new_value + 2 * self.size.height >= len(self.rows):
            self.post_message(self.EndNear(self))

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._measure()
        if self.rows:
            self._scroll_to_cursor()

    def on_focus(self) -> None:
        """Draw the cursor as the one that keys move."""
        self.refresh_line(self.cursor)

    def on_blur(self) -> None:
        """Draw the cursor as the one that waits."""
        self.refresh_line(self.cursor)

    def action_move(self, steps: int) -> None:
        """Move the cursor by some rows."""
        if self.rows:
            self.cursor = self._selectable(self.cursor + steps, 1 if steps > 0 else -1)

    def action_page(self, pages: int) -> None:
        """Move the cursor by the height of the list."""
        self.action_move(pages * max(1, self.size.height - 1))

    def action_move_to(self, index: int) -> None:
        """Move the cursor to a row; -1 is the last."""
        if self.rows:
            last = len(self.rows) - 1
            self.cursor = self._selectable(last if index < 0 else index, -1 if index < 0 else 1)

    def action_choose(self) -> None:
        """Act upon the row under the cursor."""
        row = self.current
        if row is not None:
            self.post_message(self.Chosen(self, row))

    def on_click(self, event: events.Click) -> None:
        """Select the row that was clicked; act upon it on a double click."""
        at = event.get_content_offset(self)
        if at is None:
            return
        index = at.y + self.scroll_offset.y
        if index >= len(self.rows) or self.is_heading(self.rows[index]):
            return
        self.cursor = index
        if event.chain >= 2:
            self.action_choose()

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if index >= len(self.rows):
            return Strip.blank(width, ink_of(self).plain)
        selected = index == self.cursor and not self.is_heading(self.rows[index])
        pen = self._pen(selected)
        line = Line(width, pen.plain)
        self.draw_row(self.rows[index], line, pen)
        return Strip(line.segments())

    def _pen(self, selected: bool) -> Pen:
        ink = ink_of(self)
        if not selected:
            return plain_pen(ink)
        return cursor_pen(ink) if self.has_focus else waiting_pen(ink)
