"""A sandbox as of Friday 2026-11-27, with a clock that stands still, and clients for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from sync.sandbox import Sandbox, StillClock
from tests.sync.sandbox.asking import project
from tests.sync.sandbox.receiving import Receiver

NOW = datetime(2026, 11, 27, 13, 5, tzinfo=UTC).timestamp()


@pytest.fixture
def watch() -> StillClock:
    """Return the sandbox's clock."""
    return StillClock(NOW)


@pytest.fixture
def sandbox(watch: StillClock) -> Iterator[Sandbox]:
    """Run a sandbox with its control surface open."""
    with Sandbox(clock=watch, control=True) as running:
        yield running


@pytest.fixture
def api(sandbox: Sandbox) -> Iterator[httpx.Client]:
    """Return a client of the API with the main person's token."""
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    with httpx.Client(base_url=f"{sandbox.url}/api/1.0", headers=headers) as client:
        yield client


@pytest.fixture
def web(sandbox: Sandbox) -> Iterator[httpx.Client]:
    """Return a client of the whole server without a token: a browser, or a stranger."""
    with httpx.Client(base_url=sandbox.url) as client:
        yield client


@pytest.fixture
def workspace(sandbox: Sandbox) -> str:
    """Return the gid of the studio."""
    return next(iter(sandbox.agency.workspaces))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Run a server that webhooks can be delivered to."""
    running = Receiver()
    yield running
    running.stop()


@pytest.fixture
def home(sandbox: Sandbox) -> str:
    """Return the gid of the project that is listened to."""
    return project(sandbox, "Acme Redesign").gid
