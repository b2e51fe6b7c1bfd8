"""The mirror: only what differs is written, links follow, and nothing local is ever lost."""

from __future__ import annotations

from typing import Any

import pytest

from store import timer
from store.adoption import adopt
from store.connections import remove_connection
from store.features import switch_feature
from store.ledger import Ledger
from store.links import wake_links
from store.picker import candidates
from store.remote import (
    Counts,
    forget_mirror,
    live_among,
    live_projects,
    live_task_ids,
    live_tasks_elsewhere,
    retire_projects,
    retire_tasks,
    upsert_projects,
    upsert_tasks,
)
from store.tasks import rename_task
from store.work import Work
from tests.store.filling import RemoteProject, RemoteTask, connect, mirror, write_down

HERO = RemoteTask("1", "Homepage hero", ("p1", "p2"), "2026-12-01", modified_at=5)
COPY = RemoteTask("2", "Pricing page copy")


def link(work: Work, remote_id: str = "1") -> tuple[Any, ...]:
    """Read the state of a link and why."""
    (row,) = work.rows("SELECT state, reason FROM link WHERE remote_id = ?", (remote_id,))
    return row


def upsert(work: Work, connection_id: str, *tasks: RemoteTask) -> Counts:
    """Store a page of tasks."""
    return upsert_tasks(work, connection_id, "asana", tasks)


def test_only_what_differs_is_written(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        assert upsert(work, connection_id, HERO, COPY) == (2, 0, 2)
        before = work.rows("SELECT * FROM remote_task ORDER BY remote_id")
        assert upsert(work, connection_id, HERO, COPY) == (0, 0, 0)
        assert work.rows("SELECT * FROM remote_task ORDER BY remote_id") == before
        changed = HERO._replace(name="Home Page Héro", due_on=None)
        assert upsert(work, connection_id, changed, COPY, RemoteTask("3")) == (1, 1, 2)
        assert work.rows(
            "SELECT name, norm, project_ids, due_on FROM remote_task WHERE remote_id = '1'"
        ) == [("Home Page Héro", "home page hero", "p1 p2", None)]
        assert upsert(work, connection_id) == (0, 0, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "New"},
        {"identifier": "ENG-1"},
        {"url": "https://example.com"},
        {"due_on": None},
        {"project_ids": ("p2", "p1")},
        {"modified_at": 6},
        {"workspace_id": "other"},
        {"completed": True},
    ],
)
def test_every_field_is_compared(sqlite_ledger: Ledger, change: dict[str, Any]) -> None:
    with sqlite_ledger.write() as work:
        connection_id = connect(work)
        upsert(work, connection_id, HERO)
        assert upsert(work, connection_id, HERO._replace(**change)) == (0, 1, 1)
        assert upsert(work, connection_id, HERO._replace(**change)) == (0, 0, 0)


def test_a_page_that_names_a_task_twice_stores_it_once(ledger: Ledger) -> None:
    with ledger.write() as work:
        counts = upsert(work, connect(work), HERO, HERO._replace(name="Hero, at last"))
        assert counts == (1, 0, 1)
        assert work.rows("SELECT name FROM remote_task") == [("Hero, at last",)]


def test_a_picked_task_follows_the_remote_name_until_it_is_named_here(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        upsert(work, connection_id, HERO, COPY)
        hero, copy = adopt(work, "asana:1"), adopt(work, "asana:2")
        rename_task(work, copy, "Copy, mine")
        counts = upsert(
            work,
            connection_id,
            HERO._replace(name="Hero (v2)", url="https://example.com/1", identifier="W-1"),
            COPY._replace(name="Copy (v2)"),
        )
        assert counts == (0, 2, 4)
        assert work.rows("SELECT id, name, norm FROM task ORDER BY id") == [
            (hero, "Hero (v2)", "hero v2"),
            (copy, "Copy, mine", "copy mine"),
        ]
        assert work.rows("SELECT url, identifier FROM link WHERE remote_id = '1'") == [
            ("https://example.com/1", "W-1")
        ]


@pytest.mark.parametrize("reason", ["completed", "reassigned", "gone", "no_access", "off"])
def test_a_retired_task_sleeps_for_its_reason_and_keeps_its_hours(
    ledger: Ledger, reason: str
) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        upsert(work, connection_id, HERO, COPY)
        task_id = adopt(work, "asana:1")
        write_down(work, task_id, "09:00", "10:00")
        timer.start(work, task_id)
        assert retire_tasks(work, connection_id, "asana", {"1": reason}) == 2
        assert link(work) == ("dormant", reason)
        entry = timer.status(work).entry
        assert entry
        assert (entry.task, entry.link, entry.reason) == ("Homepage hero", "dormant", reason)
        assert work.rows("SELECT COUNT(*) FROM entry") == [(2,)]
        assert live_task_ids(work, connection_id, "studio") == {"2"}
        assert upsert(work, connection_id, HERO) == (0, 1, 2)
        assert link(work) == ("live", None)


def test_a_completed_task_that_is_pulled_sleeps_at_once(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        upsert(work, connection_id, HERO)
        task_id = adopt(work, "asana:1")
        upsert(work, connection_id, HERO._replace(completed=True, name="Hero, done"))
        assert link(work) == ("dormant", "completed")
        assert work.rows("SELECT name FROM task WHERE id = ?", (task_id,)) == [("Hero, done",)]
        assert candidates(work) == []


def test_what_another_connection_still_sees_stays_awake(ledger: Ledger) -> None:
    with ledger.write() as work:
        first, second = connect(work, "ada"), connect(work, "ada at work")
        upsert(work, first, HERO)
        upsert(work, second, HERO)
        adopt(work, "asana:1")
        retire_tasks(work, first, "asana", {"1": "no_access"})
        assert link(work) == ("live", None)
        remove_connection(work, second, "asana")
        assert link(work) == ("dormant", "no_access")


def test_what_is_live_is_listed_and_counted_by_connection_and_workspace(ledger: Ledger) -> None:
    with ledger.write() as work:
        first, second = connect(work, "ada"), connect(work, "ada at work")
        upsert(work, first, HERO, COPY._replace(workspace_id="agency"), RemoteTask("3"))
        upsert(work, second, HERO, RemoteTask("4", workspace_id="agency"))
        retire_tasks(work, first, "asana", {"3": "gone"})
        assert live_task_ids(work, first, "studio") == {"1"}
        assert live_tasks_elsewhere(work, first, ["studio"]) == ["2"]
        assert live_tasks_elsewhere(work, first, []) == ["1", "2"]
        assert live_tasks_elsewhere(work, first, ["agency", "studio"]) == []
        assert live_among(work, first, ["1", "2", "3", "4"]) == {"1", "2"}
        assert live_among(work, "no such connection", ["1"]) == set()


def test_disconnecting_forgets_the_mirror_and_keeps_reasons_and_hours(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        upsert(work, connection_id, HERO, COPY, RemoteTask("3", "never picked"))
        upsert_projects(work, connection_id, "asana", [RemoteProject("p1")])
        hero, copy = adopt(work, "asana:1"), adopt(work, "asana:2")
        write_down(work, hero, "09:00", "10:00")
        write_down(work, copy, "10:00", "11:00")
        retire_tasks(work, connection_id, "asana", {"2": "completed"})
        forget_mirror(work, connection_id, "asana", "ada")
        assert link(work, "1") == ("dormant", "disconnected")
        assert link(work, "2") == ("dormant", "completed")
        assert work.rows("SELECT * FROM remote_task") == []
        assert work.rows("SELECT * FROM remote_project") == []
        assert {row.name for row in candidates(work)} == {"Homepage hero", "Pricing page copy"}
        wake_links(work, "asana", "ada")
        mirror(work, connection_id, HERO)
        assert link(work, "1") == ("live", None)
        assert adopt(work, "asana:1") == hero


def test_another_account_does_not_inherit_links(ledger: Ledger) -> None:
    with ledger.write() as work:
        first = connect(work, "ada")
        upsert(work, first, HERO)
        hero = adopt(work, "asana:1")
        write_down(work, hero, "09:00", "10:00")
        remove_connection(work, first, "asana")
        upsert(work, connect(work, "grace"), HERO)
        assert link(work, "1") == ("dormant", "disconnected")
        assert {row.key for row in candidates(work)} == {hero, "asana:1"}
        anew = adopt(work, "asana:1")
        assert anew != hero
        upsert(work, connect(work, "ada"), HERO)
        states = work.rows("SELECT task_id, state FROM link ORDER BY state")
        assert states == [(hero, "dormant"), (anew, "live")]


def test_two_links_of_a_task_survive_that_both_accounts_go(ledger: Ledger) -> None:
    with ledger.write() as work:
        ada = connect(work, "ada")
        upsert(work, ada, HERO)
        hero = adopt(work, "asana:1")
        remove_connection(work, ada, "asana")
        grace = connect(work, "grace")
        upsert(work, grace, HERO)
        anew = adopt(work, "asana:1")
        ada = connect(work, "ada")
        upsert(work, ada, HERO)
        remove_connection(work, grace, "asana")
    with ledger.write() as work:
        remove_connection(work, ada, "asana")
        states = work.rows("SELECT task_id, account_id, state, reason FROM link ORDER BY task_id")
        assert states == [
            (hero, "ada", "dormant", "disconnected"),
            (anew, "", "dormant", "disconnected"),
        ]
        upsert(work, connect(work, "grace"), HERO)
        assert adopt(work, "asana:1") == anew


def test_a_sync_that_was_under_way_wakes_no_link_of_what_was_turned_off(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        upsert(work, connection_id, HERO)
        adopt(work, "asana:1")
        switch_feature(work, "asana", False, ["asana"])
        upsert(work, connection_id, HERO._replace(name="Homepage heroine"))
        assert link(work) == ("dormant", "off")
        switch_feature(work, "asana", True, ["asana"])
        assert link(work) == ("live", None)


def test_projects_are_mirrored_alike(ledger: Ledger) -> None:
    relaunch, shop = RemoteProject("p1", "Website relaunch"), RemoteProject("p2", "Shop")
    with ledger.write() as work:
        connection_id = connect(work)

        def pull(*projects: RemoteProject) -> Counts:
            return upsert_projects(work, connection_id, "asana", projects)

        assert pull(relaunch, shop) == (2, 0, 2)
        assert pull(relaunch, shop) == (0, 0, 0)
        assert pull(relaunch._replace(name="Relaunch!")) == (0, 1, 1)
        assert work.rows("SELECT name, norm FROM remote_project WHERE remote_id = 'p1'") == [
            ("Relaunch!", "relaunch")
        ]
        assert live_projects(work, connection_id) == {"studio": {"p1", "p2"}}
        assert retire_projects(work, connection_id, ["p2"]) == 1
        assert live_projects(work, connection_id) == {"studio": {"p1"}}
        assert pull(shop) == (0, 1, 1)
        assert live_projects(work, connection_id) == {"studio": {"p1", "p2"}}
