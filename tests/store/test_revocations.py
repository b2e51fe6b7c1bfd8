"""Sign-ins that wait to be revoked: written down once, claimed once, ended once."""

from __future__ import annotations

from store.connections import add_connection, address_of, connections
from store.ledger import Ledger
from store.records import Connection
from store.revocations import (
    Revocation,
    add_revocation,
    cancel_revocation,
    claim_revocation,
    end_revocation,
    revocations,
)
from store.work import Work
from tests.clock import FixedClock
from tests.store.filling import ADA


def left(work: Work) -> tuple[Connection, Revocation]:
    """Connect an account, then let it wait to be revoked."""
    new = ADA._replace(method="oauth", application_id="app-1")
    connection_id = add_connection(work, new, [("studio", "Studio")])
    [made] = connections(work)
    return made, add_revocation(work, made, address_of(work, connection_id))


def test_it_is_written_down_without_a_secret(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        made, wanted = left(work)
        assert revocations(work) == [wanted]
    now = clock.wall()
    assert wanted == (
        *("asana", "ada", made.account, "https://app.asana.com", "app-1"),
        *(now, now),
    )


def test_of_two_that_try_one_does(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        _made, wanted = left(work)
    clock.advance(minutes=5)
    with ledger.write() as work:
        assert claim_revocation(work, wanted)
        assert not claim_revocation(work, wanted)
        [now] = revocations(work)
        assert (now.since, now.tried_at) == (wanted.since, clock.wall())
        assert end_revocation(work, now)
        assert not end_revocation(work, now)


def test_leaving_again_begins_anew(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        left(work)
    clock.advance(days=3)
    with ledger.write() as work:
        _made, again = left(work)
        assert revocations(work) == [again]
        assert again.since == clock.wall()


def test_only_the_same_application_calls_it_off(ledger: Ledger) -> None:
    with ledger.write() as work:
        left(work)
        for account, application in (("ada", "app-2"), ("ada", None), ("bob", "app-1")):
            assert not cancel_revocation(work, "asana", account, application)
        assert cancel_revocation(work, "asana", "ada", "app-1")
        assert revocations(work) == []
