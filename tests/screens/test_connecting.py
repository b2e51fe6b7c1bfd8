"""Connecting in the app: either provider, as a guest or a bot, and what is off."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import enumerate as running_threads

import pytest

from app.folders import data_folder
from screens.connecting import Connecting
from screens.dialogs.choices import Choose
from screens.dialogs.choose_person import ChoosePerson
from screens.dialogs.sign_in import AskSecret, Register, Waiting
from store.connections import connections
from store.features import switch_feature
from store.ledger import Ledger
from store.records import Connection
from store.revocations import revocations
from sync.access import Surroundings
from sync.kinds import kind_names
from sync.leaving import disconnect
from sync.sandbox import Sandbox, StillClock
from sync.sandbox.linear import LinearSandbox
from sync.sandbox.records import Person
from sync.secrets import open_secrets
from tests.clock import FixedClock
from tests.screens.stage import SMALL, Stage, alone, opened
from tests.screens.test_integrations import choose_passphrase, paste, wait_for_dialog
from tests.sync.conftest import NOW
from tests.sync.services import Service


@pytest.fixture
def asana() -> Iterator[Sandbox]:
    """Serve an agency's Asana on loopback."""
    with Sandbox(clock=StillClock(NOW)) as running:
        yield running


@pytest.fixture
def linear() -> Iterator[LinearSandbox]:
    """Serve its Linear, too."""
    with LinearSandbox(clock=StillClock(NOW)) as running:
        yield running


def connected(ledger: Ledger) -> list[Connection]:
    with ledger.read() as work:
        return connections(work)


def named(sandbox: Sandbox, name: str) -> Person:
    return next(each for each in sandbox.agency.people.values() if each.name == name)


def is_polling() -> bool:
    return any(thread.name == "sync" for thread in running_threads())


def switch(ledger: Ledger, name: str, on: bool) -> None:
    """Turn an integration on or off, as another process does."""
    with ledger.write() as work:
        switch_feature(work, name, on, kind_names())


async def begin(stage: Stage, provider: str) -> None:
    """Go to a provider in Integrations and ask to connect."""
    await stage.press("6")
    await stage.until(lambda: "Linear · early access" in stage.text)
    await stage.press(*(["down"] if provider == "linear" else []), "a")
    await wait_for_dialog(stage, Choose)


async def test_linear_signs_in_with_a_client_id_alone(
    sqlite_ledger: Ledger, linear: LinearSandbox, opened_urls: Callable[[], list[str]]
) -> None:
    service = Service("linear", linear)
    settings = {"remote": {"linear_url": linear.url}, "oauth_redirect": service.redirect}
    async with alone(sqlite_ledger, SMALL, **settings) as stage:
        await stage.press("escape")
        await begin(stage, "linear")
        await stage.pilot.press("down", "enter")
        await choose_passphrase(stage)
        await wait_for_dialog(stage, Register)
        assert "Register an OAuth application at" in stage.text
        assert service.redirect in stage.text
        assert "Client secret" not in stage.text
        await paste(stage, linear.client_id)
        await wait_for_dialog(stage, Waiting)
        await stage.until(opened_urls)
        await asyncio.to_thread(arrive_alone, opened_urls()[0])
        await stage.until(lambda: any("Connected Lena" in said for said in stage.notices))
        await stage.until(lambda: any("9 open tasks and 2 projects" in s for s in stage.notices))
    [made] = connected(sqlite_ledger)
    assert (made.provider, made.method, made.can_write) == ("linear", "oauth", False)
    assert linear.writes == []


def arrive_alone(address: str) -> None:
    """Open an address where nobody is asked."""
    import httpx

    httpx.get(address, follow_redirects=True)


async def test_a_guest_is_asked_whose_tasks_are_read(
    sqlite_ledger: Ledger, asana: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = named(asana, "Petra Müller")
    monkeypatch.setenv("AYRON_ASANA_TOKEN", asana.token_of(guest))
    async with alone(sqlite_ledger, SMALL, remote={"asana_url": asana.url}) as stage:
        await stage.press("escape")
        await begin(stage, "asana")
        await stage.pilot.press("enter")
        await wait_for_dialog(stage, ChoosePerson)
        assert "Petra Müller is a guest there" in stage.text
        assert "Those of Petra Müller" in stage.text
        stage.burst(*"qqq", "enter")
        await stage.until(lambda: "Nobody there is called so." in stage.text)
        assert isinstance(stage.app.screen, ChoosePerson)
        stage.burst("ctrl+u", *"mtan", "enter")
        await stage.until(lambda: connected(sqlite_ledger))
    [made] = connected(sqlite_ledger)
    assert (made.standing, made.subject) == ("guest", "Mei Tanaka (mei@northwind.example)")


async def test_a_guest_may_read_their_own_tasks(
    sqlite_ledger: Ledger, asana: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = named(asana, "Petra Müller")
    monkeypatch.setenv("AYRON_ASANA_TOKEN", asana.token_of(guest))
    async with alone(sqlite_ledger, remote={"asana_url": asana.url}) as stage:
        await stage.press("escape")
        await begin(stage, "asana")
        await stage.pilot.press("enter")
        await wait_for_dialog(stage, ChoosePerson)
        await stage.pilot.press("enter")
        await stage.until(lambda: connected(sqlite_ledger))
    [made] = connected(sqlite_ledger)
    assert (made.standing, made.subject) == ("guest", "")


async def test_a_bot_has_no_tasks_of_its_own_and_nobody_chosen_connects_nothing(
    sqlite_ledger: Ledger, linear: LinearSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = linear.tracker.user("Helper")
    monkeypatch.setenv("AYRON_LINEAR_TOKEN", linear.token_of(bot))
    async with alone(sqlite_ledger, remote={"linear_url": linear.url}) as stage:
        await stage.press("escape")
        await begin(stage, "linear")
        await stage.pilot.press("enter")
        await wait_for_dialog(stage, ChoosePerson)
        assert "Helper is a bot" in stage.text
        assert "Those of" not in stage.text
        await stage.pilot.press("escape")
        await stage.until(lambda: any("Nobody was chosen" in said for said in stage.notices))
        assert connected(sqlite_ledger) == []
        await stage.press("a")
        await wait_for_dialog(stage, Choose)
        await stage.pilot.press("enter")
        await wait_for_dialog(stage, ChoosePerson)
        await stage.pilot.press("enter")
        await stage.until(lambda: connected(sqlite_ledger))
    [made] = connected(sqlite_ledger)
    assert (made.standing, made.subject) == ("bot", "Lena Brandt (lena@northwind.example)")


async def test_somebody_elses_tasks_can_be_asked_for(sqlite_ledger: Ledger, asana: Sandbox) -> None:
    async with alone(sqlite_ledger, remote={"asana_url": asana.url}) as stage:
        await stage.press("escape")
        await begin(stage, "asana")
        await stage.pilot.press("down", "down", "enter")
        await choose_passphrase(stage)
        await stage.until(lambda: "Connect by token" in stage.text)
        await paste(stage, asana.token)
        await wait_for_dialog(stage, ChoosePerson)
        assert "Those of" not in stage.text
        await stage.pilot.press("enter")
        await stage.until(lambda: connected(sqlite_ledger))
        await stage.until(lambda: not isinstance(stage.app.screen, AskSecret | ChoosePerson))
    [made] = connected(sqlite_ledger)
    assert (made.standing, made.subject) == ("member", "Jonas Weiß (jonas@northwind.example)")


async def test_what_is_off_rests_and_comes_back(
    sqlite_ledger: Ledger, asana: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AYRON_ASANA_TOKEN", asana.token)
    async with alone(sqlite_ledger, remote={"asana_url": asana.url}) as stage:
        await stage.press("escape")
        await begin(stage, "asana")
        await stage.pilot.press("enter")
        await stage.until(lambda: any("53 open tasks" in said for said in stage.notices))
        await stage.press("s")
        await stage.type("homepage hero")
        await stage.press("enter")
        assert stage.app.facts.status.entry
        switch(sqlite_ledger, "asana", False)
        await stage.until(lambda: not is_polling())
        asana.forget_traffic()
        await stage.press("ctrl+r", "s", "escape")
        await stage.until(lambda: any("Asana is off" in said for said in stage.notices))
        await stage.press("6", "a")
        assert asana.traffic == []
        assert stage.app.facts.status.entry
        switch(sqlite_ledger, "asana", True)
        await stage.until(is_polling)
        await stage.until(lambda: asana.traffic)
        await stage.press("1")
        assert "53 tasks" in stage.text
    assert asana.writes == []


async def test_an_app_that_opens_while_all_is_off_asks_nothing(
    sqlite_ledger: Ledger, asana: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AYRON_ASANA_TOKEN", asana.token)
    given = open_secrets(Path(data_folder()), {"AYRON_ASANA_TOKEN": asana.token})
    around = Surroundings(given, sqlite_ledger.clock, {}, Path(data_folder()))
    Service("asana", asana).by_token(sqlite_ledger, around)
    switch(sqlite_ledger, "asana", False)
    asana.forget_traffic()
    async with alone(sqlite_ledger, remote={"asana_url": asana.url}) as stage:
        await stage.press("ctrl+r")
        await stage.until(lambda: any("Asana is off" in said for said in stage.notices))
        assert not is_polling()
    assert asana.traffic == []


async def test_with_nothing_connected_a_sync_says_so(sqlite_ledger: Ledger) -> None:
    async with opened(sqlite_ledger) as stage:
        await stage.press("escape", "ctrl+r")
        await stage.until(lambda: stage.notices)
        assert stage.notices == ["Nothing is connected. Press 6, then a."]


async def test_what_is_off_cannot_be_chosen(sqlite_ledger: Ledger) -> None:
    switch(sqlite_ledger, "linear", False)
    async with opened(sqlite_ledger) as stage:
        await stage.pilot.press("down", "down", "enter")
        await stage.until(lambda: any("Linear is off" in said for said in stage.notices))
        assert not isinstance(stage.app.screen, Choose)


async def test_where_no_provider_is_meant_one_is_asked_for(sqlite_ledger: Ledger) -> None:
    async with opened(sqlite_ledger) as stage:
        await stage.press("escape")
        Connecting(stage.app).begin()
        await stage.until(lambda: "Where are the tasks that you want to time?" in stage.text)
        await stage.pilot.press("down", "enter")
        await stage.until(lambda: "Connect Linear" in stage.text)
        switch(sqlite_ledger, "linear", False)
        await stage.press("escape")
        Connecting(stage.app).begin()
        await stage.until(lambda: "Connect Asana" in stage.text)


@pytest.mark.parametrize("days", [1, 8])
async def test_what_was_left_to_revoke_is_revoked_at_the_next_start(
    days: int, sqlite_ledger: Ledger, asana: Sandbox, clock: FixedClock
) -> None:
    folder = Path(data_folder())
    around = Surroundings(
        open_secrets(folder, {}, insecure_storage=True), sqlite_ledger.clock, {}, folder
    )
    service = Service("asana", asana)
    made = service.sign_in(sqlite_ledger, around)
    refresh = around.shelf("asana", made.account_id).refresh()
    assert refresh
    asana.stop()
    disconnect(sqlite_ledger, around, made)
    asana.start()
    clock.advance(days=days)
    async with alone(sqlite_ledger, remote={"asana_url": asana.url}) as stage:
        await stage.until(lambda: not left(sqlite_ledger))
        if days > 7:
            await stage.until(lambda: any("for a week" in said for said in stage.notices))
    assert service.holds(refresh) is (days > 7)


def left(ledger: Ledger) -> bool:
    with ledger.read() as work:
        return bool(revocations(work))
