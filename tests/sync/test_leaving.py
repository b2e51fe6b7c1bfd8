"""Letting an account go, with and without a network; and coming back to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import keyring
import pytest

from store.adoption import adopt
from store.connections import address_of, connections, remove_connection
from store.features import switch_feature
from store.ledger import Ledger
from store.records import Connection
from store.revocations import add_revocation, revocations
from store.webhooks import add_webhook, switch_webhooks, webhooks
from sync.access import Surroundings
from sync.errors import SecretsLocked, SignedOut
from sync.facts import ConnectionLost, Fact, SignInLeft, SyncFailed
from sync.kinds import kind_names
from sync.leaving import disconnect
from sync.revoking import revoke_what_waits
from sync.rounds import Rounds
from sync.sandbox import Sandbox, StillClock
from sync.sandbox.faults import Fault
from sync.sandbox.linear import LinearSandbox
from sync.secrets import Secret, open_secrets
from sync.tokens import Application, Grant, RenewedToken, TokenShelf
from tests.clock import FixedClock
from tests.sync.conftest import NOW
from tests.sync.memory_keyring import NAME, MemoryKeyring
from tests.sync.services import Service

SignedIn = Callable[[], tuple[Connection, Secret]]


@pytest.fixture(params=["asana", "linear"])
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    """Run either provider's sandbox."""
    kind: type[Sandbox | LinearSandbox] = Sandbox if request.param == "asana" else LinearSandbox
    with kind(clock=StillClock(NOW)) as running:
        yield Service(request.param, running)


@pytest.fixture
def signed_in(service: Service, sqlite_ledger: Ledger, around: Surroundings) -> SignedIn:
    """Return a function that signs in and gives the connection and its refresh token."""

    def sign_in() -> tuple[Connection, Secret]:
        made = service.sign_in(sqlite_ledger, around)
        refresh = around.shelf(service.name, made.account_id).refresh()
        assert refresh
        return made, refresh

    return sign_in


@pytest.fixture
def offline(
    service: Service, signed_in: SignedIn, sqlite_ledger: Ledger, around: Surroundings
) -> tuple[Connection, Secret, str]:
    """Sign in, then disconnect while nobody is there; return what was said, too."""
    made, refresh = signed_in()
    service.server.stop()
    said = disconnect(sqlite_ledger, around, made)
    service.server.start()
    return made, refresh, said


Offline = tuple[Connection, Secret, str]


def waiting(ledger: Ledger) -> list[str]:
    with ledger.read() as work:
        return [each.account_id for each in revocations(work)]


def held(ledger: Ledger) -> list[Connection]:
    with ledger.read() as work:
        return connections(work)


def retry(ledger: Ledger, around: Surroundings) -> list[str]:
    return revoke_what_waits(ledger, around, Event())


def test_disconnecting_revokes_at_once(
    service: Service,
    signed_in: SignedIn,
    sqlite_ledger: Ledger,
    around: Surroundings,
    memory: MemoryKeyring,
) -> None:
    made, refresh = signed_in()
    said = disconnect(sqlite_ledger, around, made)
    assert said == f"{made.account} is disconnected; tasks and entries stay."
    assert not service.holds(refresh)
    assert memory.items == {}
    assert waiting(sqlite_ledger) == held(sqlite_ledger) == []


def test_without_a_network_only_the_refresh_token_is_left(
    service: Service, offline: Offline, sqlite_ledger: Ledger, memory: MemoryKeyring
) -> None:
    made, refresh, said = offline
    assert "could not be revoked yet" in said
    assert held(sqlite_ledger) == []
    assert [item for _service, item in memory.items] == [f"{service.name}:{made.account_id}:revoke"]
    [kept] = memory.items.values()
    assert refresh.reveal() in kept
    assert waiting(sqlite_ledger) == [made.account_id]
    assert service.holds(refresh)


def test_nothing_is_synced_with_what_waits(
    service: Service, offline: Offline, sqlite_ledger: Ledger, around: Surroundings
) -> None:
    service.server.forget_traffic()
    rounds = Rounds(sqlite_ledger, around, lambda fact: None, Event())
    assert rounds.poll() == rounds.sync() == []
    rounds.revoke()
    assert service.server.traffic == []


def test_it_is_revoked_once_the_network_is_back(
    service: Service,
    offline: Offline,
    sqlite_ledger: Ledger,
    around: Surroundings,
    clock: FixedClock,
    memory: MemoryKeyring,
) -> None:
    _made, refresh, _said = offline
    clock.advance(minutes=5)
    assert retry(sqlite_ledger, around) == []
    assert not service.holds(refresh)
    assert memory.items == {}
    assert waiting(sqlite_ledger) == []


def test_it_is_tried_every_five_minutes_for_a_week_and_then_told_once(
    service: Service,
    offline: Offline,
    sqlite_ledger: Ledger,
    around: Surroundings,
    clock: FixedClock,
    memory: MemoryKeyring,
) -> None:
    made, refresh, _said = offline
    service.server.fail(Fault(times=9, status=503, path=service.revoking))
    for _ in range(3):
        clock.advance(minutes=4)
        assert retry(sqlite_ledger, around) == []
    assert service.asked_to_revoke() == 1
    clock.advance(days=7)
    facts: list[Fact] = []
    rounds = Rounds(sqlite_ledger, around, facts.append, Event())
    rounds.revoke()
    rounds.revoke()
    [told] = facts
    assert isinstance(told, SignInLeft)
    assert made.account in told.sentence
    assert "for a week" in told.sentence
    assert service.asked_to_revoke() == 1
    assert memory.items == {}
    assert waiting(sqlite_ledger) == []
    assert service.holds(refresh)


def test_a_refusal_that_is_final_is_told_at_once(
    service: Service,
    signed_in: SignedIn,
    sqlite_ledger: Ledger,
    around: Surroundings,
    memory: MemoryKeyring,
) -> None:
    made, _refresh = signed_in()
    service.server.fail(Fault(status=403, path=service.revoking))
    said = disconnect(sqlite_ledger, around, made)
    assert "did not revoke" in said
    assert "in Asana under" in said or "in Linear under" in said
    assert memory.items == {}
    assert waiting(sqlite_ledger) == []


def test_signing_in_again_calls_the_revoking_off(
    service: Service,
    offline: Offline,
    signed_in: SignedIn,
    sqlite_ledger: Ledger,
    around: Surroundings,
    clock: FixedClock,
    memory: MemoryKeyring,
) -> None:
    made, refresh = signed_in()
    assert waiting(sqlite_ledger) == []
    assert not any(item.endswith(":revoke") for _service, item in memory.items)
    clock.advance(hours=1)
    service.server.forget_traffic()
    assert retry(sqlite_ledger, around) == []
    assert service.server.traffic == []
    assert service.holds(refresh)
    assert [each.id for each in held(sqlite_ledger)] == [made.id]


def test_a_token_for_the_same_account_does_not_call_it_off(
    service: Service,
    offline: Offline,
    sqlite_ledger: Ledger,
    around: Surroundings,
    clock: FixedClock,
    memory: MemoryKeyring,
) -> None:
    _made, refresh, _said = offline
    again = service.by_token(sqlite_ledger, around)
    clock.advance(minutes=5)
    assert retry(sqlite_ledger, around) == []
    assert not service.holds(refresh)
    assert [item for _service, item in memory.items] == [f"{service.name}:{again.account_id}:token"]
    rounds = Rounds(sqlite_ledger, around, lambda fact: None, Event())
    assert [each.error for each in rounds.sync()] == [None]
    rounds.close()


def test_a_token_in_place_of_a_sign_in_has_that_revoked(
    service: Service,
    signed_in: SignedIn,
    sqlite_ledger: Ledger,
    around: Surroundings,
    clock: FixedClock,
    memory: MemoryKeyring,
) -> None:
    made, refresh = signed_in()
    service.by_token(sqlite_ledger, around)
    assert waiting(sqlite_ledger) == [made.account_id]
    clock.advance(minutes=5)
    assert retry(sqlite_ledger, around) == []
    assert not service.holds(refresh)
    kinds = {item.rpartition(":")[2] for _service, item in memory.items if made.account_id in item}
    assert kinds == {"token"}


def test_another_application_has_the_sign_in_of_the_first_revoked(
    sqlite_ledger: Ledger, around: Surroundings, sandbox: Sandbox
) -> None:
    service = Service("asana", sandbox)
    made = service.sign_in(sqlite_ledger, around)
    first = around.shelf("asana", made.account_id).sign_in()
    sandbox.app.client_id = "77"
    service.sign_in(sqlite_ledger, around)
    assert around.shelf("asana", made.account_id).waiting() == first
    with sqlite_ledger.read() as work:
        assert [each.application_id for each in revocations(work)] == ["1209876543210001"]


def test_who_is_off_is_not_asked_and_the_week_goes_on(
    service: Service,
    offline: Offline,
    sqlite_ledger: Ledger,
    around: Surroundings,
    clock: FixedClock,
) -> None:
    _made, refresh, _said = offline
    with sqlite_ledger.write() as work:
        switch_feature(work, service.name, False, kind_names())
    service.server.forget_traffic()
    clock.advance(hours=1)
    assert retry(sqlite_ledger, around) == []
    assert service.server.traffic == []
    with sqlite_ledger.write() as work:
        switch_feature(work, service.name, True, kind_names())
    assert retry(sqlite_ledger, around) == []
    assert not service.holds(refresh)


def test_a_leaving_that_was_cut_off_is_finished_later(
    service: Service,
    signed_in: SignedIn,
    sqlite_ledger: Ledger,
    around: Surroundings,
    clock: FixedClock,
    memory: MemoryKeyring,
) -> None:
    made, refresh = signed_in()
    with sqlite_ledger.write() as work:  # and then the process was killed
        address = address_of(work, made.id)
        remove_connection(work, made.id, made.provider)
        add_revocation(work, made, address)
    clock.advance(minutes=5)
    assert retry(sqlite_ledger, around) == []
    assert not service.holds(refresh)
    assert not any(made.account_id in item for _service, item in memory.items)


def test_two_processes_tell_it_once(
    offline: Offline, sqlite_ledger: Ledger, around: Surroundings, clock: FixedClock
) -> None:
    clock.advance(days=8)
    said: list[str] = []
    threads = [Thread(target=lambda: said.extend(retry(sqlite_ledger, around))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 1


class Held:
    """A refresh endpoint whose answer is under way until it is let through."""

    def __init__(self) -> None:
        self.asked, self.let_through = Event(), Event()

    def refresh(self, refresh: Secret) -> Grant:
        """Bring another pair, in the end."""
        self.asked.set()
        assert self.let_through.wait(10)
        return Grant(Secret("canary-access"), Secret("canary-refresh"), 2**60)


def test_a_refresh_under_way_brings_nothing_back(
    sqlite_ledger: Ledger,
    around: Surroundings,
    sandbox: Sandbox,
    clock: FixedClock,
    memory: MemoryKeyring,
) -> None:
    made = Service("asana", sandbox).sign_in(sqlite_ledger, around)
    shelf, lock = around.shelf("asana", made.account_id), around.token_lock
    endpoint = Held()
    token = RenewedToken(shelf, endpoint, clock, lock("asana", made.account_id), "Asana")
    clock.advance(days=2)
    refreshing = Thread(target=token)
    refreshing.start()
    assert endpoint.asked.wait(10)
    leaving = Thread(target=disconnect, args=(sqlite_ledger, around, made))
    leaving.start()
    leaving.join(0.3)
    assert held(sqlite_ledger) == []
    endpoint.let_through.set()
    refreshing.join()
    leaving.join()
    assert memory.items == {}
    with pytest.raises(SignedOut):
        token.renew(Secret("canary-access"))


def test_links_sleep_and_wake_for_the_same_account_only(
    sqlite_ledger: Ledger, around: Surroundings, sandbox: Sandbox
) -> None:
    service = Service("asana", sandbox)
    made = service.sign_in(sqlite_ledger, around)
    rounds = Rounds(sqlite_ledger, around, lambda fact: None, Event())
    rounds.sync()
    picked = sandbox.agency.open_tasks()[0]
    with sqlite_ledger.write() as work:
        adopt(work, f"asana:{picked.gid}")
    sandbox.stop()
    disconnect(sqlite_ledger, around, made)
    sandbox.start()
    other = list(sandbox.agency.people.values())[1]
    assert links(sqlite_ledger) == [("dormant", "disconnected")]
    service.connecting(sqlite_ledger, around).with_token(Secret(sandbox.token_of(other)))
    rounds.sync()
    assert links(sqlite_ledger) == [("dormant", "disconnected")]
    service.by_token(sqlite_ledger, around)
    rounds.sync()
    rounds.close()
    assert links(sqlite_ledger) == [("live", None)]


def links(ledger: Ledger) -> list[tuple[str, str | None]]:
    with ledger.read() as work:
        return work.rows("SELECT state, reason FROM link")


def test_the_secret_of_the_environment_is_not_set_aside(
    sqlite_ledger: Ledger,
    around: Surroundings,
    sandbox: Sandbox,
    clock: FixedClock,
    memory: MemoryKeyring,
) -> None:
    service = Service("asana", sandbox)
    given = replace(around, environment={"AYRON_ASANA_CLIENT_SECRET": sandbox.client_secret})
    made = service.sign_in(sqlite_ledger, given)
    refresh = given.shelf("asana", made.account_id).refresh()
    assert refresh
    assert "AYRON_ASANA_CLIENT_SECRET is not set" in disconnect(sqlite_ledger, around, made)
    assert sandbox.client_secret not in repr(memory.items)
    clock.advance(minutes=5)
    assert retry(sqlite_ledger, given) == []
    assert not service.holds(refresh)


def test_a_token_in_the_environment_rests_after_a_disconnect(
    service: Service,
    sqlite_ledger: Ledger,
    around: Surroundings,
    clock: FixedClock,
) -> None:
    variable = f"AYRON_{service.name.upper()}_TOKEN"
    secrets = open_secrets(around.folder, {variable: service.server.token}, keyrings=[NAME])
    given = replace(around, secrets=secrets)
    made = service.by_token(sqlite_ledger, given)
    assert "until you delete it" in disconnect(sqlite_ledger, given, made)
    service.server.forget_traffic()
    rounds = Rounds(sqlite_ledger, given, lambda fact: None, Event())
    clock.advance(hours=2)
    assert rounds.poll() == rounds.sync(full=True) == []
    rounds.revoke()
    assert service.server.traffic == []
    assert service.by_token(sqlite_ledger, given).state == "live"


def test_subscriptions_end_with_the_connection(
    service: Service, sqlite_ledger: Ledger, around: Surroundings
) -> None:
    made = service.by_token(sqlite_ledger, around)
    with sqlite_ledger.write() as work:
        switch_webhooks(work, made.id, True)
        add_webhook(work, made.id, "1", "a-path", "https://relay.example/hooks/a-path")
    disconnect(sqlite_ledger, around, made)
    with sqlite_ledger.read() as work:
        assert webhooks(work) == []


def test_subscriptions_that_are_left_are_told(
    sqlite_ledger: Ledger, around: Surroundings, sandbox: Sandbox
) -> None:
    made = Service("asana", sandbox).by_token(sqlite_ledger, around)
    with sqlite_ledger.write() as work:
        switch_webhooks(work, made.id, True)
        add_webhook(work, made.id, "1", "a-path", "https://relay.example/hooks/a-path")
    sandbox.stop()
    assert "subscriptions to changes could not be removed" in disconnect(
        sqlite_ledger, around, made
    )
    assert held(sqlite_ledger) == []


def test_an_unlocked_place_is_not_needed_to_leave(
    sqlite_ledger: Ledger, around: Surroundings, sandbox: Sandbox, clock: FixedClock
) -> None:
    service = Service("asana", sandbox)
    secrets = open_secrets(around.folder, {}, keyrings=[])
    secrets.unlock(Secret("correct horse"))
    open_around = replace(around, secrets=secrets)
    made = service.sign_in(sqlite_ledger, open_around)
    refresh = open_around.shelf("asana", made.account_id).refresh()
    assert refresh
    locked = replace(around, secrets=open_secrets(around.folder, {}, keyrings=[]))
    assert "locked" in disconnect(sqlite_ledger, locked, made)
    assert held(sqlite_ledger) == []
    clock.advance(minutes=5)
    assert retry(sqlite_ledger, open_around) == []
    assert not service.holds(refresh)
    assert open_around.shelf("asana", made.account_id).refresh() is None


OTHER = Application("77", Secret("other"))


@pytest.mark.parametrize("broken", ["application", "refresh", "access"])
def test_a_sign_in_that_cannot_be_kept_leaves_the_old_one_as_it_was(
    broken: str,
    sqlite_ledger: Ledger,
    around: Surroundings,
    sandbox: Sandbox,
    memory: MemoryKeyring,
    clock: FixedClock,
) -> None:
    service = Service("asana", sandbox)
    made = service.sign_in(sqlite_ledger, around)
    keyring.set_keyring(FullKeyring(memory, broken))
    secrets = open_secrets(around.folder, {}, keyrings=[f"{__name__}.FullKeyring"])
    with pytest.raises(SecretsLocked):
        service.sign_in(sqlite_ledger, replace(around, secrets=secrets))
    if broken != "access":  # then the new application and its refresh token are there
        shelf = TokenShelf(secrets, "asana", made.account_id)
        with pytest.raises(SecretsLocked):
            shelf.keep_sign_in(OTHER, Grant(Secret("new"), Secret("other"), 2**60))
    keyring.set_keyring(memory)
    rounds = Rounds(sqlite_ledger, around, lambda fact: None, Event())
    assert [each.error for each in rounds.sync()] == [None]
    clock.advance(hours=2)
    sandbox.grants.expire()
    assert [each.error for each in rounds.sync()] == [None]
    rounds.close()


class FullKeyring(MemoryKeyring):
    """The keyring of before, which does not take one kind of item any more."""

    def __init__(self, before: MemoryKeyring, broken: str) -> None:
        super().__init__()
        self.items = before.items
        self.broken = broken

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password, unless it is of that kind."""
        if username.endswith(f":{self.broken}"):
            raise RuntimeError("full")
        super().set_password(service, username, password)


def test_the_shelf_forgets_the_old_kind_after_the_new_one_is_known(
    service: Service, sqlite_ledger: Ledger, around: Surroundings, memory: MemoryKeyring
) -> None:
    service.by_token(sqlite_ledger, around)
    made = service.sign_in(sqlite_ledger, around)
    kinds = {item.rpartition(":")[2] for _service, item in memory.items if made.account_id in item}
    assert kinds == {"access", "refresh", "application"}
    service.by_token(sqlite_ledger, around)
    kinds = {item.rpartition(":")[2] for _service, item in memory.items if made.account_id in item}
    assert kinds == {"token", "revoke"}


def test_a_sync_under_way_ends_without_a_word(
    service: Service, sqlite_ledger: Ledger, around: Surroundings
) -> None:
    made = service.by_token(sqlite_ledger, around)
    facts: list[Fact] = []
    rounds = Rounds(sqlite_ledger, around, facts.append, Event())
    service.server.fail(Fault(times=40, seconds=0.4))
    syncing = Thread(target=lambda: rounds.sync(full=True))
    syncing.start()
    syncing.join(0.2)
    disconnect(sqlite_ledger, around, made)
    syncing.join()
    rounds.close()
    with sqlite_ledger.read() as work:
        assert work.row("SELECT 1 FROM remote_task") is None
        assert work.row("SELECT 1 FROM remote_project") is None
    assert held(sqlite_ledger) == []
    assert not [fact for fact in facts if isinstance(fact, SyncFailed | ConnectionLost)]


@pytest.fixture
def unlocked(around: Surroundings, tmp_path: Path) -> Surroundings:
    """Keep the secrets in an encrypted file whose passphrase was given."""
    secrets = open_secrets(tmp_path / "vault", {}, lambda _words: Secret("sesame"), keyrings=[])
    return replace(around, secrets=secrets)


@pytest.fixture
def locked(around: Surroundings, tmp_path: Path) -> Surroundings:
    """Look at the same file as a process that nobody gives the passphrase to."""
    return replace(around, secrets=open_secrets(tmp_path / "vault", {}, keyrings=[]))


def test_what_a_locked_process_lets_go_is_revoked_by_an_unlocked_one_at_once(
    service: Service, unlocked: Surroundings, locked: Surroundings, sqlite_ledger: Ledger
) -> None:
    made = service.sign_in(sqlite_ledger, unlocked)
    refresh = unlocked.shelf(service.name, made.account_id).refresh()
    assert refresh
    assert "give its passphrase" in disconnect(sqlite_ledger, locked, made)
    assert retry(sqlite_ledger, locked) == []
    assert service.holds(refresh)
    assert retry(sqlite_ledger, unlocked) == []
    assert not service.holds(refresh)
    assert waiting(sqlite_ledger) == []


def test_a_locked_process_does_not_speak_for_an_unlocked_one(
    service: Service, unlocked: Surroundings, locked: Surroundings, sqlite_ledger: Ledger
) -> None:
    service.sign_in(sqlite_ledger, unlocked)
    facts: list[Fact] = []
    rounds = Rounds(sqlite_ledger, locked, facts.append, Event())
    [outcome] = rounds.sync()
    rounds.close()
    assert "give its passphrase" in (outcome.error or "")
    [row] = held(sqlite_ledger)
    assert (row.state, row.error) == ("live", None)
