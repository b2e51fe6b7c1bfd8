"""A Textual app with an Input and a list of lines drawn one by one; each key moves all lines."""

from __future__ import annotations

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Input

from tests.data.names import names

COUNT = 10_000


class Lines(ScrollView):
    """A list of names, from one of them on."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [name.text() for name in names(COUNT)]
        self.first = 0

    def on_mount(self) -> None:
        """Let it scroll over all lines."""
        self.virtual_size = Size(80, COUNT)

    def show_from(self, first: int) -> None:
        """Move all lines."""
        self.first = first
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        place = (self.first + self.scroll_offset.y + y) % COUNT
        return Strip([Segment(self.lines[place])]).adjust_cell_length(self.size.width)


class InputAndLines(App[None]):
    """An Input above the list."""

    def compose(self) -> ComposeResult:
        """Show both; the cursor stands still, so that nothing moves by itself."""
        field = Input(placeholder="type here")
        field.cursor_blink = False
        yield field
        yield Lines()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show other lines for each text."""
        self.query_one(Lines).show_from(len(event.value) * 37)


if __name__ == "__main__":
    InputAndLines().run()
