"""One row of words, some of which act when they are clicked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from widgets.ink import Ink, ink_of
from widgets.line import Line


class Word(NamedTuple):
    """A piece of a bar: `kind` names its ink; `command` acts."""

    text: str
    kind: str = "plain"
    command: str = ""


class BarLine(Widget):
    """Base of the header and the footer: words on the left, words on the right."""

    DEFAULT_CSS = """
    BarLine {
        height: 1;
        background: $background;
        padding: 0 1;
    }
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
        self._spots: list[tuple[int, int, str]] = []

    def show(self, left: Sequence[Word], right: Sequence[Word] = ()) -> None:
        """Show other words; nothing is drawn where they are the same."""
        if (tuple(left), tuple(right)) != (self._left, self._right):
            self._left, self._right = tuple(left), tuple(right)
            self.refresh()

    def summary(self) -> str:
        """Say the bar in words."""
        words = [*self._left, *self._right]
        return "".join(word.text for word in words).strip()

    def render_line(self, y: int) -> Strip:
        """Draw the row; what does not fit on the left is left out."""
        ink = ink_of(self)
        line = Line(self.content_size.width, ink.plain)
        self._spots = []
        needed = sum(cell_len(word.text) for word in self._right)
        for group in _groups(self._left):
            if line.left - needed < sum(cell_len(word.text) for word in group):
                break
            for word in group:
                self._put(line, word, ink)
        line.gap(line.left - needed)
        for word in self._right:
            self._put(line, word, ink)
        return line.strip()

    def _put(self, line: Line, word: Word, ink: Ink) -> None:
        before = line.left
        line.put(word.text, getattr(ink, word.kind))
        if word.command:
            width = self.content_size.width
            self._spots.append((width - before, width - line.left, word.command))

    def on_click(self, event: events.Click) -> None:
        """Act on the word under the mouse."""
        at = event.get_content_offset(self)
        for start, end, command in self._spots:
            if at is not None and start <= at.x < end:
                self.post_message(self.Pressed(command))


def _groups(words: Sequence[Word]) -> list[list[Word]]:
    """Keep words that do the same together: they are shown together or not at all."""
    return [list(group) for _, group in groupby(words, key=lambda word: word.command)]
