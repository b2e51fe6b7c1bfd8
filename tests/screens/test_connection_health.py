"""What Integrations tells of each account: how it is read, what is wrong, what is off."""

from __future__ import annotations

import pytest

from app.settings import Settings
from store.connections import (
    NewConnection,
    add_connection,
    address_of,
    connections,
    note_trouble,
)
from store.features import become_shared, is_on, switch_feature
from store.health import read_health, write_health
from store.ledger import Ledger
from store.members import add_member
from store.revocations import add_revocation
from store.webhooks import add_webhook, note_heard, switch_webhooks
from tests.clock import FixedClock
from tests.screens.agency import ORIGIN, fill
from tests.screens.members import bob_beside
from tests.screens.polling import change, note_polling, write_polling
from tests.screens.stage import SMALL, Stage, opened

SIZES = pytest.mark.parametrize(
    "size", [SMALL, (120, 40), (200, 60)], ids=lambda size: str(size[0])
)


def sheet(stage: Stage) -> str:
    """Read what is said of the selected row, as one text."""
    return " ".join(" ".join(line.strip(" │") for line in stage.lines[4:]).split())


@SIZES
async def test_everything_is_told_at_every_size(
    sqlite_ledger: Ledger, clock: FixedClock, size: tuple[int, int]
) -> None:
    fill(sqlite_ledger)
    write_polling(sqlite_ledger, clock, 3600)
    async with opened(sqlite_ledger, size) as stage:
        await stage.press("6")
        said = sheet(stage)
    for words in (
        "Lena Brandt (lena@northwind.example) at Asana (early access)",
        "a member · connected by token",
        "Northwind Studio",
        "the tasks assigned to you: 6 open tasks · 2 projects",
        "catch-up: asks what changed every minute because Asana opens no event streams",
        "everything that this account may do this token could write; Ayron never does",
        "10 s ago, 14:04 · next poll in 48 s",
        "███████       ▏ 3,600 of 7,200 in the last hour",
        "Webhooks off",
    ):
        assert " ".join(words.split()) in said


async def test_the_countdown_runs_without_the_ledger(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    fill(sqlite_ledger)
    write_polling(sqlite_ledger, clock)
    async with opened(sqlite_ledger) as stage:
        await stage.press("6")
        assert "next in 48 s" in stage.lines[2]
        place = stage.app.place
        assert place is not None
        revision = stage.app.revision
        place.pass_time(clock.advance(seconds=30))
        await stage.pilot.pause()
        assert "next in 18 s" in stage.lines[2]
        assert "40 s ago, 14:04 · next poll in 18 s" in stage.text
        place.pass_time(clock.advance(seconds=30))
        await stage.pilot.pause()
        assert "next now" in stage.lines[2]
        assert stage.app.revision == revision


async def test_what_another_window_polls_is_seen_here(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    fill(sqlite_ledger)
    write_polling(sqlite_ledger, clock)
    async with opened(sqlite_ledger) as stage:
        await stage.press("6")
        revision, number = stage.app.revision, stage.app.facts.number
        clock.advance(minutes=1)
        note_polling(sqlite_ledger, clock, 66)
        await stage.until(lambda: "66 of 7,200 in the last hour" in stage.text)
        assert "10 s ago, 14:05 · next poll in 48 s" in stage.text
        assert "● 10 s ago" in stage.lines[0]
        assert (stage.app.revision, stage.app.facts.number) == (revision, number)


async def test_rights_and_standing_are_told(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    change(
        sqlite_ledger,
        method="oauth",
        scopes="projects:read tasks:read users:read workspaces:read",
        can_write=0,
        mode="events",
        standing="bot",
        subject_id="u7",
        subject="Mia Chen",
    )
    async with opened(sqlite_ledger) as stage:
        await stage.press("6")
        said = sheet(stage)
    for words in (
        "a bot, which has no tasks of its own · signed in through the browser",
        "the tasks of Mia Chen, and nobody else's: 6 open tasks",
        "events: hears of changes, and looks every minute",
        "projects:read tasks:read users:read workspaces:read this token can only read",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("state", "remedy"),
    [
        ("trouble", "→ Ayron goes on trying by itself; ctrl+r tries now"),
        ("signed_out", "→ a connects it again"),
    ],
)
async def test_trouble_comes_first_with_the_one_thing_to_do(
    sqlite_ledger: Ledger, state: str, remedy: str
) -> None:
    fill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        note_trouble(work, connections(work)[0].id, state, "Asana said no.")
    async with opened(sqlite_ledger, SMALL) as stage:
        await stage.press("6")
        assert sheet(stage).startswith(f"! Asana said no. {remedy} Account")


async def test_many_accounts_leave_room_for_what_is_said_of_one(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        for number in range(2, 9):
            name = f"Account {number}"
            values = ("asana", f"u{number}", name, "token", (), False, True, ORIGIN)
            add_connection(work, NewConnection(*values), [])
    async with opened(sqlite_ledger, SMALL) as stage:
        await stage.press("6", "end", "up")
        assert "▸ A Account 8" in stage.text
        assert "Account 8 at Asana (early access)" in stage.text
        assert "Webhooks   off" in stage.text


async def test_webhooks_are_told(sqlite_ledger: Ledger, clock: FixedClock) -> None:
    fill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        [row] = connections(work)
        switch_webhooks(work, row.id, True)
        for path in ("p1", "p2"):
            add_webhook(work, row.id, path, path, f"https://hooks.example/{path}")
        note_heard(work, "p2")
    clock.advance(minutes=3)
    async with opened(sqlite_ledger) as stage:
        await stage.press("6")
        assert "on · subscriptions: 2 · last heard 3 min ago" in stage.text


async def test_a_sign_in_that_is_to_end_is_shown(sqlite_ledger: Ledger, clock: FixedClock) -> None:
    fill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        [row] = connections(work)
        add_revocation(work, row, address_of(work, row.id))
    clock.advance(minutes=2)
    async with opened(sqlite_ledger) as stage:
        await stage.press("6", "end")
        assert "! to be revoked" in stage.lines[4]
        assert "2 min ago" in stage.lines[4]
        assert "2026-12-04 14:05, then its token is forgotten" in stage.text


async def test_an_admin_turns_on_what_is_off(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        add_member(work, "bob")
        become_shared(work)
    async with opened(sqlite_ledger, SMALL) as stage:
        await stage.press("6")
        assert "○ off" in stage.lines[0]
        assert "○ off" in stage.lines[2]
        assert "→ t turns it on for everybody" in stage.text
        await stage.press("enter")
        assert stage.app.screen is stage.app.place
        await stage.press("t")
        assert "● live" in stage.lines[2]
        assert "○ off" in stage.lines[3]
    with sqlite_ledger.read() as work:
        assert is_on(work, "asana")


async def test_a_member_copies_a_request_and_can_switch_nothing(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    with bob_beside(sqlite_ledger, clock) as bob:
        with sqlite_ledger.write() as work:
            switch_feature(work, "asana", False, ("asana",))
        async with opened(bob) as stage:
            await stage.press("6", "t")
            assert "→ Ada can turn it on; y copies this request to send:" in stage.text
            assert "Please turn on Asana (early access)" in stage.text
            await stage.press("y")
            assert stage.app.clipboard.startswith("Please turn on Asana (early access)")
            assert any("Copied the request" in said for said in stage.notices)
        with bob.read() as work:
            assert not is_on(work, "asana")


async def test_a_pause_is_told_instead_of_the_next_poll(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    fill(sqlite_ledger)
    write_polling(sqlite_ledger, clock)
    path = Settings(sqlite_ledger.path, sqlite_ledger.owner).health_file
    [(key, health)] = read_health(path).items()
    write_health(path, {key: health.replace(rest_until=clock.wall() + 240_000_000)})
    with sqlite_ledger.write() as work:
        note_trouble(work, key, "trouble", "Asana asks for a pause.")
    async with opened(sqlite_ledger) as stage:
        await stage.press("6")
        assert "until 14:09" in stage.lines[2]
        assert "next in" not in stage.text
        assert "tries now" not in stage.text
        assert "→ Ayron may ask again at 14:09" in stage.text
        place = stage.app.place
        assert place is not None
        place.pass_time(clock.advance(minutes=4))
        await stage.pilot.pause()
        assert "ctrl+r tries now" in stage.text


async def test_scopes_of_webhooks_are_told_apart_from_reading(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    change(sqlite_ledger, method="oauth", scopes="tasks:read webhooks:write", can_write=0)
    async with opened(sqlite_ledger) as stage:
        await stage.press("6")
        assert "this token reads, and may create webhooks" in stage.text
        assert "can only read" not in stage.text


async def test_linear_calls_it_an_api_key(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    change(sqlite_ledger, provider="linear")
    async with opened(sqlite_ledger) as stage:
        await stage.press("6")
        assert "connected by API key" in stage.text
        assert "this API key could write; Ayron never does" in stage.text
