"""Projects: clients, projects, mappings; what an admin may do and a member is told."""

from __future__ import annotations

from screens.dialogs.choices import Choose
from screens.dialogs.map_remote import MapRemote
from store.ledger import Ledger
from store.mapping import mappings
from store.projects import projects
from store.records import Project
from tests.screens.agency import fill
from tests.screens.stage import Stage, opened
from widgets.project_list import ProjectList


def mapped(ledger: Ledger) -> dict[str, str]:
    """Tell which remote project is mapped to which of ours."""
    with ledger.read() as work:
        return {row.remote_id: row.project for row in mappings(work)}


def all_projects(ledger: Ledger) -> dict[str, Project]:
    with ledger.read() as work:
        return {project.name: project for project in projects(work, archived=True)}


def rows(stage: Stage) -> list[str]:
    return stage.app.screen.query_one(ProjectList).summary()


async def test_the_place_lists_clients_projects_and_hours(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("4")
        rows = [" ".join(line.split()) for line in stage.lines]
        assert any("▸ Acme Redesign 1 mapped 11:05 11:05" in row for row in rows)
        assert any("A Acme Redesign" in row for row in rows)


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
