"""Projects: clients, projects, mappings; what an admin may do and a member is told."""

from __future__ import annotations

import pytest

from screens.dialogs.choices import Choose
from screens.dialogs.dialog import Sentence
from screens.dialogs.map_remote import MapRemote
from store.connections import connections
from store.ledger import Ledger
from store.mapping import map_remote, mappings
from store.projects import archive_project, find_project, projects
from store.records import Project
from store.remote import upsert_projects
from sync.provider import RemoteProject
from tests.clock import FixedClock
from tests.screens.agency import fill, run_timer
from tests.screens.members import bob_beside
from tests.screens.stage import SMALL, Stage, opened
from widgets.bar_line import BarLine
from widgets.project_list import ProjectList
from widgets.task_list import TaskList

HIDDEN = RemoteProject("w1", "p9", "Board matters", "https://app.asana.com/0/p9", False)


def mapped(ledger: Ledger) -> dict[str, str]:
    """Tell which remote project is mapped to which of ours."""
    with ledger.read() as work:
        return {row.remote_id: row.project for row in mappings(work)}


def all_projects(ledger: Ledger) -> dict[str, Project]:
    with ledger.read() as work:
        return {project.name: project for project in projects(work, archived=True)}


def rows(stage: Stage) -> list[str]:
    return stage.app.screen.query_one(ProjectList).summary()


def about(stage: Stage) -> list[str]:
    """What is said about the selected row."""
    return str(stage.app.screen.query_one("#about", Sentence).content).split("\n")


async def test_the_place_lists_clients_projects_and_hours(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("4")
        assert rows(stage) == [
            "  this week, in all",
            "  Acme GmbH",
            "> Acme Redesign 1 mapped 11:05 11:05",
            "  Orbit",
            "  Orbit API",
            "  No client",
            "  Internal 3:15 3:15",
        ]


async def test_a_remote_project_is_mapped_by_enter_and_taken_away_by_enter(
    sqlite_ledger: Ledger,
) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("4", "down", "down", "m")
        assert isinstance(stage.app.screen, MapRemote)
        assert "Names alike, only suggested" in stage.text
        assert mapped(sqlite_ledger) == {"p1": "Acme Redesign"}
        await stage.press("enter")
        assert mapped(sqlite_ledger)["p2"] == "Orbit API"
        assert "✓ A Orbit API" in stage.text
        await stage.press("enter")
        assert mapped(sqlite_ledger) == {"p1": "Acme Redesign"}
        await stage.press("escape")
        assert "No remote project is mapped to it." in stage.text


async def test_what_is_mapped_elsewhere_says_where_and_asks(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("4", "end", "m")
        await stage.type("acme rds")
        await stage.until(lambda: "▸   A Acme Redesign" in stage.text)
        assert "mapped to Acme Redesign" in stage.text
        await stage.press("enter")
        assert isinstance(stage.app.screen, Choose)
        await stage.press("enter")
        assert mapped(sqlite_ledger) == {"p1": "Acme Redesign"}
        await stage.press("enter", "down", "enter")
        assert mapped(sqlite_ledger) == {"p1": "Internal"}
        assert isinstance(stage.app.screen, MapRemote)


async def test_the_details_say_what_is_mapped_and_by_whom(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        internal = find_project(work, "Internal").id
        map_remote(work, internal, "asana", "p2")
    async with opened(sqlite_ledger) as stage:
        await stage.press("4", "end")
        assert about(stage) == [
            "no client",
            "your time: 3:15 this week, 3:15 in all",
            "",
            "A  Orbit API",
            "   Asana project · set by me",
        ]


async def test_clients_and_projects_are_added_renamed_and_moved(sqlite_ledger: Ledger) -> None:
    async with opened(sqlite_ledger) as stage:
        await stage.press("escape", "4")
        assert about(stage)[0] == "There are no projects yet. Press a to add one."
        await stage.press("A")
        await stage.type("Orbit")
        await stage.press("enter")
        assert rows(stage)[1:] == ["> Orbit no projects"]
        await stage.press("a")
        assert "New project for Orbit" in stage.text
        await stage.type("API")
        await stage.press("enter")
        assert rows(stage)[1:] == ["  Orbit", "> API"]
        await stage.press("e", "end")
        await stage.type(" 2")
        await stage.press("enter")
        assert all_projects(sqlite_ledger)["API 2"].client == "Orbit"
        await stage.press("c")
        await stage.type("Acme")
        await stage.press("enter")
        assert all_projects(sqlite_ledger)["API 2"].client == "Acme"
        assert rows(stage)[1:] == ["  Acme", "> API 2", "  Orbit no projects"]
        await stage.press("down", "e", "end")
        await stage.type(" Ltd")
        await stage.press("enter")
        assert rows(stage)[-1] == "> Orbit Ltd no projects"


async def test_each_change_is_taken_back_by_the_key_and_the_timer_runs_on(
    sqlite_ledger: Ledger,
) -> None:
    fill(sqlite_ledger)
    run_timer(sqlite_ledger, "asana:14")
    before = all_projects(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("4", "down", "down", "e", "end", "x", "enter")
        assert all_projects(sqlite_ledger) != before
        await stage.press("m", "enter", "escape", "u", "u")
        await stage.until(lambda: all_projects(sqlite_ledger) == before)
        assert mapped(sqlite_ledger) == {"p1": "Acme Redesign"}
        assert stage.app.facts.status.entry is not None


async def test_what_is_mapped_to_an_archived_project_says_so(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        archive_project(work, find_project(work, "Acme Redesign").id)
    async with opened(sqlite_ledger) as stage:
        await stage.press("4", "end", "m")
        await stage.type("acme rds")
        await stage.until(lambda: "mapped to Acme Redesign (archived)" in stage.text)
        await stage.press("escape", "escape", "v", "home", "down")
        assert about(stage)[0] == "Acme GmbH · archived"
        assert "no longer goes to it" in about(stage)[-1]


async def test_archiving_asks_and_what_is_archived_comes_back(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("4", "end", "d", "enter")
        assert not all_projects(sqlite_ledger)["Internal"].archived
        await stage.press("d", "down", "enter")
        assert all_projects(sqlite_ledger)["Internal"].archived
        assert not any("Internal" in row for row in rows(stage))
        await stage.press("v", "end")
        assert rows(stage)[-1] == "> Internal archived 3:15 3:15"
        await stage.press("m", "enter")
        assert stage.app.place_name == "projects"
        await stage.press("d")
        assert not all_projects(sqlite_ledger)["Internal"].archived
        await stage.press("home", "d")
        assert "Acme GmbH has open projects. Archive or move them first." in stage.notices


async def test_a_filter_finds_by_client_project_and_what_is_mapped(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("4", "slash")
        await stage.type("acme gmbh")
        assert rows(stage)[1:] == ["  Acme GmbH", "> Acme Redesign 1 mapped 11:05 11:05"]
        await stage.type(" x")
        assert about(stage) == ["Nothing is called so. Escape shows everything."]
        await stage.press("escape")
        assert len(rows(stage)) == 7
        assert stage.app.focused is stage.app.screen.query_one(ProjectList)


async def test_enter_picks_tasks_for_the_project_in_today(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("4", "enter")
        assert stage.app.place_name == "today"
        assert stage.app.scope is not None
        assert stage.app.scope.name == "Acme Redesign"
        listing = stage.app.screen.query_one(TaskList)
        assert listing.summary(2)[0].strip() == "Acme Redesign"
        await stage.press("4", "e", "end")
        await stage.type(" 2")
        await stage.press("enter", "1")
        assert stage.app.screen.query_one(TaskList).summary(1)[0].strip() == "Acme Redesign 2"


async def test_a_member_sees_all_of_it_and_is_told_whose_it_is(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    fill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        upsert_projects(work, connections(work)[0].id, "asana", [HIDDEN])
        map_remote(work, find_project(work, "Internal").id, "asana", "p9")
        map_remote(work, find_project(work, "Orbit API").id, "asana", "p2")
    with bob_beside(sqlite_ledger, clock) as ledger:
        async with opened(ledger) as stage:
            await stage.press("4", "end")
            assert "Board matters" not in stage.text
            assert about(stage)[3:] == [
                "A  one that you cannot see",
                "   Asana project · set by Ada",
                "",
                "Ada set this; only an admin may change it.",
            ]
            footer = stage.app.screen.query_one("#footer", BarLine).summary()
            assert "p pick" in footer
            assert not any(word in footer for word in ("a add", "m map", "e rename", "d archive"))
            before = all_projects(ledger)
            await stage.press("a", "A", "e", "c", "d", "m")
            assert stage.app.screen is stage.app.place
            assert all_projects(ledger) == before


@pytest.mark.parametrize("size", [SMALL, (200, 60)])
async def test_it_fits_and_a_click_selects(sqlite_ledger: Ledger, size: tuple[int, int]) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger, size) as stage:
        await stage.press("4")
        assert all(len(line) <= size[0] for line in stage.lines)
        at = next(y for y, line in enumerate(stage.lines) if "    Orbit API" in line)
        await stage.pilot.click(offset=(8, at))
        await stage.settle()
        assert any("─ Orbit API ─" in line for line in stage.lines)
        await stage.pilot.click(offset=(8, at), times=2)
        await stage.settle()
        assert stage.app.place_name == "today"
