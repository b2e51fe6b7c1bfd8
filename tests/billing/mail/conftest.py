"""Fixtures of mail: a certificate that is trusted, and an invoice to send."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.ledger import Ledger
from sync.access import Surroundings
from tests.billing.issued import bill, surroundings
from tests.clock import FixedClock
from tests.servers.certificates import make_certificate


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a certificate that this machine trusts, as long as the test lasts."""
    made = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    return made


@pytest.fixture
def invoice(ledger: Ledger) -> str:
    """Issue an invoice, on both engines."""
    return bill(ledger)


Around = Callable[..., Surroundings]


@pytest.fixture
def around(clock: FixedClock, tmp_path: Path) -> Around:
    """Return a function that gathers surroundings with some environment."""
    return lambda **environment: surroundings(clock, tmp_path / "data", **environment)
