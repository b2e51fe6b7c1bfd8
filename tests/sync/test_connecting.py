"""Connecting by token and through the browser, again, elsewhere, and letting go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from store.adoption import adopt
from store.connections import address_of, connections
from store.ledger import Ledger
from store.records import Connection
from sync.access import Surroundings, kept_application, known_application
from sync.errors import NoSafePlace, SignedOut, SignInFailed, Unreachable
from sync.leaving import disconnect
from sync.providers.asana.client import SCOPES
from sync.rounds import Rounds
from sync.sandbox import Sandbox
from sync.secrets import Secret, open_secrets
from sync.signin import Attempt
from sync.tokens import Application
from tests.clock import FixedClock
from tests.sync.asana import asana
from tests.sync.browsing import allow, free_port, refuse
from tests.sync.memory_keyring import MemoryKeyring

Connect = Callable[..., Connection]


@pytest.fixture
def by_token(sandbox: Sandbox, sqlite_ledger: Ledger, around: Surroundings, stop: Event) -> Connect:
    """Return a function that connects with a token."""

    def connect(token: str | None = None, surroundings: Surroundings = around) -> Connection:
        secret = Secret(token or sandbox.token)
        return asana(sqlite_ledger, surroundings, sandbox.url, stop).with_token(secret)

    return connect


@pytest.fixture
def by_browser(
    sandbox: Sandbox, sqlite_ledger: Ledger, around: Surroundings, stop: Event
) -> Connect:
    """Return a function that connects through the browser."""
    redirect = f"http://localhost:{free_port()}/callback"
    sandbox.app.redirects = (redirect,)
    application = Application(sandbox.client_id, Secret(sandbox.client_secret))

    def connect(
        announce: Callable[[Attempt], None] = allow, surroundings: Surroundings = around
    ) -> Connection:
        connecting = asana(sqlite_ledger, surroundings, sandbox.url, stop)
        return connecting.with_oauth(application, redirect, announce)

    return connect


@pytest.fixture
def rounds(sqlite_ledger: Ledger, around: Surroundings, stop: Event) -> Iterator[Rounds]:
    """Return what syncs every connection."""
    made = Rounds(sqlite_ledger, around, lambda fact: None, stop)
    yield made
    made.close()


def held(ledger: Ledger) -> list[Connection]:
    with ledger.read() as work:
        return connections(work)


def test_a_token_connects(
    by_token: Connect, sandbox: Sandbox, sqlite_ledger: Ledger, memory: MemoryKeyring
) -> None:
    made = by_token()
    person = sandbox.agency.main
    assert (made.provider, made.account_id, made.method) == ("asana", person.gid, "token")
    assert made.account == f"{person.name} ({person.email})"
    assert made.workspaces == ("Northwind Studio",)
    assert made.can_write
    assert made.state == "live"
    assert held(sqlite_ledger) == [made]
    assert memory.items == {("ayron", f"asana:{person.gid}:token"): sandbox.token}
    with sqlite_ledger.read() as work:
        assert address_of(work, made.id).origin == sandbox.url


def test_a_wrong_token_connects_nothing(
    by_token: Connect, sqlite_ledger: Ledger, memory: MemoryKeyring
) -> None:
    with pytest.raises(SignedOut, match="does not accept this token"):
        by_token("2/wrong")
    assert held(sqlite_ledger) == []
    assert memory.items == {}


def test_a_token_from_the_environment_is_not_kept(
    by_token: Connect,
    sqlite_ledger: Ledger,
    around: Surroundings,
    sandbox: Sandbox,
    stop: Event,
    tmp_path: Path,
) -> None:
    bare = open_secrets(tmp_path / "none", {"AYRON_ASANA_TOKEN": sandbox.token})
    here = {"AYRON_ASANA_URL": sandbox.url}
    surroundings = replace(around, secrets=bare, environment=here)
    made = by_token(surroundings=surroundings)
    assert not (tmp_path / "none").exists()
    rounds = Rounds(sqlite_ledger, surroundings, lambda fact: None, stop)
    assert [(each.connection_id, each.error) for each in rounds.sync()] == [(made.id, None)]
    rounds.close()


def test_a_process_without_the_token_does_not_sign_out_the_one_that_has_it(
    by_token: Connect,
    sqlite_ledger: Ledger,
    around: Surroundings,
    sandbox: Sandbox,
    stop: Event,
    tmp_path: Path,
    clock: FixedClock,
) -> None:
    given = open_secrets(tmp_path / "none", {"AYRON_ASANA_TOKEN": sandbox.token})
    here = {"AYRON_ASANA_URL": sandbox.url}
    having = replace(around, secrets=given, environment=here)
    lacking = replace(around, secrets=open_secrets(tmp_path / "none", {}))
    by_token(surroundings=having)
    states = []
    for surroundings, minutes in ((having, 0), (lacking, 1), (lacking, 10)):
        clock.advance(minutes=minutes)
        rounds = Rounds(sqlite_ledger, surroundings, lambda fact: None, stop)
        [outcome] = rounds.sync()
        rounds.close()
        states.append((outcome.error is None, held(sqlite_ledger)[0].state))
    assert states == [(True, "live"), (False, "live"), (False, "signed_out")]


def test_a_token_from_the_environment_goes_to_no_address_that_was_stored(
    by_token: Connect,
    sqlite_ledger: Ledger,
    around: Surroundings,
    sandbox: Sandbox,
    stop: Event,
    tmp_path: Path,
) -> None:
    bare = open_secrets(tmp_path / "none", {"AYRON_ASANA_TOKEN": sandbox.token})
    by_token(surroundings=replace(around, secrets=bare))
    sandbox.forget_traffic()
    real = open_secrets(tmp_path / "none", {"AYRON_ASANA_TOKEN": "2/canary-of-the-real-asana"})
    rounds = Rounds(sqlite_ledger, replace(around, secrets=real), lambda fact: None, stop)
    [outcome] = rounds.sync()
    rounds.close()
    assert outcome.error
    assert "is for https://app.asana.com" in outcome.error
    assert sandbox.traffic == []


def test_without_a_place_for_the_secret_nothing_is_asked_of_asana(
    by_token: Connect, by_browser: Connect, around: Surroundings, sandbox: Sandbox, tmp_path: Path
) -> None:
    bare = replace(around, secrets=open_secrets(tmp_path / "none", {}))
    opened: list[Attempt] = []
    with pytest.raises(NoSafePlace):
        by_token(surroundings=bare)
    with pytest.raises(NoSafePlace):
        by_browser(opened.append, surroundings=bare)
    assert sandbox.traffic == []
    assert opened == []


def test_the_browser_connects_with_four_read_scopes(
    by_browser: Connect, sandbox: Sandbox, sqlite_ledger: Ledger, around: Surroundings
) -> None:
    made = by_browser()
    assert (made.method, set(made.scopes), made.can_write) == ("oauth", set(SCOPES), False)
    with sqlite_ledger.read() as work:
        assert address_of(work, made.id).application_id == sandbox.client_id
    shelf = around.shelf("asana", made.account_id)
    assert shelf.refresh()
    assert shelf.application() == Application(sandbox.client_id, Secret(sandbox.client_secret))
    assert known_application(around, "asana") == shelf.application()


def test_an_application_in_the_environment_comes_first(
    by_browser: Connect, around: Surroundings
) -> None:
    by_browser()
    given = {"AYRON_ASANA_CLIENT_ID": "77", "AYRON_ASANA_CLIENT_SECRET": "x"}
    assert known_application(replace(around, environment=given), "asana") == Application(
        "77", Secret("x")
    )
    public = {"AYRON_ASANA_CLIENT_ID": "77"}
    assert known_application(replace(around, environment=public), "asana") == Application(
        "77", None
    )


def test_an_application_secret_from_the_environment_is_not_kept(
    by_browser: Connect,
    sqlite_ledger: Ledger,
    sandbox: Sandbox,
    around: Surroundings,
    memory: MemoryKeyring,
    stop: Event,
) -> None:
    canary = sandbox.client_secret
    given = replace(around, environment={"AYRON_ASANA_CLIENT_SECRET": canary})
    made = by_browser(surroundings=given)
    assert len(canary) > 8
    assert canary not in repr(memory.items)
    assert known_application(around, "asana") == Application(sandbox.client_id, None)
    assert known_application(given, "asana") == Application(sandbox.client_id, Secret(canary))
    rounds = Rounds(sqlite_ledger, given, lambda fact: None, stop)
    sandbox.grants.expire()
    assert [each.error for each in rounds.sync()] == [None]
    rounds.close()
    assert canary not in repr(memory.items)
    refresh = given.shelf("asana", made.account_id).refresh()
    assert refresh
    disconnect(sqlite_ledger, given, made)
    assert sandbox.grants.by_refresh(refresh.reveal()) is None


def test_the_secret_of_another_application_is_not_used(
    by_browser: Connect, sandbox: Sandbox, around: Surroundings
) -> None:
    secret = {"AYRON_ASANA_CLIENT_SECRET": sandbox.client_secret}
    made = by_browser(surroundings=replace(around, environment=secret))
    other = replace(around, environment={**secret, "AYRON_ASANA_CLIENT_ID": "77"})
    assert kept_application(other, "asana", made.account_id) == Application(sandbox.client_id, None)


def test_refusing_connects_nothing(
    by_browser: Connect, sqlite_ledger: Ledger, memory: MemoryKeyring
) -> None:
    with pytest.raises(SignInFailed):
        by_browser(refuse)
    assert held(sqlite_ledger) == []
    assert memory.items == {}


def test_connecting_again_is_the_same_connection(
    by_token: Connect,
    by_browser: Connect,
    sqlite_ledger: Ledger,
    sandbox: Sandbox,
    memory: MemoryKeyring,
) -> None:
    first = by_token()
    second = by_browser()
    assert first.id == second.id
    assert [each.method for each in held(sqlite_ledger)] == ["oauth"]
    assert ("ayron", f"asana:{first.account_id}:token") not in memory.items
    third = by_token()
    assert third.id == first.id
    assert [each.method for each in held(sqlite_ledger)] == ["token"]
    assert ("ayron", f"asana:{first.account_id}:refresh") not in memory.items


def test_an_expired_sign_in_is_refreshed_in_the_middle(
    by_browser: Connect, sandbox: Sandbox, rounds: Rounds
) -> None:
    by_browser()
    assert rounds.sync()[0].error is None
    sandbox.grants.expire()
    assert rounds.sync()[0].error is None


def test_connecting_again_elsewhere_is_noticed(
    by_browser: Connect, by_token: Connect, sandbox: Sandbox, rounds: Rounds, clock: FixedClock
) -> None:
    by_browser()
    assert rounds.sync()[0].error is None
    clock.advance(seconds=1)
    by_token()  # as another process would, which has no way to tell these rounds
    sandbox.grants.expire()
    assert rounds.sync()[0].error is None


def test_disconnecting_revokes_and_forgets(
    by_browser: Connect,
    sandbox: Sandbox,
    sqlite_ledger: Ledger,
    around: Surroundings,
    memory: MemoryKeyring,
    rounds: Rounds,
) -> None:
    made = by_browser()
    rounds.sync()
    picked = sandbox.agency.open_tasks()[0].gid
    with sqlite_ledger.write() as work:
        task_id = adopt(work, f"asana:{picked}")
    refresh = around.shelf("asana", made.account_id).refresh()
    assert refresh
    said = disconnect(sqlite_ledger, around, made)
    assert "disconnected" in said
    assert sandbox.grants.by_refresh(refresh.reveal()) is None
    assert memory.items == {}
    assert held(sqlite_ledger) == []
    with sqlite_ledger.read() as work:
        assert work.rows("SELECT task_id, state, reason FROM link") == [
            (task_id, "dormant", "disconnected")
        ]


def test_the_application_is_kept_until_the_last_sign_in_ends(
    by_browser: Connect,
    by_token: Connect,
    sandbox: Sandbox,
    sqlite_ledger: Ledger,
    around: Surroundings,
    memory: MemoryKeyring,
) -> None:
    first = by_browser()
    sandbox.sit_down(list(sandbox.agency.people.values())[1])
    second = by_browser()
    assert first.account_id != second.account_id
    disconnect(sqlite_ledger, around, first)
    assert (
        known_application(around, "asana") == around.shelf("asana", second.account_id).application()
    )
    disconnect(sqlite_ledger, around, second)
    assert known_application(around, "asana") is None
    assert memory.items == {}


def test_disconnecting_a_token_says_that_it_stays_valid(
    by_token: Connect, sqlite_ledger: Ledger, around: Surroundings, memory: MemoryKeyring
) -> None:
    assert "until you delete it" in disconnect(sqlite_ledger, around, by_token())
    assert memory.items == {}


def test_nobody_there_connects_nothing(
    sqlite_ledger: Ledger, around: Surroundings, stop: Event
) -> None:
    origin = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(Unreachable):
        asana(sqlite_ledger, around, origin, stop).with_token(Secret("x"))
    assert held(sqlite_ledger) == []
