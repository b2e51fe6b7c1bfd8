"""Integrations: connect, watch, disconnect; against the sandbox, which speaks Asana's API."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from screens.dialogs.choices import Choose
from screens.dialogs.sign_in import AskSecret, ChooseSecret, Register, Waiting
from store.connections import connections, note_trouble
from store.ledger import Ledger
from store.records import Connection
from sync.sandbox import App, Sandbox, StillClock
from tests.screens.agency import fill
from tests.screens.stage import SMALL, Stage, alone, opened
from tests.sync.browsing import arrive, free_port

PASSPHRASE = "correct horse"


@pytest.fixture
def redirect() -> str:
    """Choose an address for the browser to come back to."""
    return f"http://localhost:{free_port()}/callback"


@pytest.fixture
def asana(redirect: str) -> Iterator[Sandbox]:
    """Serve an agency's Asana on loopback."""
    application = App(redirects=(redirect,))
    clock = StillClock(1_795_784_700)
    with Sandbox(clock=clock, app=application, approve=False) as sandbox:
        yield sandbox


def connected(ledger: Ledger) -> list[Connection]:
    with ledger.read() as work:
        return connections(work)


async def wait_for_dialog(stage: Stage, kind: type) -> None:
    await stage.until(lambda: isinstance(stage.app.screen, kind))
    await stage.pilot.pause()


async def paste(stage: Stage, text: str) -> None:
    """Put a text into the field as a paste does, and press enter."""
    field = stage.app.focused
    assert isinstance(field, Input)
    field.insert_text_at_cursor(text)
    await stage.pilot.press("enter")


async def choose_passphrase(stage: Stage) -> None:
    """Choose the passphrase of the encrypted file, twice, as is asked for."""
    await wait_for_dialog(stage, ChooseSecret)
    await paste(stage, PASSPHRASE)
    await stage.until(lambda: stage.app.focused and stage.app.focused.id == "again")
    await paste(stage, PASSPHRASE)


async def choose_way(stage: Stage, *keys: str) -> None:
    """Go to Integrations, ask to connect, choose a way."""
    await stage.press("6", "a")
    await wait_for_dialog(stage, Choose)
    await stage.pilot.press(*keys, "enter")


async def test_nothing_is_connected_and_nothing_has_to_be(sqlite_ledger: Ledger) -> None:
    async with opened(sqlite_ledger, SMALL) as stage:
        await stage.press("escape", "escape", "escape", "6")
        assert "Asana (early access) is not connected, and nothing has to be" in stage.text
        assert "→ a connects an account" in stage.text
        await stage.press("down")
        assert "Linear (early access) is not connected, and nothing has to be" in stage.text


async def test_a_pasted_token_connects_and_its_tasks_are_there(
    sqlite_ledger: Ledger, asana: Sandbox, ayron_home: Path
) -> None:
    async with alone(sqlite_ledger, remote={"asana_url": asana.url}) as stage:
        await stage.press("escape", "escape", "escape")
        await choose_way(stage)
        await choose_passphrase(stage)
        await stage.until(lambda: "Connect by token" in stage.text)
        assert "It is kept in a file encrypted" in " ".join(stage.text.split())
        assert isinstance(stage.app.focused, Input)
        stage.app.focused.insert_text_at_cursor(asana.token)
        await stage.pilot.pause()
        assert asana.token not in stage.text
        assert "••••" in stage.text
        await stage.pilot.press("enter")
        await stage.until(lambda: any("Connected Lena" in said for said in stage.notices))
        await stage.until(lambda: stage.app.facts.connections)
        await stage.until(lambda: stage.app.facts.connections[0].last_ok_at)
        await stage.settle()
        assert "● live" in stage.text
        assert "Northwind Studio" in stage.text
        await stage.press("s")
        await stage.type("hero")
        await stage.until(lambda: "Homepage hero" in stage.text)
    assert asana.writes == []
    log = (ayron_home / "requests.log").read_text()
    assert len(log.splitlines()) == len(asana.traffic)
    assert asana.token not in log


async def test_a_token_that_asana_does_not_take_is_said(
    sqlite_ledger: Ledger, asana: Sandbox
) -> None:
    async with alone(sqlite_ledger, remote={"asana_url": asana.url}) as stage:
        await stage.press("escape", "escape", "escape")
        await choose_way(stage)
        await choose_passphrase(stage)
        await stage.until(lambda: "Connect by token" in stage.text)
        await paste(stage, "not-a-token")
        await stage.until(lambda: "does not accept" in stage.text)
        assert connected(sqlite_ledger) == []
        await paste(stage, asana.token)
        await stage.until(lambda: connected(sqlite_ledger))
        await stage.until(lambda: not isinstance(stage.app.screen, AskSecret))


async def test_a_new_passphrase_has_to_be_typed_twice_alike(sqlite_ledger: Ledger) -> None:
    async with opened(sqlite_ledger) as stage:
        await choose_way(stage)
        await wait_for_dialog(stage, ChooseSecret)
        assert "you only have to connect again" in " ".join(stage.text.replace("│", "").split())
        stage.burst(*"one", "enter", *"two", "enter")
        await stage.until(lambda: "The two are not the same." in stage.text)
        stage.burst(*"one", "enter")
        await stage.until(lambda: "Connect by token" in stage.text)


async def test_a_token_in_the_environment_asks_nothing(
    sqlite_ledger: Ledger, asana: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AYRON_ASANA_TOKEN", asana.token)
    async with alone(sqlite_ledger, remote={"asana_url": asana.url}) as stage:
        await stage.press("escape", "escape", "escape")
        await choose_way(stage)
        await stage.until(lambda: stage.app.facts.connections)
        assert stage.app.facts.connections[0].method == "token"


async def test_signing_in_walks_through_the_application_and_takes_a_pasted_code(
    sqlite_ledger: Ledger, asana: Sandbox, redirect: str, opened_urls: Callable[[], list[str]]
) -> None:
    async with alone(
        sqlite_ledger, remote={"asana_url": asana.url}, oauth_redirect=redirect
    ) as stage:
        await stage.press("escape", "escape", "escape")
        await choose_way(stage, "down")
        await choose_passphrase(stage)
        await wait_for_dialog(stage, Register)
        said = " ".join(stage.text.replace("│", "").split())
        assert "users:read workspaces:read projects:read tasks:read" in said
        assert redirect in stage.text
        await paste(stage, asana.client_id)
        await stage.until(lambda: stage.app.focused and stage.app.focused.id == "secret")
        await paste(stage, asana.client_secret)
        await wait_for_dialog(stage, Waiting)
        await stage.until(opened_urls)
        assert asana.url in opened_urls()[0]
        await stage.until(lambda: "Approve Ayron in the browser" in stage.text)
        await paste(stage, "no such code at all")
        assert "That is not the code" in stage.text
        await paste(stage, "mistyped")
        await stage.until(lambda: "Asana refused the sign-in" in stage.text)
        await asyncio.to_thread(arrive, opened_urls()[0])
        await stage.until(lambda: connected(sqlite_ledger))
        await stage.until(lambda: not isinstance(stage.app.screen, (Waiting, Register)))


async def test_what_goes_wrong_is_said_in_a_sentence(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        connection = connections(work)[0]
        note_trouble(work, connection.id, "trouble", "Asana [b]cannot[/] be reached.")
    async with opened(sqlite_ledger) as stage:
        assert "! Asana: trouble" in stage.text
        await stage.press("6")
        assert "! Asana [b]cannot[/] be reached." in stage.text
        assert "! trouble" in stage.text
        assert "→ Ayron goes on trying by itself; ctrl+r tries now" in stage.text
        assert "this token could write; Ayron never does" in stage.text


async def test_disconnecting_asks_first_and_keeps_entries(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("6", "d")
        assert "Disconnect Lena Brandt (lena@northwind.example)?" in stage.text
        await stage.press("enter")
        assert len(connected(sqlite_ledger)) == 1
        await stage.press("d", "down", "enter")
        await stage.until(lambda: not stage.app.facts.connections)
        assert connected(sqlite_ledger) == []
        await stage.press("2")
        assert "Homepage hero" in stage.text


async def sign_in_with(stage: Stage, client_id: str, secret: str) -> None:
    """Give an application to the dialog that asks for one."""
    await wait_for_dialog(stage, Register)
    stage.burst("end", "ctrl+u", *client_id, "tab", *secret, "enter")


async def test_an_application_that_asana_does_not_know_is_asked_for_again(
    sqlite_ledger: Ledger, asana: Sandbox, redirect: str, opened_urls: Callable[[], list[str]]
) -> None:
    async with alone(
        sqlite_ledger, remote={"asana_url": asana.url}, oauth_redirect=redirect
    ) as stage:
        await stage.press("escape")
        await choose_way(stage, "down")
        await choose_passphrase(stage)
        await sign_in_with(stage, asana.client_id, "mistyped")
        await stage.until(opened_urls)
        await asyncio.to_thread(arrive, opened_urls()[0])
        await stage.until(lambda: "does not know this application" in stage.text)
        assert isinstance(stage.app.screen, Register)
        await sign_in_with(stage, asana.client_id, asana.client_secret)
        await stage.until(lambda: len(opened_urls()) == 2)
        await asyncio.to_thread(arrive, opened_urls()[1])
        await stage.until(lambda: connected(sqlite_ledger))
        await stage.until(lambda: stage.app.screen is stage.app.place)


async def test_who_denies_in_the_browser_is_told_and_can_try_again(
    sqlite_ledger: Ledger, asana: Sandbox, redirect: str, opened_urls: Callable[[], list[str]]
) -> None:
    async with alone(
        sqlite_ledger, remote={"asana_url": asana.url}, oauth_redirect=redirect
    ) as stage:
        await stage.press("escape")
        await choose_way(stage, "down")
        await choose_passphrase(stage)
        await sign_in_with(stage, asana.client_id, asana.client_secret)
        await stage.until(opened_urls)
        await asyncio.to_thread(arrive, opened_urls()[0], "deny")
        await stage.until(lambda: "The sign-in was refused in the browser" in stage.text)
        await stage.pilot.press("enter")
        await stage.until(lambda: len(opened_urls()) == 2)
        assert connected(sqlite_ledger) == []
