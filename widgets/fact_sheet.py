"""Facts below each other, of which only the rows are drawn again that have changed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from widgets.drawing.facts import Fact, draw_facts
from widgets.inked import ink_of


class FactSheet(Widget):
    """Shows facts; a countdown among them costs one row a second."""

    DEFAULT_CSS = """
    FactSheet { width: 1fr; height: auto; background: $background; }
    """

    _facts: tuple[Fact, ...] = ()
    _rows: Sequence[Strip] = ()

    def show(self, facts: Sequence[Fact]) -> None:
        """Show other facts; nothing is drawn where they are the same."""
        if tuple(facts) != self._facts:
            self._facts = tuple(facts)
            self._draw()

    def summary(self) -> list[str]:
        """Say the facts in words."""
        return [f"{fact.name}: {fact.text}" if fact.name else fact.text for fact in self._facts]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take as many rows as the facts need."""
        return len(draw_facts(self._facts, width, ink_of(self)))

    def on_resize(self) -> None:
        """Break the facts anew."""
        self._draw()

    def notify_style_update(self) -> None:
        """Draw in the colours of another theme."""
        super().notify_style_update()
        if self.is_attached:
            self._draw()

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        if y < len(self._rows):
            return self._rows[y]
        return Strip.blank(self.size.width, ink_of(self).plain)

    def _draw(self) -> None:
        before = self._rows
        lines = draw_facts(self._facts, self.size.width, ink_of(self))
        self._rows = [Strip(line.segments()) for line in lines]
        if len(before) != len(self._rows):
            self.refresh(layout=True)
            return
        for y, (old, new) in enumerate(zip(before, self._rows, strict=True)):
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))
