"""What the timer pane says: elapsed in large digits, and three lines of words."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len

from store.local_time import clock_text, duration_text
from store.records import Entry, TimerStatus
from widgets.drawing.big_digits import big_digits
from widgets.drawing.growth import growth
from widgets.drawing.ink import Ink
from widgets.drawing.line import Line

BESIDE = 48
"""From this many cells on, the words stand beside the digits, not below them."""


def timer_height(width: int) -> int:
    """Tell how many rows the pane's content needs."""
    return 3 if width >= BESIDE else 6


def idle_hint(key_of: Callable[[str], str], *, resumable: bool) -> str:
    """Say how a timer is started, by the keys as they are; what follows a comma can go."""
    pick = f"press {key_of('timer.start')} to pick a task"
    return f"{pick}, {key_of('timer.resume')} to go on with the last" if resumable else pick


def timer_edges(status: TimerStatus | None) -> tuple[str, str]:
    """Say what stands in the upper and in the lower edge."""
    entry = status.entry if status else None
    note = f"note: {entry.note}" if entry and entry.note else ""
    return "● Running" if entry else "■ Stopped", note


def elapsed_text(entry: Entry | None, now: int) -> str:
    """Write how long an entry has been running, as 0:07:42."""
    seconds = entry.seconds(now) if entry else 0
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def today_text(status: TimerStatus | None, now: int) -> str:
    """Write today's total including the running entry, as 5:40."""
    if status is None:
        return duration_text(0)
    return duration_text(status.today_seconds + growth(status.entry, status.now, now))


def timer_words(status: TimerStatus | None, now: int, hint: str) -> list[tuple[str, str]]:
    """Say what runs in three lines, each with the name of its ink."""
    entry, today = status.entry if status else None, today_text(status, now)
    if entry is None:
        return [("Nothing runs.", "plain"), (hint, "muted"), (f"today {today}", "muted")]
    where = " · ".join(part for part in (entry.project, entry.client) if part)
    since = f"since {clock_text(entry.started_at)} · today {today}"
    return [(entry.title, "strong"), (where or "no project", "muted"), (since, "muted")]


def timer_row(
    status: TimerStatus | None, now: int, hint: str, y: int, line: Line, ink: Ink
) -> None:
    """Draw one row."""
    entry, beside = status.entry if status else None, line.left >= BESIDE
    if y < 3:
        line.put(big_digits(elapsed_text(entry, now))[y], ink.bar_today if entry else ink.faint)
        line.gap(3)
    if beside or y >= 3:
        if cell_len(hint) > line.left:
            hint = hint.partition(",")[0]
        text, kind = timer_words(status, now, hint)[y % 3]
        line.put(text, getattr(ink, kind))
