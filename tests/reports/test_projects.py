"""Clients and projects as facts: hours this week and in all, mappings, on both engines."""

from __future__ import annotations

from reports.projects import portfolio
from store import timer
from store.clients import add_client
from store.ledger import Ledger
from store.mapping import map_remote
from store.projects import add_project, archive_project
from store.tasks import add_task
from tests.clock import FixedClock
from tests.store.filling import RemoteProject, connect, mirror_projects, write_down


def test_a_portfolio_tells_hours_and_mappings(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        acme = add_project(work, "Acme Redesign", "Acme GmbH").id
        old = add_project(work, "Old", "Acme GmbH").id
        add_client(work, "Orbit")
        task_id = add_task(work, "task")
        write_down(work, task_id, "2026-11-10 09:00", "2026-11-10 12:00", project_id=acme)
        write_down(work, task_id, "2026-11-23 09:00", "2026-11-23 10:30", project_id=acme)
        write_down(work, task_id, "2026-11-23 11:00", "2026-11-23 12:00")
        mirror_projects(work, connect(work), RemoteProject("r1", "Relaunch"))
        map_remote(work, acme, "asana", "r1")
        archive_project(work, old)
        timer.start(work, task_id, project_id=acme)
    clock.advance(hours=1)
    with ledger.read() as work:
        found = portfolio(work)
        assert [(client.name, client.projects) for client in found.clients] == [
            ("Acme GmbH", 1),
            ("Orbit", 0),
        ]
        assert [
            (row.project.name, row.project.archived, row.week_seconds, row.seconds)
            for row in found.projects
        ] == [("Acme Redesign", False, 9_000, 19_800), ("Old", True, 0, 0)]
        assert [[row.name for row in facts.mappings] for facts in found.projects] == [
            ["Relaunch"],
            [],
        ]
        assert len(found.admins) == 1
        assert found.now == work.now()


def test_a_clock_that_went_back_takes_no_time_away(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        acme = add_project(work, "Acme Redesign").id
        timer.start(work, add_task(work, "task"), project_id=acme)
    clock.set("2026-11-27 13:05")
    with ledger.read() as work:
        assert [row.seconds for row in portfolio(work).projects] == [0]
