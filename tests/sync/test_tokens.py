"""A token that expires: one refresh, whoever asks, and no pair lost."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest

from store.clock import HOUR, MINUTE
from sync.errors import BadAnswer, SecretsLocked, SignedOut, Unreachable
from sync.providers.asana.signin import AsanaSignIn
from sync.sandbox import Sandbox
from sync.secrets import Secret, Secrets, open_secrets
from sync.tokens import Application, Grant, RenewedToken, TokenShelf
from tests.clock import FixedClock
from tests.sync.hostile import hostile, response
from tests.sync.opening import open_asana_transport


class Trader:
    """A refresh endpoint that rotates, and punishes whoever uses a refresh token twice."""

    def __init__(self, clock: FixedClock) -> None:
        self.clock = clock
        self.number = 0
        self.calls = 0
        self.lock = threading.Lock()

    def refresh(self, refresh: Secret) -> Grant:
        with self.lock:
            self.calls += 1
            if refresh != Secret(f"refresh-{self.number}"):
                raise SignedOut("used twice")
            self.number += 1
            access, following = (Secret(f"{kind}-{self.number}") for kind in ("access", "refresh"))
            return Grant(access, following, self.clock.wall() + HOUR)


@pytest.fixture
def shelf(secrets: Secrets, clock: FixedClock) -> TokenShelf:
    """Return a shelf that holds a pair good for an hour."""
    held = TokenShelf(secrets, "asana", "7")
    held.keep(Grant(Secret("access-0"), Secret("refresh-0"), clock.wall() + HOUR))
    return held


@pytest.fixture
def trader(clock: FixedClock) -> Trader:
    """Return the refresh endpoint."""
    return Trader(clock)


def renewed(shelf: TokenShelf, trader: Trader, folder: Path) -> RenewedToken:
    return RenewedToken(shelf, trader, trader.clock, folder / "asana-7.lock", "Asana")


def test_a_fresh_token_is_used_as_it_is(shelf: TokenShelf, trader: Trader, tmp_path: Path) -> None:
    assert renewed(shelf, trader, tmp_path)() == Secret("access-0")
    assert trader.calls == 0


def test_a_token_is_refreshed_a_minute_early_and_kept(
    shelf: TokenShelf, trader: Trader, tmp_path: Path
) -> None:
    trader.clock.advance(minutes=59)
    assert renewed(shelf, trader, tmp_path)() == Secret("access-1")
    assert shelf.refresh() == Secret("refresh-1")
    assert shelf.access() == (Secret("access-1"), trader.clock.wall() + HOUR)


def test_eight_threads_refresh_once(shelf: TokenShelf, trader: Trader, tmp_path: Path) -> None:
    trader.clock.advance(hours=2)
    sources = [renewed(shelf, trader, tmp_path) for _ in range(2)]
    barrier = Barrier(8)
    found: list[Secret] = []

    def ask(source: RenewedToken) -> None:
        barrier.wait()
        found.append(source())

    threads = [Thread(target=ask, args=(sources[number % 2],)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [Secret("access-1")] * 8
    assert trader.calls == 1


def test_a_rejected_token_is_traded_in_once(
    shelf: TokenShelf, trader: Trader, tmp_path: Path
) -> None:
    first, second = renewed(shelf, trader, tmp_path), renewed(shelf, trader, tmp_path)
    rejected = first()
    second()
    first.renew(rejected)
    second.renew(rejected)
    assert first() == second() == Secret("access-1")
    assert trader.calls == 1


class Overtaken(Trader):
    """Another process trades the token in while this one is on its way."""

    def __init__(self, clock: FixedClock, shelf: TokenShelf) -> None:
        super().__init__(clock)
        self.shelf = shelf

    def refresh(self, refresh: Secret) -> Grant:
        if self.calls == 0:
            self.shelf.keep(super().refresh(refresh))
        return super().refresh(refresh)


def test_whoever_was_overtaken_uses_the_newer_token(
    shelf: TokenShelf, clock: FixedClock, tmp_path: Path
) -> None:
    clock.advance(hours=2)
    assert renewed(shelf, Overtaken(clock, shelf), tmp_path)() == Secret("access-2")


def test_a_refresh_token_that_is_no_longer_good_means_signed_out(
    shelf: TokenShelf, trader: Trader, tmp_path: Path
) -> None:
    trader.number = 5
    trader.clock.advance(hours=2)
    with pytest.raises(SignedOut):
        renewed(shelf, trader, tmp_path)()
    assert trader.calls == 1


class FullShelf(TokenShelf):
    """A keyring that has locked itself."""

    def keep(self, grant: Grant) -> None:
        raise SecretsLocked("The keyring cannot be used.")


def test_a_pair_that_cannot_be_kept_lasts_for_the_session_and_warns(
    shelf: TokenShelf,
    secrets: Secrets,
    trader: Trader,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    source = renewed(FullShelf(secrets, "asana", "7"), trader, tmp_path)
    trader.clock.advance(hours=2)
    assert source() == Secret("access-1")
    assert "lost at exit" in caplog.text
    trader.clock.advance(hours=2)
    assert source() == Secret("access-2")


def test_the_sandbox_grants_and_refreshes(
    sandbox: Sandbox, secrets: Secrets, clock: FixedClock, stop: Event, tmp_path: Path
) -> None:
    sandbox.app.rotates = True
    grant = sandbox.grants.allow(sandbox.agency.main, sandbox.app.scopes)
    application = Application(sandbox.client_id, Secret(sandbox.client_secret))
    transport = open_asana_transport(sandbox.url, clock, stop)
    endpoints = AsanaSignIn(transport, application)
    traded = endpoints.refresh(Secret(grant.refresh))
    assert traded.refresh is not None
    assert traded.expires_at == clock.wall() + HOUR
    endpoints.revoke(traded.refresh)
    with pytest.raises(SignedOut, match="refresh_token"):
        endpoints.refresh(traded.refresh)
    transport.close()


CHILD = """
import sys, time
from pathlib import Path
from threading import Event
from tests.sync.hostile import hostile, response
from tests.sync.opening import open_asana_transport
from sync.providers.asana.signin import AsanaSignIn
from sync.secrets import Secret, open_secrets
from sync.tokens import Application, RenewedToken, TokenShelf
from tests.clock import FixedClock

origin, folder, client_id, client_secret = sys.argv[1:]
clock = FixedClock()
shelf = TokenShelf(open_secrets(Path(folder), {}), "asana", "7")
application = Application(client_id, Secret(client_secret))
endpoints = AsanaSignIn(open_asana_transport(origin, clock, Event()), application)
token = RenewedToken(shelf, endpoints, clock, Path(folder) / "asana-7.lock", "Asana")
print("ready", flush=True)
sys.stdin.readline()
print(token().reveal(), flush=True)
"""


@pytest.mark.parametrize("rotates", [True, False])
def test_three_processes_refresh_once(
    rotates: bool, sandbox: Sandbox, clock: FixedClock, tmp_path: Path
) -> None:
    sandbox.app.rotates = rotates
    grant = sandbox.grants.allow(sandbox.agency.main, sandbox.app.scopes)
    before = grant.refresh
    shelf = TokenShelf(open_secrets(tmp_path, {}, insecure_storage=True), "asana", "7")
    shelf.keep(Grant(Secret("old"), Secret(grant.refresh), clock.wall() - MINUTE))
    arguments = [sandbox.url, str(tmp_path), sandbox.client_id, sandbox.client_secret]
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for child in children:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin
        child.stdin.write("\n")
        child.stdin.flush()
    found = [child.communicate()[0] for child in children]
    assert len(sandbox.traffic) == 1
    assert len(set(found)) == 1
    assert found[0].strip()
    assert shelf.access() == (Secret(found[0].strip()), clock.wall() + HOUR)
    assert shelf.refresh() == Secret(grant.refresh)
    assert (grant.refresh != before) is rotates


@pytest.mark.parametrize(
    ("status", "error", "trouble"),
    [
        (400, "invalid_grant", SignedOut),
        (401, "what_is_this", SignedOut),
        (400, "what_is_this", Unreachable),
        (400, "temporarily_unavailable", Unreachable),
        (503, "", Unreachable),
        (400, "", BadAnswer),
    ],
)
def test_only_a_plain_end_asks_to_connect_again_and_the_refresh_token_stays(
    status: int,
    error: str,
    trouble: type[Exception],
    shelf: TokenShelf,
    clock: FixedClock,
    stop: Event,
    tmp_path: Path,
) -> None:
    clock.advance(hours=2)
    with hostile(response({"error": error} if error else {}, status=status)) as server:
        transport = open_asana_transport(server.url, clock, stop)
        endpoints = AsanaSignIn(transport, Application("1", Secret("x")))
        token = RenewedToken(shelf, endpoints, clock, tmp_path / "asana-7.lock", "Asana")
        with pytest.raises(trouble):
            token()
        transport.close()
    assert shelf.refresh() == Secret("refresh-0")
