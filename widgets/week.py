"""The week pane: hours per day against the target, and what each project took."""

from __future__ import annotations

from collections.abc import Mapping

from textual.reactive import var
from textual.strip import Strip

from store.records import Entry, Week
from widgets.drawing.week import NO_WORTH, WeekDrawing, Worth
from widgets.frame import Framed
from widgets.inked import ink_of


class WeekPane(Framed):
    """Shows a `Week`; `now` lets the day and the project grow on which `running` is timed."""

    _strips: list[Strip] | None = None
    _alive: tuple[str, ...] = ()
    _worth: Worth = NO_WORTH
    running: var[Entry | None] = var[Entry | None](None)
    week: var[Week | None] = var[Week | None](None)
    now: var[int] = var(0)
    today: var[str] = var("")

    def on_mount(self) -> None:
        """Draw what was set before."""
        self._draw()

    def show_worth(self, values: Mapping[str | None, str], left: str) -> None:
        """Show what each project's time is worth, and what of it is not invoiced."""
        if (values, left) != self._worth:
            self._worth = Worth(values, left)
            self._draw()

    def watch_week(self) -> None:
        """Draw another week."""
        if self.week is not None:
            self.set_reactive(WeekPane.now, max(self.now, self.week.now))
        self._draw()

    def watch_now(self) -> None:
        """Let the running day grow when one of its minutes is over."""
        drawing = self._drawing()
        if drawing is not None and drawing.alive() != self._alive:
            self._draw()

    def watch_today(self) -> None:
        """Mark another day as today."""
        self._draw()

    def on_resize(self) -> None:
        """Lay the rows out for the new size."""
        super().on_resize()
        self._strips = None

    def notify_style_update(self) -> None:
        """Take the colours of another theme."""
        super().notify_style_update()
        self._strips = None

    def summary(self) -> list[str]:
        """Say the pane in words: its edges, then its rows."""
        drawing = self._drawing()
        if drawing is None:
            return []
        rows = drawing.rows(self.content_size.width or 60, self.content_size.height)
        texts = ["".join(piece.text for piece in row.segments()).rstrip() for row in rows]
        return [" ".join(drawing.head()), *texts, " ".join(drawing.foot())]

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        size = self.content_size
        if self._strips is None:
            drawing = self._drawing()
            rows = drawing.rows(size.width, size.height) if drawing else []
            self._strips = [Strip(row.segments()) for row in rows]
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(size.width, ink_of(self).plain)

    def _drawing(self) -> WeekDrawing | None:
        if self.week is None or not self.is_attached:
            return None
        return WeekDrawing(self.week, self.running, self.now, self.today, ink_of(self), self._worth)

    def _draw(self) -> None:
        drawing = self._drawing()
        if drawing is not None:
            self.head(*drawing.head())
            self.foot(*drawing.foot())
            self._strips, self._alive = None, drawing.alive()
            self.refresh()
