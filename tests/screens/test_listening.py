"""The open app receives webhooks where somebody turned them on, and stops with the app."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import receiving
from app.remotes import connect_by_token, connecting, surroundings
from app.settings import load_settings
from store.ledger import Ledger
from store.webhooks import add_webhook, switch_webhooks
from sync.access import Surroundings
from sync.receiver.running import is_received
from sync.receiver.server import Place
from sync.sandbox import StillClock
from sync.sandbox.linear import LinearSandbox
from tests.screens.stage import alone

PATH = "/w/0123456789abcdef0123456789abcdef"


def connected(ledger: Ledger) -> tuple[Surroundings, str]:
    """Connect to Linear as the environment says."""
    from threading import Event

    settings = load_settings().of(ledger.owner)
    around = surroundings(settings, ledger.clock)
    made = connect_by_token(connecting(settings, ledger, around, "linear", Event()), None)
    return around, made.id


@pytest.mark.parametrize("on", [True, False])
async def test_the_open_app_receives_where_webhooks_are_on(
    on: bool, sqlite_ledger: Ledger, ayron_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "DEFAULT_PLACE", Place("127.0.0.1", 0))
    with LinearSandbox(clock=StillClock(1_795_784_700)) as linear:
        monkeypatch.setenv("AYRON_DATABASE", sqlite_ledger.path)
        monkeypatch.setenv("AYRON_LINEAR_URL", linear.url)
        monkeypatch.setenv("AYRON_LINEAR_TOKEN", linear.token)
        around, connection_id = connected(sqlite_ledger)
        with sqlite_ledger.write() as work:
            add_webhook(work, connection_id, "*", PATH, f"https://hooks.example.com{PATH}")
            switch_webhooks(work, connection_id, on)
        async with alone(sqlite_ledger, remote={"linear_url": linear.url}) as stage:
            await stage.until(lambda: stage.app.facts.connections[0].last_ok_at)
            if on:
                await stage.until(lambda: is_received(around))
            assert is_received(around) == on
        assert not is_received(around)
