"""A file of secrets that is still locked stands in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.folders import data_folder
from screens.dialogs.sign_in import AskSecret
from store.clock import Clock
from store.ledger import Ledger
from store.tasks import add_task
from store.timer import start, status
from sync.access import Surroundings
from sync.sandbox import Sandbox, StillClock
from sync.secrets import Secret, open_secrets
from tests.screens.stage import SMALL, Stage, alone
from tests.sync.asana import asana as connecting

PASSPHRASE = "x marks the spot"


@pytest.fixture
def asana() -> Iterator[Sandbox]:
    """Serve an agency's Asana on loopback."""
    with Sandbox(clock=StillClock(1_795_784_700), approve=False) as sandbox:
        yield sandbox


@pytest.fixture
def locked(sqlite_ledger: Ledger, asana: Sandbox, ayron_home: Path, clock: Clock) -> Ledger:
    """Return a ledger whose one connection's token is in an encrypted file."""
    folder = Path(data_folder())
    folder.mkdir(parents=True, exist_ok=True)
    secrets = open_secrets(folder, {}, lambda _words: Secret(PASSPHRASE), keyrings=())
    around = Surroundings(secrets, clock, {}, folder)
    connecting(sqlite_ledger, around, asana.url).with_token(Secret(asana.token))
    run_timer_on_own_task(sqlite_ledger)
    return sqlite_ledger


def run_timer_on_own_task(ledger: Ledger) -> None:
    with ledger.write() as work:
        start(work, add_task(work, "Phone"), at=work.now() - 60_000_000)


def is_running(ledger: Ledger) -> bool:
    with ledger.read() as work:
        return status(work).entry is not None


async def until_locked(stage: Stage) -> None:
    await stage.until(lambda: "locked" in stage.lines[0])


async def test_nothing_is_asked_at_the_start_and_the_header_says_it(
    locked: Ledger, asana: Sandbox
) -> None:
    async with alone(locked, SMALL, remote={"asana_url": asana.url}) as stage:
        await until_locked(stage)
        assert stage.app.screen is stage.app.place
        assert "◌ locked" in stage.lines[0]
        await stage.press("x")
        assert not is_running(locked)


async def test_integrations_shows_the_way_out(locked: Ledger, asana: Sandbox) -> None:
    async with alone(locked, remote={"asana_url": asana.url}) as stage:
        await until_locked(stage)
        await stage.press("6")
        assert "◌ locked" in stage.text
        assert "→ l unlocks it with the passphrase" in stage.text
        assert "live" not in stage.text
        await stage.press("l")
        assert isinstance(stage.app.screen, AskSecret)


async def test_a_wrong_passphrase_keeps_the_dialog_and_no_key_becomes_a_command(
    locked: Ledger, asana: Sandbox
) -> None:
    async with alone(locked, remote={"asana_url": asana.url}) as stage:
        await until_locked(stage)
        stage.burst("ctrl+r", *"xqx", "enter", *"xqx")
        await stage.until(lambda: "That passphrase does not open" in stage.text)
        assert is_running(locked)
        stage.burst("end", "ctrl+u", *PASSPHRASE, "enter")
        await stage.until(lambda: stage.app.screen is stage.app.place)
        await stage.until(lambda: "●" in stage.lines[0])
        await stage.until(lambda: stage.app.facts.connections[0].last_ok_at)
        assert is_running(locked)
        assert "locked" not in stage.lines[0]


async def test_the_palette_knows_how_to_unlock(locked: Ledger, asana: Sandbox) -> None:
    async with alone(locked, remote={"asana_url": asana.url}) as stage:
        await until_locked(stage)
        await stage.press("ctrl+p")
        await stage.type("unlock")
        await stage.until(lambda: "Unlock your connections" in stage.text)
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, AskSecret))
