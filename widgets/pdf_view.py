"""A page of a PDF: its text on cells, or a true picture where the terminal can show one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from widgets.drawing.cells import HARMLESS
from widgets.inked import ink_of
from widgets.pictures import Way, place, take_away

SETTLING = 0.05
"""Seconds after which what was scrolled or turned to is drawn."""
HIGH = 2.0
"""A cell is about twice as high as it is wide."""


class PdfView(ScrollView, can_focus=True):
    """Shows the rows that it is handed, or room for a picture of which it asks for what is seen.

    A picture does not go through Textual, which knows no pixels: it is written to the terminal
    after the cells below it, and taken away before something else is shown there.
    """

    DEFAULT_CSS = """
    PdfView {
        width: 1fr; height: 1fr; background: $background;
        scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("h", "scroll_left", show=False),
        Binding("l", "scroll_right", show=False),
        Binding("space", "page_down", show=False),
    ]

    class PartWanted(Message):
        """Another part of the picture came into view: so much of its height."""

        def __init__(self, top: float, bottom: float) -> None:
            super().__init__()
            self.top = top
            self.bottom = bottom

    def __init__(self, way: Way) -> None:
        super().__init__()
        self.way = way
        self._lines: Sequence[str] = ()
        self._pictured = False
        self._drawn = False
        self._asking: Timer | None = None

    @property
    def lines(self) -> Sequence[str]:
        """The rows of text that are shown."""
        return self._lines

    def show_text(self, lines: Sequence[str]) -> None:
        """Show a page as rows of text."""
        self.wipe()
        self._lines, self._pictured = lines, False
        width = max((cell_len(line) for line in lines), default=0)
        self.virtual_size = Size(width, len(lines))
        self.scroll_to(0, 0, animate=False, immediate=True)
        self.refresh()

    def make_room(self, columns: int, ratio: float) -> None:
        """Make room for a picture of some cells' width; `ratio` is its height to its width."""
        self._lines, self._pictured = (), True
        self.virtual_size = Size(columns, max(1, round(columns * ratio / HIGH)))
        self.scroll_to(0, 0, animate=False, immediate=True)
        self.refresh()
        self._ask_soon()

    def _ask_soon(self) -> None:
        """Ask once the blank cells are drawn, over which a picture goes, and scrolling rests."""
        if self._asking is not None:
            self._asking.stop()
        self._asking = self.set_timer(SETTLING, self.ask_for_part)

    def ask_for_part(self) -> None:
        """Ask for what is in view of the picture."""
        if self._pictured and self.is_attached:
            height = max(1, self.virtual_size.height)
            top = self.scroll_offset.y
            seen = min(height, top + self.scrollable_content_region.height)
            self.post_message(self.PartWanted(top / height, seen / height))

    def draw_part(self, png: bytes, rows: int) -> None:
        """Draw the part of the picture that was asked for, over so many rows."""
        driver = self.app._driver
        if driver is None or not self._pictured or not self.way:
            return
        at = self.content_region.offset
        columns = min(self.virtual_size.width, self.scrollable_content_region.width)
        driver.write(take_away(self.way) + place(self.way, png, at.x, at.y, columns, rows))
        driver.flush()
        self._drawn = True

    def wipe(self) -> None:
        """Take the picture off the terminal."""
        driver = self.app._driver
        if self._drawn and driver is not None:
            self._drawn = False
            driver.write(take_away(self.way))
            driver.flush()
            self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for the part of the picture that came into view."""
        super().watch_scroll_y(old_value, new_value)
        if self._pictured and round(old_value) != round(new_value):
            self._ask_soon()

    def render_line(self, y: int) -> Strip:
        """Draw one row of text; below a picture the cells are blank."""
        ink, width = ink_of(self), self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if self._pictured or index >= len(self._lines):
            return Strip.blank(width, ink.plain)
        from rich.segment import Segment

        strip = Strip([Segment(self._lines[index].translate(HARMLESS), ink.plain)])
        left = self.scroll_offset.x
        return strip.extend_cell_length(left + width, ink.plain).crop(left, left + width)
