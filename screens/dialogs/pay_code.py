"""A code that a phone reads from the screen: the page to pay at, or the form of a transfer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from screens.dialogs.dialog import Dialog, Sentence

FRAME = 6
"""Rows around a code: the border, the words, and what is blank between them."""
WHITE_ON_BLACK = Style(color="#ffffff", bgcolor="#000000")
TOO_LARGE = "This code needs a terminal of {} rows. Enlarge it, or take the one in the PDF."


class Code(NamedTuple):
    """A code as rows of half blocks, and what it is for."""

    words: str
    rows: tuple[str, ...]


class CodeView(Widget):
    """Draws a code white on black whatever the theme is, for that is what phones read."""

    DEFAULT_CSS = """
    CodeView { width: auto; height: auto; margin: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[str, ...] = ()

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Take as many cells as the code has."""
        return len(self.rows[0]) if self.rows else 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take as many rows as the code has."""
        return len(self.rows)

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        row = self.rows[y] if y < len(self.rows) else ""
        return Strip([Segment(row, WHITE_ON_BLACK)], len(row))


class PayCode(Dialog[None]):
    """Shows one code after the other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,right,space", "other", show=False),
        Binding("enter", "leave", show=False),
    ]

    def __init__(self, title: str, codes: Sequence[Code]) -> None:
        super().__init__(title, "tab the other · escape" if len(codes) > 1 else "escape leaves")
        self._codes = codes
        self._at = 0

    def compose_content(self) -> Iterator[Widget]:
        """Put what it is for above the code."""
        yield Sentence("", id="words")
        yield CodeView()

    def on_mount(self) -> None:
        """Show the first one."""
        self._show()

    def on_resize(self) -> None:
        """Look whether it fits now."""
        self._show()

    def action_other(self) -> None:
        """Show the other one."""
        self._at = (self._at + 1) % len(self._codes)
        self._show()

    def _show(self) -> None:
        code, view = self._codes[self._at], self.query_one(CodeView)
        fits = len(code.rows) + FRAME <= self.app.size.height
        words = code.words if fits else TOO_LARGE.format(len(code.rows) + FRAME)
        self.query_one("#words", Sentence).say(words)
        view.rows = code.rows if fits else ()
        view.refresh(layout=True)
