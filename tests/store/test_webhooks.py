"""Subscriptions: written down before they are made, each its owner's alone."""

from __future__ import annotations

import pytest

from store.connections import connections, remove_connection
from store.ledger import Ledger
from store.webhooks import (
    Webhook,
    add_webhook,
    busiest_projects,
    confirm_webhook,
    note_heard,
    remove_webhook,
    renew_webhook,
    switch_webhooks,
    webhooks,
)
from tests.clock import FRIDAY, FixedClock
from tests.store.filling import RemoteProject, RemoteTask, connect, mirror, mirror_projects

ADDRESS = "https://tunnel.example/hooks/path-1"


def test_a_subscription_is_written_down_made_heard_and_forgotten(
    ledger: Ledger, clock: FixedClock
) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        made = add_webhook(work, connection_id, "1201", "path-1", ADDRESS)
        assert made == Webhook(connection_id, "", "1201", "path-1", ADDRESS, FRIDAY, None)
        assert webhooks(work) == [made]
        confirm_webhook(work, "path-1", "9001")
        now = clock.advance(minutes=5)
        note_heard(work, "path-1")
        renew_webhook(work, "path-1", "https://other.example/path-1")
        mirror_projects(work, connection_id, RemoteProject("1201", "Website relaunch"))
        moved = made._replace(
            remote_id="9001",
            heard_at=now,
            created_at=now,
            target="https://other.example/path-1",
            project="Website relaunch",
        )
        assert webhooks(work, connection_id) == [moved]
        assert webhooks(work, "another") == []
        remove_webhook(work, "path-1")
        assert webhooks(work) == []


def test_webhooks_are_on_or_off_for_one_connection(ledger: Ledger) -> None:
    with ledger.write() as work:
        first, second = connect(work), connect(work, "ada at work")
        assert [each.webhooks for each in connections(work)] == [False, False]
        switch_webhooks(work, second, True)
        assert {each.id: each.webhooks for each in connections(work)} == {
            first: False,
            second: True,
        }
        switch_webhooks(work, second, False)
        assert [each.webhooks for each in connections(work)] == [False, False]


def test_they_go_with_their_connection(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        add_webhook(work, connection_id, "1201", "path-1", ADDRESS)
        remove_connection(work, connection_id, "asana")
        assert webhooks(work) == []


def test_those_of_another_member_are_not_seen_and_not_touched(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        made = add_webhook(work, connection_id, "1201", "path-1", ADDRESS)
        owner, work.owner = work.owner, "somebody"
        assert webhooks(work) == []
        assert busiest_projects(work, connection_id, 9) == []
        for change in (note_heard, remove_webhook):
            change(work, "path-1")
        confirm_webhook(work, "path-1", "7")
        renew_webhook(work, "path-1", "https://evil.example")
        work.owner = owner
        assert webhooks(work) == [made]


@pytest.mark.parametrize("most", [1, 2, 9])
def test_the_projects_with_the_most_tasks_of_mine_come_first(ledger: Ledger, most: int) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        mirror(
            work,
            connection_id,
            RemoteTask("1", project_ids=("p2", "p3")),
            RemoteTask("2", project_ids=("p2",)),
            RemoteTask("3", project_ids=("p1",)),
            RemoteTask("4"),
            RemoteTask("5", project_ids=("p4",), completed=True),
        )
        assert busiest_projects(work, connection_id, most) == ["p2", "p1", "p3"][:most]
