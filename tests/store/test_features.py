"""Feature switches: on unless turned off, by an admin, with the links going to sleep and back."""

from __future__ import annotations

import pytest

from store.adoption import adopt
from store.connections import connections
from store.errors import NothingToDo, Refused
from store.features import features, require_feature, switch_feature
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


def states(work: Work, task_id: str) -> list[tuple[str, str | None]]:
    """Read the state of a task's link."""
    return work.rows("SELECT state, reason FROM link WHERE task_id = ?", (task_id,))
