"""The timer pane: what runs, for how long, and what today adds up to."""

from __future__ import annotations

from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip

from store.records import Entry, TimerStatus
from widgets.drawing.big_digits import big_digits
from widgets.drawing.line import Line
from widgets.drawing.timer import (
    elapsed_text,
    timer_edges,
    timer_height,
    timer_row,
    timer_words,
    today_text,
)
from widgets.frame import Framed
from widgets.inked import ink_of


class Timer(Framed):
    """Shows a `TimerStatus`; `now` moves it on. Nothing is counted: elapsed is now minus start."""

    DEFAULT_CSS = """
    Timer { height: auto; }
    """

    status: var[TimerStatus | None] = var[TimerStatus | None](None)
    now: var[int] = var(0)
    hint: var[str] = var("")
    earned: var[str] = var("")

    @property
    def entry(self) -> Entry | None:
        """The running entry."""
        return self.status.entry if self.status else None

    @property
    def elapsed(self) -> str:
        """How long it has been running, as 0:07:42."""
        return elapsed_text(self.entry, self.now)

    def summary(self) -> str:
        """Say the pane in words."""
        words = timer_words(self.status, self.now, self.hint)
        said = [timer_edges(self.status)[0], self.elapsed, *(text for text, _ in words)]
        return " | ".join([*said, self.earned] if self.earned else said)

    def watch_status(self) -> None:
        """Draw another status."""
        if self.status is not None:
            self.set_reactive(Timer.now, max(self.now, self.status.now))
        head, foot = timer_edges(self.status)
        self.head(head)
        self.foot(foot, self.earned)
        self.refresh()

    def watch_hint(self) -> None:
        """Draw another hint."""
        self.refresh()

    def watch_earned(self) -> None:
        """Write what it earned into the lower edge."""
        self.foot(timer_edges(self.status)[1], self.earned)

    def watch_now(self, old: int, new: int) -> None:
        """Draw the digits again, and the words only when they have changed."""
        if self.entry is None:
            return
        if today_text(self.status, old) != today_text(self.status, new):
            self.refresh()
        else:
            self.refresh(Region(2, 1, len(big_digits(self.elapsed)[0]), 3))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Ask for as many rows as the words need."""
        return timer_height(width)

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        ink = ink_of(self)
        line = Line(self.content_size.width, ink.plain)
        timer_row(self.status, self.now, self.hint, y, line, ink)
        return Strip(line.segments())
