"""What is looked after while the receiver listens: what others changed, what is due, what fails."""

from __future__ import annotations

from store.features import switch_feature
from store.webhooks import renew_webhook
from sync.kinds import kind_names
from sync.providers.asana.client import API
from sync.receiver.leaving import let_go
from sync.receiver.opening import by_hand, keep_secret
from sync.receiver.tending import Tending
from sync.sandbox.faults import Fault
from sync.secrets import Secret
from tests.clock import FixedClock
from tests.sync.receiver.posting import SECRET, deliver
from tests.sync.receiver.subscribing import Subscribing


def tending(mine: Subscribing, said: list[str] | None = None) -> Tending:
    """Return who looks after the hooks of a connection."""
    told = [] if said is None else said
    return Tending(mine.ledger, mine.around, mine.hooks, mine.public_url, mine.stop, told.append)


def test_it_settles_at_once_and_every_hour(mine: Subscribing, clock: FixedClock) -> None:
    said: list[str] = []
    tends = tending(mine, said)
    tends.tend()
    assert [f"webhooks on {len(mine.wanted)} projects" in each for each in said] == [True]
    mine.sandbox.forget_traffic()
    clock.advance(minutes=59)
    tends.tend()
    assert mine.sandbox.traffic == []
    clock.advance(minutes=1)
    tends.tend()
    assert len(mine.sandbox.traffic) == len(mine.connection.workspaces)
    assert mine.sandbox.writes == []
    assert len(said) == 1


def test_a_new_project_of_mine_is_subscribed_to_at_once(mine: Subscribing) -> None:
    tends = tending(mine)
    tends.tend()
    agency = mine.sandbox.agency
    fresh = next(each for each in agency.projects if each not in mine.wanted)
    agency.add("Something new", fresh, assignee=agency.main)
    mine.sync()
    tends.tend()
    assert fresh in mine.subscribed()


def test_what_another_process_turned_off_is_not_listened_to(mine: Subscribing) -> None:
    tends = tending(mine)
    tends.tend()
    path = mine.rows[0].path
    let_go(mine.ledger, mine.around, mine.connection)
    tends.tend()
    assert deliver(mine.server.place, path=path) == 401
    assert mine.sandbox.webhooks == []


def test_a_secret_that_is_typed_in_later_is_taken_up(mine: Subscribing, clock: FixedClock) -> None:
    row = by_hand(mine.ledger, mine.connection, mine.public_url)
    tends = tending(mine)
    tends.load()
    assert deliver(mine.server.place, path=row.path) == 401
    keep_secret(mine.around, mine.connection, row.path, Secret(SECRET))
    tends.load()
    assert deliver(mine.server.place, path=row.path) == 200
    clock.advance(days=1)
    keep_secret(mine.around, mine.connection, row.path, Secret("another"))
    with mine.ledger.write() as work:
        renew_webhook(work, row.path, row.target)
    tends.load()
    assert deliver(mine.server.place, path=row.path) == 401
    assert by_hand(mine.ledger, mine.connection, "https://other.example").path == row.path


def test_trouble_is_told_once_and_tried_again_later(mine: Subscribing, clock: FixedClock) -> None:
    said: list[str] = []
    tends = tending(mine, said)
    mine.sandbox.fail(Fault(times=2, status=403, path=f"{API}/webhooks"))
    tends.tend()
    clock.advance(minutes=5)
    tends.tend()
    assert len(said) == 1
    assert "Asana does not allow this" in said[0]
    mine.sandbox.forget_traffic()
    tends.tend()
    assert mine.sandbox.traffic == []
    clock.advance(minutes=5)
    tends.tend()
    assert mine.subscribed() == sorted(mine.wanted)


def test_who_is_signed_out_or_switched_off_is_not_asked_for(
    mine: Subscribing, clock: FixedClock
) -> None:
    tends = tending(mine)
    with mine.ledger.write() as work:
        work.run("UPDATE connection SET state = 'signed_out'")
    tends.tend()
    with mine.ledger.write() as work:
        work.run("UPDATE connection SET state = 'live'")
        switch_feature(work, "asana", False, kind_names())
    clock.advance(hours=2)
    tends.tend()
    assert mine.sandbox.traffic == []
