"""The week pane: days against the target, projects with share and billable part."""

from __future__ import annotations

from store.records import WeekProject
from tests.widgets.samples import FRIDAY, MINUTE, running, week
from tests.widgets.stand import standing
from widgets.week import WeekPane


def pane() -> WeekPane:
    """Make a pane that shows week 48 on its Friday."""
    made = WeekPane()
    made.styles.height = "1fr"
    made.today = "2026-11-27"
    made.week = week()
    made.running = running().entry
    return made


async def test_it_reports_days_and_projects() -> None:
    made = pane()
    async with standing(made, (64, 20)) as (_stand, _pilot):
        assert made.summary() == [
            "Week 48 31:20 of 40",
            "Mon ████████████████████████████████████████████▏▕   7:45",
            "Tue ██████████████████████████████████████████████   8:05",
            "Wed ██████████████████████████████████████▉      ▕   6:50",
            "Thu █████████████████▏                           ▕   3:00",
            "Fri ████████████████████████████████▎            ▕   5:40  ●",
            "",
            "Acme Redesign        14:10  █████        45 %  billable",
            "Orbit API            11:05  ███▉         35 %  95 % billable",
            "Internal              6:05  ██▏          19 %  not billable",
            "No project            0:15  ▏             1 %  billable",
            "billable 81 % [ ] other weeks",
        ]


async def test_the_running_day_and_project_grow_with_the_minute() -> None:
    made = pane()
    async with standing(made, (64, 20)) as (stand, pilot):
        made.now = FRIDAY + 10 * MINUTE
        await pilot.pause()
        rows = "\n".join(stand.rows())
        assert "31:30 of 40" in rows
        assert "5:50  ●" in rows
        assert "14:20" in rows


async def test_what_shows_as_no_time_has_no_percentage() -> None:
    made = pane()
    assert made.week is not None
    part = WeekProject("p1", "Acme Redesign", "Acme GmbH", 59, 59)
    nothing = made.week.replace(
        running_day=None,
        running_project=None,
        seconds=59,
        billable_seconds=59,
        projects=(part,),
        days=tuple((date, 0) for date, _seconds in made.week.days),
    )
    made.running, made.week = None, nothing
    async with standing(made, (64, 20)) as (stand, _pilot):
        rows = "\n".join(stand.rows())
        assert "Acme Redesign" in rows
        assert "%" not in rows
        assert "billable" not in rows


async def test_a_week_in_which_nothing_runs_stands_still() -> None:
    made = pane()
    assert made.week is not None
    made.week = made.week.replace(running_day=None, running_project=None)
    async with standing(made, (64, 20)) as (stand, pilot):
        made.now = FRIDAY + 60 * MINUTE
        await pilot.pause()
        assert "31:20 of 40" in stand.rows()[0]


async def test_a_flat_pane_keeps_the_days_in_one_row() -> None:
    made = pane()
    made.styles.height = 5
    async with standing(made, (76, 10)) as (stand, _pilot):
        row = stand.rows()[1]
        assert "Mon 7:45" in row
        assert "Fri 5:40●" in row
        assert stand.rows()[2].startswith(
            "│ Acme Redesign 14:10   Orbit API 11:05   Internal 6:05 "
        )
        assert "No project 0:15" in stand.rows()[2]


async def test_an_empty_weekend_is_left_out_and_a_worked_one_is_not() -> None:
    made = pane()
    async with standing(made, (64, 20)) as (_stand, pilot):
        assert not any(row.startswith("Sat") for row in made.summary())
        assert made.week is not None
        days = [*made.week.days[:5], ("2026-11-28", 1800), ("2026-11-29", 0)]
        made.week = made.week.replace(days=tuple(days))
        await pilot.pause()
        assert any(row.startswith("Sat") for row in made.summary())
        assert not any(row.startswith("Sun") for row in made.summary())


async def test_without_a_target_there_is_no_mark_and_no_of() -> None:
    made = pane()
    assert made.week is not None
    made.week = made.week.replace(target_seconds=0)
    async with standing(made, (64, 20)) as (_stand, _pilot):
        assert made.summary()[0] == "Week 48 31:20"
        assert not any("▕" in row for row in made.summary())


async def test_many_projects_are_counted_where_they_do_not_fit() -> None:
    made = pane()
    assert made.week is not None
    many = tuple(WeekProject(str(n), f"Project {n}", None, 60, 60) for n in range(40))
    made.week = made.week.replace(projects=many)
    async with standing(made, (64, 20)) as (_stand, _pilot):
        assert "and 29 more" in made.summary()
