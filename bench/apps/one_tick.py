"""A Textual app with one line that changes each second."""

from __future__ import annotations

import time

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.strip import Strip
from textual.widget import Widget


class Ticking(Widget):
    """Draws the time of day."""

    def on_mount(self) -> None:
        """Begin to tick."""
        self.set_interval(1, self.refresh)

    def render_line(self, y: int) -> Strip:
        """Draw the line, and nothing below it."""
        text = f"ticking {time.strftime('%H:%M:%S')}" if y == 0 else ""
        return Strip([Segment(text)]).adjust_cell_length(self.size.width)


class OneTick(App[None]):
    """Nothing but the line."""

    def compose(self) -> ComposeResult:
        """Show the line."""
        yield Ticking()


if __name__ == "__main__":
    OneTick().run()
