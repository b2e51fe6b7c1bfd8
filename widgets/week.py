"""The week pane: hours per day against the target, and what each project took."""

from __future__ import annotations

from rich.style import Style
from textual.reactive import var
from textual.strip import Strip

from store.local_time import duration_text
from store.records import Week, WeekProject
from widgets.bars import bar
from widgets.cells import cut
from widgets.frame import Framed
from widgets.ink import Ink, ink_of
from widgets.line import Line

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WORKING_DAYS = 5
_SHORT = 9
"""With fewer rows than this the days stand in one row."""


_WORDS = 13


class WeekPane(Framed):
    """Shows a `Week`; `now` lets the day and the project grow on which a timer runs."""

    _strips: list[Strip] | None = None
    week: var[Week | None] = var[Week | None](None)
    now: var[int] = var(0)
    today: var[str] = var("")

    def watch_week(self) -> None:
        """Draw another week."""
        if self.week is not None:
            self.set_reactive(WeekPane.now, max(self.now, self.week.now))
        self._draw()

    def watch_now(self, old: int, new: int) -> None:
        """Let the running day grow when a minute is over."""
        week = self.week
        if week is None or week.running_day is None or old // 60_000_000 == new // 60_000_000:
            return
        self._draw()

    def watch_today(self) -> None:
        """Mark another day as today."""
        self._draw()

    @property
    def grown(self) -> int:
        """Seconds that the running entry has added since the week was read."""
        if self.week is None or self.week.running_day is None:
            return 0
        return max(0, (self.now - self.week.now) // 1_000_000)

    def _draw(self) -> None:
        week = self.week
        if week is None:
            return
        self.head(f"Week {int(week.name[-2:])}", self._total(week))
        self.foot(self._billable(week), "[ ] other weeks")
        self._strips = None
        self.refresh()

    def on_resize(self) -> None:
        """Lay the rows out for the new size."""
        super().on_resize()
        self._strips = None

    def notify_style_update(self) -> None:
        """Take the colours of another theme."""
        super().notify_style_update()
        self._strips = None

    def _total(self, week: Week) -> str:
        total = duration_text(week.seconds + self.grown)
        if week.target_seconds <= 0:
            return total
        return f"{total} of {duration_text(week.target_seconds).removesuffix(':00')}"

    def _billable(self, week: Week) -> str:
        if not week.seconds:
            return ""
        return f"billable {round(100 * week.billable_seconds / week.seconds)} %"

    def summary(self) -> list[str]:
        """Say the pane in words: its edges, then its rows."""
        width = self.content_size.width or 60
        rows = [row.strip().text.rstrip() for row in self._rows(width, self.content_size.height)]
        return [" ".join(filter(None, self._head)), *rows, " ".join(filter(None, self._foot))]

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        size = self.content_size
        if self._strips is None:
            self._strips = [row.strip() for row in self._rows(size.width, size.height)]
        return (
            self._strips[y] if y < len(self._strips) else Strip.blank(size.width, self._ink.plain)
        )

    def _rows(self, width: int, height: int) -> list[Line]:
        week = self.week
        if week is None:
            return []
        if height < _SHORT:
            days = [self._days_in_one_row(week, width)]
        else:
            days = [self._day(week, index, width) for index in self._shown_days(week)]
            days.append(Line(width, self._ink.plain))
        return [*days, *self._projects(week, width, height - len(days))]

    def _shown_days(self, week: Week) -> list[int]:
        """Leave out an empty weekend."""
        return [
            index
            for index, (date, seconds) in enumerate(week.days)
            if index < _WORKING_DAYS or seconds or date == self.today
        ]

    def _day_seconds(self, week: Week, index: int) -> int:
        seconds: int = week.days[index][1]
        return seconds + (self.grown if index == week.running_day else 0)

    def _day_style(self, week: Week, index: int) -> Style:
        return self._ink.bar_today if week.days[index][0] == self.today else self._ink.bar

    def _day(self, week: Week, index: int, width: int) -> Line:
        seconds = self._day_seconds(week, index)
        target = week.target_seconds / _WORKING_DAYS
        most = max([target, *(self._day_seconds(week, at) for at in range(7))]) or 1
        space = max(4, width - 14)
        drawn = bar(seconds, most, space)
        line = Line(width, self._ink.plain)
        today = week.days[index][0] == self.today
        line.column(DAYS[index], 4, None if today else self._ink.muted)
        line.put(drawn, self._day_style(week, index))
        self._put_target(line, len(drawn), round(target / most * space), space, index)
        line.right(
            duration_text(seconds) if seconds else "–", 7, None if seconds else self._ink.muted
        )
        return line.put("  ●" if index == week.running_day else "", self._day_style(week, index))

    def _put_target(self, line: Line, drawn: int, target: int, space: int, index: int) -> None:
        """Fill the row behind the bar, with a mark where the target of a working day lies."""
        if index >= _WORKING_DAYS or target <= drawn or target > space:
            line.gap(space - drawn)
            return
        line.gap(target - drawn - 1)
        line.put("▕", self._ink.rule)
        line.gap(space - target)

    def _days_in_one_row(self, week: Week, width: int) -> Line:
        line = Line(width, self._ink.plain)
        for index in self._shown_days(week):
            seconds = self._day_seconds(week, index)
            line.put(DAYS[index] + " ", self._ink.muted)
            mark = "●" if index == week.running_day else " "
            line.put(duration_text(seconds) if seconds else "–", self._day_style(week, index))
            line.put(mark + "  ", self._day_style(week, index))
        return line

    def _projects(self, week: Week, width: int, height: int) -> list[Line]:
        shown = week.projects
        if len(shown) > height:
            shown = shown[: max(0, height - 1)]
        lines = [self._project(week, project, width) for project in shown]
        missing = len(week.projects) - len(shown)
        if missing and height > 0:
            lines.append(Line(width, self._ink.plain).put(f"and {missing} more", self._ink.muted))
        return lines

    def _project(self, week: Week, project: WeekProject, width: int) -> Line:
        running = week.running_day is not None and project.project_id == week.running_project
        seconds = project.seconds + (self.grown if running else 0)
        total = max(1, week.seconds + self.grown)
        share = round(100 * seconds / total)
        line = Line(width, self._ink.plain)
        name = max(12, min(30, width // 3))
        line.column(cut(project.project or "No project", name - 1), name)
        line.right(duration_text(seconds), 6).gap(2)
        room = min(24, line.left - 7 - _WORDS)
        if room >= 6:
            line.column(bar(seconds, total, room), room, self._ink.bar)
        line.right(f"{share} %", 5)
        return line.put("  " + _billable_words(project), self._ink.muted)

    @property
    def _ink(self) -> Ink:
        return ink_of(self)


def _billable_words(project: WeekProject) -> str:
    part = round(100 * project.billable_seconds / max(1, project.seconds))
    if part == 0:
        return "not billable"
    return "billable" if part == 100 else f"{part} % billable"
