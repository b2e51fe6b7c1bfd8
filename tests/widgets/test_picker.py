"""The picker: sections, what is asked for while typing, what is chosen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from store.records import Candidate
from tests.widgets.samples import HOSTILE, agency, candidate
from tests.widgets.stand import Stand, standing
from widgets.drawing.sections import CreateRow, Heading, Sections, TaskRow
from widgets.drawing.tasks import Outlook, due_text, short_due_text
from widgets.picker import Picker

TODAY = "2026-11-27"


@asynccontextmanager
async def picking(
    tasks: Sequence[Candidate], scope: str | None = None, size: tuple[int, int] = (60, 20)
) -> AsyncIterator[tuple[Picker, Stand, Pilot[None]]]:
    """Put a picker on the stand, with the cursor in its field."""
    picker = Picker("Start a timer")
    picker.hold(tasks, Outlook(TODAY, "id of running", scope))
    async with standing(picker, size) as (stand, pilot):
        picker.show_tasks(tasks, scope, len(tasks))
        picker.search()
        await pilot.pause()
        yield picker, stand, pilot


def queries(stand: Stand) -> list[str]:
    return [message.query for message in stand.told if isinstance(message, Picker.Queried)]


def chosen(stand: Stand) -> list[str]:
    return [message.task.name for message in stand.told if isinstance(message, Picker.Chosen)]


def created(stand: Stand) -> list[str]:
    return [message.name for message in stand.told if isinstance(message, Picker.Create)]


async def test_an_empty_field_shows_the_project_then_recent_then_the_rest() -> None:
    async with picking(agency(), "Acme Redesign") as (picker, stand, _pilot):
        assert picker.tasks.summary(11) == [
            "  Acme Redesign",
            "> A Homepage hero Acme Redesign due today",
            "  A Pricing page copy Acme Redesign due Mon",
            "  A Accessibility audit Acme Redesign",
            "  Recent",
            "  ◦ Bookkeeping Internal",
            "  L ENG-214 Flaky import Orbit API",
            "  A Old brand guide Orbit API completed",
            "  All tasks",
            "  A Kick-off notes Orbit API late 20 Nov",
            "  ◦ Write proposal",
        ]
        assert "Acme Redesign ─╮" in stand.rows()[0]
        assert "47 tasks" in stand.rows()[-1]


async def test_names_have_the_room_that_nothing_else_needs() -> None:
    long, due = "Rewrite the importer for broken rows", "2026-12-21"
    tasks = [
        candidate(long, project="Engineering", seconds=59),
        candidate("Fix login", project="Web", due_on=due, seconds=30),
    ]
    async with picking(tasks, size=(58, 20)) as (_picker, stand, _pilot):
        rows = stand.rows()
        assert any(f"{long[:31]}…  Engineering" in row for row in rows)
        assert any(row.rstrip("│ ").endswith("Web   due 21 Dec") for row in rows)
        assert not any("0:00" in row for row in rows)


async def test_typing_asks_for_a_ranking_and_shows_only_what_matches() -> None:
    tasks = agency()
    async with picking(tasks) as (picker, stand, pilot):
        await pilot.press("f", "l", "a")
        assert queries(stand) == ["f", "fl", "fla"]
        picker.show_matches("fla", [TaskRow(tasks[4], "fla")])
        await pilot.pause()
        assert picker.tasks.summary() == [
            "> L ENG-214 Flaky import Orbit API",
            "  + create “fla”",
        ]
        assert "1 of 47" in stand.rows()[-1]


async def test_a_ranking_that_comes_too_late_is_not_shown() -> None:
    tasks = agency()
    async with picking(tasks) as (picker, _stand, pilot):
        await pilot.press("f", "l")
        picker.show_matches("f", [TaskRow(tasks[0], "f")])
        assert picker.tasks.summary(1) == ["  Mapped"]
        assert not any(isinstance(row, CreateRow) for row in picker.tasks.rows)


async def test_enter_before_the_ranking_chooses_its_first_row_when_it_comes() -> None:
    tasks = agency()
    async with picking(tasks) as (picker, stand, pilot):
        await pilot.press("f", "l", "enter")
        assert chosen(stand) == []
        picker.show_matches("fl", [TaskRow(tasks[4], "fl"), TaskRow(tasks[0], "fl")])
        await pilot.pause()
        assert chosen(stand) == ["Flaky import"]


async def test_arrows_move_in_the_list_while_typing() -> None:
    tasks = agency()
    async with picking(tasks) as (picker, stand, pilot):
        await pilot.press("a")
        picker.show_matches("a", [TaskRow(task, "a") for task in tasks[:3]])
        await pilot.press("down", "down", "up", "enter")
        assert chosen(stand) == ["Pricing page copy"]


async def test_a_name_that_does_not_exist_can_be_created_in_the_scoped_project() -> None:
    async with picking(agency(), "Acme Redesign") as (picker, stand, pilot):
        await pilot.press("n", "e", "w")
        picker.show_matches("new", [])
        assert picker.tasks.summary() == ["> + create “new” in Acme Redesign"]
        await pilot.press("enter")
        assert created(stand) == ["new"]


async def test_a_name_that_does_exist_is_not_offered_for_creation() -> None:
    tasks = [candidate("Bookkeeping")]
    async with picking(tasks) as (picker, _stand, pilot):
        await pilot.press(*"bookkeeping")
        picker.show_matches("bookkeeping", [TaskRow(tasks[0], "bookkeeping")])
        assert picker.tasks.summary() == ["> A Bookkeeping"]


async def test_escape_empties_the_field_then_leaves() -> None:
    async with picking(agency()) as (picker, stand, pilot):
        await pilot.press("f")
        picker.show_matches("f", [])
        await pilot.press("escape")
        assert picker.typed == ""
        assert "Recent" in picker.tasks.summary()[4]
        assert not any(isinstance(message, Picker.Left) for message in stand.told)
        await pilot.press("escape")
        assert any(isinstance(message, Picker.Left) for message in stand.told)


async def test_fresh_candidates_leave_the_cursor_where_it_was() -> None:
    tasks = agency()
    async with picking(tasks, "Acme Redesign") as (picker, _stand, pilot):
        await pilot.press("down", "down")
        assert picker.selected == tasks[2]
        picker.show_tasks(agency(), "Acme Redesign", 47)
        assert picker.selected is not None
        assert picker.selected.name == "Accessibility audit"


async def test_another_ranking_of_the_same_query_leaves_the_cursor_on_its_task() -> None:
    tasks = agency()
    async with picking(tasks) as (picker, _stand, pilot):
        await pilot.press("a")
        picker.show_matches("a", [TaskRow(task, "a") for task in tasks[:3]])
        await pilot.press("down")
        picker.show_matches("a", [TaskRow(task, "a") for task in (tasks[5], *tasks[:3])])
        assert picker.selected == tasks[1]


def rows_of(stand: Stand, *names: str) -> list[str]:
    return [next(row for row in stand.rows() if name in row) for name in names]


@pytest.mark.parametrize("width", [46, 56, 76, 116])
async def test_a_row_says_project_and_date_in_columns_of_their_own(width: int) -> None:
    async with picking(agency(), size=(width, 20)) as (_picker, stand, _pilot):
        copy, books, old = rows_of(stand, "Pricing page", "Bookkeeping", "Old brand")
        assert copy.index(" Mon") + 4 == old.index("completed") + 9
        assert copy.index("1:25 ") == books.index("2:05") == old.index("1:00")
        assert books.index("Internal") == old.index(" Or", 20) + 1
        assert "Acme" in copy
        assert ("due Mon" in copy) == (width > 70)


@pytest.mark.parametrize(("width", "end"), [(60, "Orbit · Doing  due today │"), (38, "today │")])
async def test_a_row_says_how_far_a_task_is_where_there_is_room(width: int, end: str) -> None:
    doing = candidate(
        "Kick-off notes", project="Orbit", remote_section="Doing", due_on="2026-11-27"
    )
    done = candidate("Audit", project="Orbit", link="dormant", reason="completed")
    async with picking([doing, done], size=(width, 10)) as (_picker, stand, _pilot):
        assert rows_of(stand, "Kick-off")[0].endswith(end)
        assert ("Doing" in rows_of(stand, "Kick-off")[0]) == (width > 50)
        assert "completed" in rows_of(stand, "Audit")[0]


async def test_below_the_scoped_name_a_row_says_how_far_it_is_instead() -> None:
    tasks = [candidate("Audit", project="Orbit", remote_state="In Review", section="project")]
    async with picking(tasks, "Orbit", size=(50, 10)) as (picker, stand, _pilot):
        assert picker.tasks.summary() == ["  Orbit", "> A Audit In Review"]
        assert "In Review" in rows_of(stand, "Audit")[0]


async def test_a_project_is_never_cut_beside_blanks() -> None:
    tasks = [candidate("Kick-off", project="Müller & Söhne Relaunch", due_on="2026-12-21")]
    async with picking(tasks, size=(76, 10)) as (_picker, stand, _pilot):
        assert (
            rows_of(stand, "Kick-off")[0]
            .rstrip(" │")
            .endswith("Müller & Söhne Relaunch   due 21 Dec")
        )


async def test_a_narrow_list_keeps_name_and_hours() -> None:
    async with picking(agency(), "Acme Redesign", size=(28, 20)) as (_picker, stand, _pilot):
        row = rows_of(stand, "Homepage hero")[0]
        assert "due" not in row
        assert "4:10" in row


async def test_without_hours_there_is_no_column_for_them() -> None:
    tasks = [candidate("Kick-off notes", project="Orbit API")]
    async with picking(tasks, size=(60, 10)) as (_picker, stand, _pilot):
        assert rows_of(stand, "Kick-off")[0].rstrip(" │").endswith("Orbit API")
        assert " 1 task ─╯" in stand.rows()[-1]


async def test_the_running_task_is_marked() -> None:
    tasks = [candidate("Homepage hero", task_id="id of running"), candidate("Kick-off notes")]
    async with picking(tasks) as (picker, _stand, _pilot):
        assert picker.tasks.summary() == [
            "  All tasks",
            "> ● Homepage hero running",
            "  A Kick-off notes",
        ]


async def test_under_a_scope_the_selected_row_says_what_its_time_is_booked_on() -> None:
    tasks = [candidate("Homepage hero", project="Acme Site"), candidate("Audit", project="Orbit")]
    async with picking(tasks, "Internal") as (picker, stand, _pilot):
        assert picker.tasks.summary()[1:] == ["> A Homepage hero → Internal", "  A Audit Orbit"]
        assert "→ Internal" in rows_of(stand, "Homepage hero")[0]


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names_break_no_column(name: str) -> None:
    tasks = [candidate(name, project=name, seconds=3600), candidate("Homepage hero", seconds=3600)]
    async with picking(tasks, name) as (picker, stand, pilot):
        rows = [row for row in stand.rows() if "1:00" in row]
        assert len({row.rindex("1:00") + len(row) - len(row.rstrip()) for row in rows}) <= 2
        await pilot.press("q")
        picker.show_matches("q", [TaskRow(tasks[0], "q")])
        await pilot.press("enter")
        await pilot.pause()
        assert chosen(stand) == [name]
        assert not any("\x1b" in row for row in stand.rows())


def test_a_hundred_thousand_sections_are_made_row_by_row() -> None:
    tasks = [candidate(str(number)) for number in range(1000)]
    rows = Sections([*agency()[:8], *tasks * 100], "Acme Redesign")
    assert len(rows) == 100_000 + 8 + 3
    assert rows[0] == Heading("Acme Redesign")
    assert rows[len(rows) - 1] == TaskRow(tasks[-1])


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (None, ""),
        ("2026-11-27", "due today"),
        ("2026-11-28", "due Sat"),
        ("2026-12-03", "due Thu"),
        ("2026-12-04", "due 4 Dec"),
        ("2026-11-26", "late 26 Nov"),
        ("2027-01-02", "due 2 Jan 2027"),
    ],
)
def test_due_dates_are_said_as_seen_from_today(due_on: str | None, words: str) -> None:
    assert due_text(due_on, TODAY) == words


def test_due_dates_have_a_short_form() -> None:
    dates = (None, "2026-11-27", "2026-11-28", "2026-12-04", "2026-11-26")
    assert [short_due_text(date, TODAY) for date in dates] == [
        "",
        "today",
        "Sat",
        "4 Dec",
        "! 26 Nov",
    ]
