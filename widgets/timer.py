"""The timer pane: what runs, for how long, and what today adds up to."""

from __future__ import annotations

from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip

from store.local_time import clock_text, duration_text
from store.records import Entry, TimerStatus
from widgets.big_digits import big_digits
from widgets.frame import Framed
from widgets.ink import ink_of
from widgets.line import Line

_BESIDE = 48
"""From this many cells on, the words stand beside the digits, not below them."""


class Timer(Framed):
    """Shows a `TimerStatus`; `now` moves it on. Nothing is counted: elapsed is now minus start."""

    DEFAULT_CSS = """
    Timer { height: auto; }
    """

    status: var[TimerStatus | None] = var[TimerStatus | None](None)
    now: var[int] = var(0)
    hint: var[str] = var("")

    @property
    def entry(self) -> Entry | None:
        """The running entry."""
        return self.status.entry if self.status else None

    @property
    def elapsed(self) -> str:
        """How long it has been running, as 0:07:42."""
        seconds = self.entry.seconds(self.now) if self.entry else 0
        return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"

    @property
    def today(self) -> str:
        """Today's total including the running entry, as 5:40."""
        if self.status is None:
            return duration_text(0)
        grown = (self.now - self.status.now) // 1_000_000 if self.entry else 0
        return duration_text(self.status.today_seconds + max(0, grown))

    def words(self) -> list[tuple[str, str]]:
        """Say what runs in three lines, each with the name of its ink."""
        entry = self.entry
        if entry is None:
            return [
                ("Nothing runs.", "plain"),
                (self.hint, "muted"),
                (f"today {self.today}", "muted"),
            ]
        where = " · ".join(part for part in (entry.project, entry.client) if part)
        since = f"since {clock_text(entry.started_at)} · today {self.today}"
        return [(entry.task, "strong"), (where or "no project", "muted"), (since, "muted")]

    def summary(self) -> str:
        """Say the pane in words."""
        return " | ".join([self._head[0], self.elapsed, *(words for words, _ in self.words())])

    def watch_status(self) -> None:
        """Draw another status."""
        entry = self.entry
        if self.status is not None:
            self.set_reactive(Timer.now, max(self.now, self.status.now))
        self.head("● Running" if entry else "■ Stopped")
        self.foot(f"note: {entry.note}" if entry and entry.note else "")
        self.refresh()

    def watch_hint(self) -> None:
        """Draw another hint."""
        self.refresh()

    def watch_now(self, old: int, new: int) -> None:
        """Draw the digits again, and the words only when their minute is over."""
        if self.entry is None:
            return
        whole = old // 60_000_000 != new // 60_000_000
        self.refresh() if whole else self.refresh(Region(2, 1, len(big_digits(self.elapsed)[0]), 3))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Ask for three rows where the words fit beside the digits, else for six."""
        return 3 if width >= _BESIDE else 6

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        ink = ink_of(self)
        line = Line(self.content_size.width, ink.plain)
        beside = self.content_size.width >= _BESIDE
        if y < 3:
            line.put(big_digits(self.elapsed)[y], ink.bar_today if self.entry else ink.faint)
            line.gap(3)
        if beside or y >= 3:
            text, kind = self.words()[y % 3]
            line.put(text, getattr(ink, kind))
        return line.strip()
