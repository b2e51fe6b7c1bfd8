"""What the week pane says: hours per day against the target, and what each project took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style

from store.local_time import duration_text
from store.records import Entry, Week, WeekProject
from widgets.drawing.bars import bar
from widgets.drawing.growth import growth
from widgets.drawing.ink import Ink
from widgets.drawing.line import Line

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WORKING_DAYS = 5
_SHORT = 9
"""With fewer rows than this the days stand in one row."""
_WORDS = 13
_BESIDE = 2
MINUTE = 60
"""Of fewer seconds nothing can be seen that a percentage could be of."""


class Worth(NamedTuple):
    """What each project's time is worth, by its id, and what no invoice has on it, in words."""

    values: Mapping[str | None, str]
    left: str


NO_WORTH = Worth({}, "")


class WeekDrawing:
    """Draws one `Week` as of `now`: the day and the project grow with the running entry."""

    def __init__(
        self,
        week: Week,
        running: Entry | None,
        now: int,
        today: str,
        ink: Ink,
        worth: Worth = NO_WORTH,
    ) -> None:
        self._worth = worth
        self._week = week
        self._today = today
        self._ink = ink
        entry = running if week.running_day is not None else None
        self._grown = growth(entry, week.now, now)
        self._grown_billable = self._grown if entry is not None and entry.billable else 0

    def head(self) -> tuple[str, str]:
        """Say which week it is, and how much of its target is done."""
        week = self._week
        total = duration_text(week.seconds + self._grown)
        if week.target_seconds > 0:
            total += f" of {duration_text(week.target_seconds).removesuffix(':00')}"
        return f"Week {int(week.name[-2:])}", total

    def foot(self) -> tuple[str, str]:
        """Say how much of it is billable, and how to see others."""
        week = self._week
        if week.seconds + self._grown < MINUTE:
            return "", "[ ] other weeks"
        billable = week.billable_seconds + self._grown_billable
        percent = round(100 * billable / (week.seconds + self._grown))
        left = f" · {self._worth.left} not yet invoiced" if self._worth.left else ""
        return f"billable {percent} %{left}", "[ ] other weeks"

    def rows(self, width: int, height: int) -> list[Line]:
        """Draw the days, then as many projects as fit."""
        if height < _SHORT:
            return [self._days_in_one_row(width), self._projects_in_one_row(width)]
        days = [self._day(index, width) for index in self._shown_days()]
        days.append(Line(width, self._ink.plain))
        return [*days, *self._projects(width, height - len(days))]

    def _shown_days(self) -> list[int]:
        """Leave out an empty weekend."""
        return [
            index
            for index, (date, seconds) in enumerate(self._week.days)
            if index < _WORKING_DAYS or seconds or date == self._today
        ]

    def _day_seconds(self, index: int) -> int:
        seconds: int = self._week.days[index][1]
        return seconds + (self._grown if index == self._week.running_day else 0)

    def _is_today(self, index: int) -> bool:
        return bool(self._week.days[index][0] == self._today)

    def _day_style(self, index: int) -> Style:
        return self._ink.bar_today if self._is_today(index) else self._ink.bar

    def _day(self, index: int, width: int) -> Line:
        seconds, ink = self._day_seconds(index), self._ink
        target = self._week.target_seconds / _WORKING_DAYS
        most = max([target, *(self._day_seconds(at) for at in range(7))]) or 1
        space = max(4, width - 14)
        drawn = bar(seconds, most, space)
        line = Line(width, ink.plain)
        line.column(DAYS[index], 4, ink.plain if self._is_today(index) else ink.muted)
        line.put(drawn, self._day_style(index))
        self._put_target(line, len(drawn), round(target / most * space), space, index)
        shown = duration_text(seconds) if seconds else "–"
        line.right(shown, 7, ink.plain if seconds else ink.muted)
        return line.put("  ●" if index == self._week.running_day else "", self._day_style(index))

    def _put_target(self, line: Line, drawn: int, target: int, space: int, index: int) -> None:
        """Fill the row behind the bar, with a mark where the target of a working day lies."""
        if index >= _WORKING_DAYS or target <= drawn or target > space:
            line.gap(space - drawn)
            return
        line.gap(target - drawn - 1)
        line.put("▕", self._ink.rule)
        line.gap(space - target)

    def _days_in_one_row(self, width: int) -> Line:
        line, ink = Line(width, self._ink.plain), self._ink
        for index in self._shown_days():
            seconds = self._day_seconds(index)
            mark = "●" if index == self._week.running_day else " "
            line.put(DAYS[index] + " ", ink.muted)
            style = ink.key if self._is_today(index) else ink.plain
            line.put(duration_text(seconds) if seconds else "–", style)
            line.put(mark + "  ", ink.accent)
        return line

    def _projects_in_one_row(self, width: int) -> Line:
        line, ink = Line(width, self._ink.plain), self._ink
        for at, project in enumerate(self._week.projects):
            words = f"{project.project or 'No project'} {duration_text(self._spent(project))}"
            missing = len(self._week.projects) - at
            if cell_len(words) + len("and 99 more") > line.left and missing > 1:
                return line.put(f"and {missing} more", ink.muted)
            line.put(words).put("   ")
        return line

    def _projects(self, width: int, height: int) -> list[Line]:
        shown = self._week.projects
        if len(shown) > height:
            shown = shown[: max(0, height - 1)]
        lines = [self._project(project, width) for project in shown]
        missing = len(self._week.projects) - len(shown)
        if missing and height > 0:
            ink = self._ink
            lines.append(Line(width, ink.plain).put(f"and {missing} more", ink.muted))
        return lines

    def alive(self) -> tuple[str, ...]:
        """Write everything that grows, to tell whether it has to be drawn again."""
        index, running = self._week.running_day, self._week.running_project
        if index is None:
            return ()
        sums = [self._spent(row) for row in self._week.projects if row.project_id == running]
        return (*self.head(), *map(duration_text, (self._day_seconds(index), *sums)))

    def _spent(self, project: WeekProject) -> int:
        seconds: int = project.seconds
        return seconds + (self._grown if self._runs(project) else 0)

    def _runs(self, project: WeekProject) -> bool:
        week = self._week
        return week.running_day is not None and project.project_id == week.running_project

    def _project(self, project: WeekProject, width: int) -> Line:
        week, ink = self._week, self._ink
        seconds = self._spent(project)
        total = max(1, week.seconds + self._grown)
        name = max(12, min(30, width // 3))
        line = Line(width, ink.plain)
        line.column(project.project or "No project", name - 1).gap(1)
        line.right(duration_text(seconds), 6).gap(2)
        value = max(map(cell_len, self._worth.values.values()), default=0)
        value += _BESIDE if value else 0
        room = min(24, line.left - 8 - _WORDS - value)
        if room >= 6:
            line.column(bar(seconds, total, room), room, ink.bar).gap(1)
        line.right(f"{round(100 * seconds / total)} %" if seconds >= MINUTE else "", 5)
        if value < line.left:
            line.right(self._worth.values.get(project.project_id, ""), value)
        return line.put("  " + self._billable_words(project), ink.muted)

    def _billable_words(self, project: WeekProject) -> str:
        billable = project.billable_seconds + (self._grown_billable if self._runs(project) else 0)
        return billable_words(billable, self._spent(project))


def billable_words(billable: int, seconds: int) -> str:
    """Say how much of some seconds is billable; of what shows as 0:00, nothing."""
    if seconds < MINUTE:
        return ""
    part = round(100 * billable / seconds)
    if part == 0:
        return "not billable"
    return "billable" if part == 100 else f"{part} % billable"
