"""A Linear sandbox and providers that read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest

from sync.origin import parse_origin
from sync.provider import Page, Provider
from sync.providers.linear.client import SERVICE, policy
from sync.providers.linear.provider import open_linear
from sync.sandbox.linear import LinearSandbox, StillClock
from sync.secrets import Secret
from sync.tokens import FixedToken
from sync.transport import GuardedTransport
from tests.clock import FixedClock

NOW = datetime(2026, 11, 27, 13, 5, tzinfo=UTC).timestamp()

Opened = Callable[..., Provider]


@pytest.fixture
def linear() -> Iterator[LinearSandbox]:
    """Run a sandbox as of the moment at which the fixed clock stands."""
    with LinearSandbox(clock=StillClock(NOW)) as running:
        yield running


@pytest.fixture
def transports(clock: FixedClock, stop: Event) -> Iterator[Callable[[str], GuardedTransport]]:
    """Return a function that opens the way to an origin, guarded by Linear's policy."""
    with ExitStack() as opened:

        def open_one(url: str) -> GuardedTransport:
            transport = GuardedTransport(SERVICE, parse_origin(url), policy, clock, stop)
            opened.callback(transport.close)
            return transport

        yield open_one


@pytest.fixture
def opened(transports: Callable[[str], GuardedTransport]) -> Opened:
    """Return a function that opens a provider at an origin, with short pauses between tries."""

    def make(url: str, token: str = "lin_api_canary", subject_id: str = "") -> Provider:
        source = FixedToken(Secret(token), SERVICE)
        return open_linear(transports(url), source, subject_id, 0.01)

    return make


@pytest.fixture
def provider(linear: LinearSandbox, opened: Opened) -> Provider:
    """Return a provider that reads the sandbox as its main person, by her key."""
    return opened(linear.url, linear.token)


def rows(pages: Iterator[Page[Any]]) -> list[Any]:
    """Put pages together; every row of them was readable."""
    found = []
    for page in pages:
        assert page.unreadable == 0
        found += page.rows
    return found
