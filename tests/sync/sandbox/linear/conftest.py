"""A Linear sandbox as of Friday 2026-11-27, over the excerpt and over the whole schema."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from sync.sandbox.linear import LinearSandbox, StillClock

NOW = datetime(2026, 11, 27, 13, 5, tzinfo=UTC).timestamp()
WHOLE = Path(__file__).parents[5] / "shared" / "specs" / "linear_schema.graphql"


@pytest.fixture
def watch() -> StillClock:
    """Return the sandbox's clock."""
    return StillClock(NOW)


@pytest.fixture
def whole() -> Path:
    """Return Linear's whole schema."""
    if not WHOLE.exists():
        pytest.skip("Linear's whole schema does not lie beside this checkout")
    return WHOLE


@pytest.fixture(params=["excerpt", "whole"])
def schema(request: pytest.FixtureRequest) -> Path | None:
    """Return the schema's file, None for our excerpt."""
    return None if request.param == "excerpt" else request.getfixturevalue("whole")


@pytest.fixture
def sandbox(watch: StillClock, schema: Path | None) -> Iterator[LinearSandbox]:
    """Run a sandbox with its control surface open."""
    with LinearSandbox(clock=watch, control=True, schema=schema) as running:
        yield running


@pytest.fixture
def api(sandbox: LinearSandbox) -> Iterator[httpx.Client]:
    """Return a client of the API with the main person's key."""
    headers = {"Authorization": sandbox.token}
    with httpx.Client(base_url=sandbox.url, headers=headers) as client:
        yield client


@pytest.fixture
def web(sandbox: LinearSandbox) -> Iterator[httpx.Client]:
    """Return a client of the whole server without a key: a browser, or a stranger."""
    with httpx.Client(base_url=sandbox.url) as client:
        yield client
