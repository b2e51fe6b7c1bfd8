"""Feature switches: on unless turned off, by an admin, with the links going to sleep and back."""

from __future__ import annotations

import pytest

from store.adoption import adopt
from store.connections import connections, remove_connection
from store.errors import NothingToDo, Refused
from store.features import (
    features,
    request_text,
    require_feature,
    switch_feature,
    switchers,
)
from store.ledger import Ledger
from store.opening import open_ledger
from store.picker import candidates, first_candidates
from store.work import Work
from tests.clock import FixedClock
from tests.store.filling import RemoteTask, adopted, connect, mirror

KNOWN = ("asana", "linear")


def test_everything_is_on_at_first(ledger: Ledger) -> None:
    with ledger.read() as work:
        assert features(work, KNOWN) == {"asana": True, "linear": True}
        require_feature(work, "asana")


def test_an_integration_that_is_off_is_refused_and_its_links_sleep(ledger: Ledger) -> None:
    with ledger.write() as work:
        [task_id] = adopted(work, RemoteTask("1"))
        switch_feature(work, "asana", False, KNOWN)
    with ledger.read() as work:
        assert states(work, task_id) == [("dormant", "off")]
        with pytest.raises(Refused, match="ayron feature on asana"):
            require_feature(work, "asana")
    with ledger.write() as work:
        switch_feature(work, "asana", True, KNOWN)
        assert states(work, task_id) == [("live", None)]


def test_what_was_not_picked_yet_is_not_offered_while_off(ledger: Ledger) -> None:
    with ledger.write() as work:
        adopted(work, RemoteTask("1"))
        mirror(work, connect(work), RemoteTask("2"))
        switch_feature(work, "asana", False, KNOWN)
        assert candidates(work) == first_candidates(work, None, 10) == []
        assert states(work, adopt(work, "asana:2")) == [("dormant", "off")]
        switch_feature(work, "asana", True, KNOWN)
        assert [row.link for row in candidates(work)] == ["live", "live"]


def test_only_an_admin_may_switch(
    sqlite_ledger: Ledger, sqlite_url: str, clock: FixedClock
) -> None:
    other = open_ledger(sqlite_url, clock, member="bob")
    with pytest.raises(Refused, match="admin"), other.write() as work:
        switch_feature(work, "asana", False, KNOWN)
    other.close()


def test_an_unknown_feature_is_named(ledger: Ledger) -> None:
    with pytest.raises(NothingToDo, match="jira"), ledger.write() as work:
        switch_feature(work, "jira", False, KNOWN)


def test_a_second_member_turns_off_what_nobody_has_switched(
    sqlite_ledger: Ledger, sqlite_url: str, clock: FixedClock
) -> None:
    with sqlite_ledger.write() as work:
        [task_id] = adopted(work, RemoteTask("1"))
        switch_feature(work, "linear", True, KNOWN)
    open_ledger(sqlite_url, clock, member="bob").close()
    with sqlite_ledger.read() as work:
        assert features(work, KNOWN) == {"asana": False, "linear": True}
        assert states(work, task_id) == [("dormant", "off")]
        assert [row.state for row in connections(work)] == ["asleep"]


def test_who_may_switch_is_named(sqlite_ledger: Ledger, sqlite_url: str, clock: FixedClock) -> None:
    with sqlite_ledger.write() as work:
        switch_feature(work, "asana", False, KNOWN)
        [admin] = switchers(work)
        with pytest.raises(Refused, match="You, as an admin, can turn it on"):
            require_feature(work, "asana")
    other = open_ledger(sqlite_url, clock, member="bob")
    with other.read() as work, pytest.raises(Refused, match=f"Only {admin} can turn it on: ayron"):
        require_feature(work, "asana")
    with sqlite_ledger.write() as work:
        work.run("UPDATE member SET role = 'admin', name = 'Bob' WHERE handle = 'bob'")
    with sqlite_ledger.read() as work:
        assert sorted(switchers(work)) == ["Bob", admin]
    with sqlite_ledger.write() as work:
        work.run("UPDATE member SET role = 'member' WHERE handle <> 'bob'")
    ledger = open_ledger(sqlite_url, clock, member=admin)
    with ledger.read() as work, pytest.raises(Refused, match="Only Bob can turn it on"):
        require_feature(work, "asana")
    ledger.close()
    other.close()


def test_a_request_says_where_for_what_and_how(ledger: Ledger) -> None:
    with ledger.read() as work:
        text = request_text(work, "linear")
        [title] = work.row("SELECT name FROM workspace") or ("",)
    assert f"Ayron workspace “{title}”" in text
    assert "Linear (early access)" in text
    assert "the tasks that are assigned to me" in text
    assert "writes nothing to Linear" in text
    assert "ayron feature on linear" in text


def test_a_link_whose_account_left_while_off_waits_for_it(ledger: Ledger) -> None:
    with ledger.write() as work:
        [task_id] = adopted(work, RemoteTask("1"))
        switch_feature(work, "asana", False, KNOWN)
        [connection] = connections(work)
        remove_connection(work, connection.id, "asana")
        switch_feature(work, "asana", True, KNOWN)
        assert states(work, task_id) == [("dormant", "disconnected")]


def states(work: Work, task_id: str) -> list[tuple[str, str | None]]:
    """Read the state of a task's link."""
    return work.rows("SELECT state, reason FROM link WHERE task_id = ?", (task_id,))
