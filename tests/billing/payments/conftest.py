"""Fixtures of payments: a server like Stripe, an invoice, and the way from one to the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from billing.payments.choosing import open_provider
from billing.payments.linking import ensure_link
from billing.payments.provider import PaymentProvider
from store.billed import sender_of
from store.ledger import Ledger
from store.payment_links import PaymentLink, link_of
from sync.access import Surroundings
from tests.billing.issued import bill, surroundings
from tests.clock import FixedClock
from tests.servers.stripe_like import KEY, StripeLike, stripe_like

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what does not depend on the engine and is tried in many ways."""


@pytest.fixture
def stripe(monkeypatch: pytest.MonkeyPatch) -> Iterator[StripeLike]:
    """Run a server like Stripe; tries follow one another at once."""
    monkeypatch.setattr("billing.payments.choosing.BACKOFF_SECONDS", 0.0)
    with stripe_like() as made:
        yield made


@pytest.fixture
def around(stripe: StripeLike, clock: FixedClock, tmp_path: Path) -> Surroundings:
    """Gather the surroundings of somebody who has a key."""
    environment = {"AYRON_STRIPE_URL": stripe.url, "AYRON_STRIPE_KEY": KEY}
    return surroundings(clock, tmp_path / "data", **environment)


@pytest.fixture
def invoice(ledger: Ledger) -> str:
    """Issue an invoice, on both engines."""
    return bill(ledger)


@pytest.fixture
def provider(ledger: Ledger, invoice: str, around: Surroundings) -> Iterator[PaymentProvider]:
    """Open Stripe."""
    with ledger.read() as work:
        sender = sender_of(work)
    opened = open_provider("stripe", around, sender, Event())
    yield opened
    opened.close()


Current = Callable[[], PaymentLink]


@pytest.fixture
def current(ledger: Ledger, invoice: str) -> Current:
    """Return a function that reads the invoice's link as it is now."""

    def read() -> PaymentLink:
        with ledger.read() as work:
            found = link_of(work, invoice)
        assert found
        return found

    return read


@pytest.fixture
def link(ledger: Ledger, provider: PaymentProvider, invoice: str) -> PaymentLink:
    """Make the invoice's link."""
    return ensure_link(ledger, provider, invoice)
