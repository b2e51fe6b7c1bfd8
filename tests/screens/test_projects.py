"""Projects: clients, projects, mappings; what an admin may do and a member is told."""

from __future__ import annotations

from store.ledger import Ledger
from tests.screens.agency import fill
from tests.screens.stage import opened


async def test_the_place_lists_clients_projects_and_hours(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("4")
        rows = [" ".join(line.split()) for line in stage.lines]
        assert any("▸ Acme Redesign 1 mapped 11:05 11:05" in row for row in rows)
        assert any("A Acme Redesign" in row for row in rows)
