"""The header and the footer: one row of words, some of which act when they are clicked."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from widgets.drawing.words import Spot, Word, draw_words
from widgets.inked import ink_of


class BarLine(Widget):
    """Shows words on the left and on the right."""

    DEFAULT_CSS = """
    BarLine { height: 1; background: $background; padding: 0 1; }
    """

    class Pressed(Message):
        """A word that acts was clicked."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._left: Sequence[Word] = ()
        self._right: Sequence[Word] = ()
        self._spots: list[Spot] = []

    def show(self, left: Sequence[Word], right: Sequence[Word] = ()) -> None:
        """Show other words; nothing is drawn where they are the same."""
        if (tuple(left), tuple(right)) != (self._left, self._right):
            self._left, self._right = tuple(left), tuple(right)
            self.refresh()

    def summary(self) -> str:
        """Say the bar in words."""
        return "".join(word.text for word in (*self._left, *self._right)).strip()

    def render_line(self, y: int) -> Strip:
        """Draw the row."""
        line, self._spots = draw_words(
            self._left, self._right, self.content_size.width, ink_of(self)
        )
        return Strip(line.segments())

    def on_click(self, event: events.Click) -> None:
        """Act on the word under the mouse."""
        at = event.get_content_offset(self)
        for spot in self._spots:
            if at is not None and spot.start <= at.x < spot.end:
                self.post_message(self.Pressed(spot.command))
