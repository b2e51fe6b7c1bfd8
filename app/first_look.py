"""The first look: Today as it is, on the screen while Textual is still being loaded.

It is drawn with the same rows as the panes, in the places where the app will draw them; a test
compares the two. It leaves the terminal as it found it if the app does not come up.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from app.commands import Command
from app.hints import hint_words, is_worth_saying, makes_sense
from screens.facts import Facts
from screens.header_words import Aside, header_words
from screens.least import LEAST_HEIGHT, LEAST_WIDTH, TOO_SMALL
from store.local_time import date_of, iso_date
from store.records import Candidate
from widgets.drawing.edges import lay_out_edge
from widgets.drawing.ink import Ink
from widgets.drawing.line import Line
from widgets.drawing.pen import cursor_pen, plain_pen
from widgets.drawing.sections import Heading, Sections, TaskRow
from widgets.drawing.tasks import Outlook, columns_of, draw_row
from widgets.drawing.timer import idle_hint, timer_edges, timer_height, timer_row
from widgets.drawing.week import WeekDrawing
from widgets.drawing.words import draw_words

NARROW, WIDE, LOW, TALL = 100, 140, 20, 32
PLACEHOLDER = "Find a task, or name a new one"
READING = "reading the tasks …"
Row = list[Segment]


class Look(NamedTuple):
    """What the first look shows, in which ink."""

    facts: Facts
    tasks: Sequence[Candidate]
    ink: Ink
    key_of: Callable[[str], str]
    remark: str = ""

    @property
    def now(self) -> int:
        """The instant at which the facts were read."""
        now: int = max(self.facts.status.now, self.facts.week.now)
        return now

    @property
    def today(self) -> str:
        """The date of that instant."""
        return iso_date(date_of(self.now))


def draw(look: Look, width: int, height: int) -> list[Row]:
    """Draw the whole screen, row by row."""
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        said = Line(width, look.ink.muted).put(TOO_SMALL).segments()
        return [said, *[[Segment(" " * width, look.ink.plain)]] * (height - 1)]
    body = _stacked if width < NARROW else _side_by_side
    header = header_words("today", look.facts, look.now, width, Aside(remark=look.remark))
    footer = hint_words(lambda command: _offered(look, command), look.key_of)
    rows = [_bar(header, width, look.ink), *body(look, width, height - 2)]
    return [*rows, _bar(footer, width, look.ink)]


def _offered(look: Look, command: Command) -> bool:
    if command.id in ("sync.now", "connection.unlock"):
        return False
    if command.id == "task.open" and not any(task.url for task in look.tasks[:1]):
        return False
    running = look.facts.status.entry is not None
    sensible = makes_sense(command, "today", running=running)
    return sensible and is_worth_saying(command, look.facts)


def _bar(words: tuple[Sequence[object], Sequence[object]], width: int, ink: Ink) -> Row:
    line, _ = draw_words(*words, width - 2, ink)  # type: ignore[arg-type]
    blank = Segment(" ", ink.plain)
    return [blank, *line.segments(), blank]


def _stacked(look: Look, width: int, height: int) -> list[Row]:
    timer = _timer(look, width)
    low, tall = height + 2 < LOW, height + 2 >= TALL
    week = [] if low else _week(look, width, 14 if tall else 4)
    return [*timer, *_picker(look, width, height - len(timer) - len(week)), *week]


def _side_by_side(look: Look, width: int, height: int) -> list[Row]:
    left = width * 3 // 5 if width >= WIDE else width // 2
    timer = _timer(look, width - left)
    right = [*timer, *_week(look, width - left, height - len(timer))]
    rows = zip(_picker(look, left, height), right, strict=True)
    return [[*before, *after] for before, after in rows]


def _timer(look: Look, width: int) -> list[Row]:
    status, ink = look.facts.status, look.ink
    hint = idle_hint(look.key_of, resumable=look.facts.resumable)
    lines = []
    for y in range(timer_height(width - 4)):
        line = Line(width - 4, ink.plain)
        timer_row(status, look.now, hint, y, line, ink)
        lines.append(line)
    head, foot = timer_edges(status)
    return _pane(lines, (head, ""), (foot, ""), width, len(lines) + 2, ink, ink.rule)


def _week(look: Look, width: int, height: int) -> list[Row]:
    ink = look.ink
    running = look.facts.status.entry
    drawing = WeekDrawing(look.facts.week, running, look.now, look.today, ink)
    lines = drawing.rows(width - 4, height - 2)
    return _pane(lines, drawing.head(), drawing.foot(), width, height, ink, ink.rule)


def _picker(look: Look, width: int, height: int) -> list[Row]:
    ink, room = look.ink, width - 4
    rows = Sections(look.tasks, None)
    shown = height - 4
    narrower = 1 if len(rows) > shown else 0
    lines = [Line(room, ink.plain).put(PLACEHOLDER, ink.faint), Line(room, ink.plain)]
    entry = look.facts.status.entry
    outlook = Outlook(look.today, entry.task_id if entry else None)
    columns = columns_of(rows[:shown], outlook, room - narrower)
    chosen = next((at for at in range(len(rows)) if isinstance(rows[at], TaskRow)), -1)
    for at in range(min(len(rows), shown)):
        selected = at == chosen and not isinstance(rows[at], Heading)
        pen = cursor_pen(ink) if selected else plain_pen(ink)
        line = Line(room - narrower, pen.plain)
        draw_row(rows[at], outlook, columns, line, pen)
        lines.append(line)
    return _pane(lines, ("Start a timer", ""), ("", READING), width, height, ink, ink.frame)


def _pane(
    lines: Sequence[Line],
    head: tuple[str, str],
    foot: tuple[str, str],
    width: int,
    height: int,
    ink: Ink,
    border: Style,
) -> list[Row]:
    side, blank = Segment("│", border), Segment(" ", ink.plain)
    empty = Segment(" " * (width - 4), ink.plain)
    rows = [_edge("╭", "╮", head, width, ink.strong, ink, border)]
    for at in range(height - 2):
        inner = lines[at].segments() if at < len(lines) else [empty]
        missing = width - 4 - sum(piece.cell_length for piece in inner)
        rows.append([side, blank, *inner, Segment(" " * missing, ink.plain), blank, side])
    return [*rows, _edge("╰", "╯", foot, width, ink.muted, ink, border)]


def _edge(
    start: str,
    end: str,
    words: tuple[str, str],
    width: int,
    style: Style,
    ink: Ink,
    border: Style,
) -> Row:
    line = Line(width, border)
    edge = lay_out_edge(*words, width)
    line.put(start)
    if edge is not None and edge.left:
        line.put("─ ").put(edge.left, style).put(edge.line).put(edge.right, ink.muted).put(" ")
    elif edge is not None:
        line.put("─" * (line.left - 4 - cell_len(edge.right))).put(" ")
        line.put(edge.right, ink.muted).put(" ")
    return line.put("─" * (line.left - 1)).put(end).segments()


def to_terminal(rows: Sequence[Row], environment: Mapping[str, str]) -> str:
    """Write rows as a terminal takes them: on its other screen, the cursor hidden."""
    system = _colours(environment)
    texts = [
        f"\x1b[{number};1H" + "".join(_painted(piece, system) for piece in row)
        for number, row in enumerate(rows, 1)
    ]
    return "\x1b[?1049h\x1b[?25l" + "".join(texts) + "\x1b[0m"


def _painted(piece: Segment, system: ColorSystem | None) -> str:
    style = piece.style or Style()
    if system is None:
        style = style.without_color
    return style.render(piece.text, color_system=system or ColorSystem.STANDARD)


def _colours(environment: Mapping[str, str]) -> ColorSystem | None:
    if "NO_COLOR" in environment:
        return None
    truly = environment.get("COLORTERM", "").casefold() in ("truecolor", "24bit")
    return ColorSystem.TRUECOLOR if truly else ColorSystem.EIGHT_BIT


class FirstLook:
    """Shows the first look; keys that are pressed meanwhile wait for the app as they were pressed.

    The terminal is given back on leaving; its screen only where the app never took it over.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self._taken_over = False

    def __enter__(self) -> FirstLook:
        import termios

        self._keyboard = sys.stdin.fileno()
        self._before = termios.tcgetattr(self._keyboard)
        raw = [*self._before]
        raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        termios.tcsetattr(self._keyboard, termios.TCSANOW, raw)
        rows = draw(self._look, *os.get_terminal_size(sys.stdout.fileno()))
        self._write(to_terminal(rows, os.environ))
        return self

    def take_over(self) -> None:
        """Leave the screen to the app from now on."""
        self._taken_over = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        import termios

        with suppress(termios.error, OSError):  # the terminal may be gone
            termios.tcsetattr(self._keyboard, termios.TCSANOW, self._before)
            if not self._taken_over:
                self._write("\x1b[?1049l\x1b[?25h")

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()
