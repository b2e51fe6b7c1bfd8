"""A sandbox, a keyring, and everything that connects the client to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import keyring
import pytest

from store.clock import Clock
from store.ledger import Ledger
from sync.access import Surroundings
from sync.http import Client
from sync.providers.asana.kind import KIND
from sync.providers.asana.manners import AsanaManners
from sync.providers.asana.provider import AsanaProvider
from sync.sandbox import Sandbox, StillClock
from sync.secrets import Secret, Secrets, open_secrets
from sync.tokens import FixedToken
from tests.clock import FixedClock
from tests.sync.clocks import RunningClock
from tests.sync.memory_keyring import NAME, MemoryKeyring
from tests.sync.opening import open_asana_transport
from tests.sync.syncing import Syncing

NOW = datetime(2026, 11, 27, 13, 5, tzinfo=UTC).timestamp()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox as of the moment at which the fixed clock stands."""
    with Sandbox(clock=StillClock(NOW)) as running:
        yield running


@pytest.fixture
def memory() -> Iterator[MemoryKeyring]:
    """Make the process's keyring one in memory."""
    before = keyring.get_keyring()
    held = MemoryKeyring()
    keyring.set_keyring(held)
    yield held
    keyring.set_keyring(before)


@pytest.fixture
def secrets(memory: MemoryKeyring, tmp_path: Path) -> Secrets:
    """Return secrets that are kept in the keyring in memory."""
    return open_secrets(tmp_path / "secrets", {}, keyrings=[NAME])


@pytest.fixture
def around(secrets: Secrets, clock: FixedClock, tmp_path: Path) -> Surroundings:
    """Return what signing in and reading need."""
    return Surroundings(secrets, clock, {}, tmp_path / "locks")


@pytest.fixture
def stop() -> Event:
    """Return the event that ends all waiting."""
    return Event()


@pytest.fixture
def running() -> RunningClock:
    """Return a clock that runs."""
    return RunningClock()


Reader = Callable[..., Client]


@pytest.fixture
def reader(running: RunningClock, stop: Event) -> Iterator[Reader]:
    """Return a function that makes a client for an origin, with short pauses between tries."""
    with ExitStack() as open_clients:

        def make(origin: str, clock: Clock = running, token: str = "canary-token") -> Client:
            transport = open_asana_transport(origin, clock, stop)
            account = FixedToken(Secret(token), "Asana")
            client = Client(transport, account, AsanaManners(), backoff_seconds=0.01)
            open_clients.callback(client.close)
            return client

        yield make


@pytest.fixture
def provider(sandbox: Sandbox, clock: FixedClock, stop: Event) -> Iterator[AsanaProvider]:
    """Return a provider that reads the sandbox as its main person."""
    transport = open_asana_transport(sandbox.url, clock, stop)
    made = KIND.provider(transport, FixedToken(Secret(sandbox.token), "Asana"), "", 0.5)
    assert isinstance(made, AsanaProvider)
    yield made
    made.close()


@pytest.fixture
def syncing(
    sandbox: Sandbox, sqlite_ledger: Ledger, around: Surroundings, stop: Event
) -> Iterator[Syncing]:
    """Return an engine on the sandbox."""
    made = Syncing(sandbox, sqlite_ledger, around, stop)
    yield made
    made.engine.provider.close()


@pytest.fixture
def on_both(
    sandbox: Sandbox, ledger: Ledger, around: Surroundings, stop: Event
) -> Iterator[Syncing]:
    """Return an engine on the sandbox, once for each kind of ledger."""
    made = Syncing(sandbox, ledger, around, stop)
    yield made
    made.engine.provider.close()
