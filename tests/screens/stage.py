"""The app on a ledger of a test, and what can be seen of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from app.application import AyronApp
from app.settings import Settings
from screens.facts import read_facts
from store.ledger import Ledger
from store.locks import FileLock
from store.picker import first_candidates

PATIENCE = 10.0
WIDE, SMALL = (120, 40), (80, 24)
Press = Callable[..., Awaitable[None]]


class Stage:
    """A person at the app: presses keys, looks at the screen, waits until all is done."""

    def __init__(self, app: AyronApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, then wait until the app has done what they ask for."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*("space" if letter == " " else letter for letter in text))

    def burst(self, *keys: str) -> None:
        """Press keys that all arrive before the first one is looked at, as in one packet."""
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 else key
            self.app.post_message(Key(name, key if len(key) == 1 else None))

    async def settle(self) -> None:
        """Wait until no clerk has anything to do and everything is drawn."""
        await self.until(lambda: self.app.at_rest)
        await self.pilot.pause()
        while not self.app.at_rest:
            await self.until(lambda: self.app.at_rest)
            await self.pilot.pause()

    async def until(self, fact: Callable[[], Any]) -> None:
        """Wait until something is so."""
        waited = 0.0
        while not fact():
            await asyncio.sleep(0.01)
            waited += 0.01
            assert waited < PATIENCE, "it never came"

    @property
    def lines(self) -> list[str]:
        """The screen as rows of text."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(piece.text for piece in strip) for strip in strips]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(line.rstrip() for line in self.lines)

    @property
    def notices(self) -> list[str]:
        """What was said."""
        return [str(notice.message) for notice in self.app._notifications]


@asynccontextmanager
async def opened(
    ledger: Ledger, size: tuple[int, int] = WIDE, **settings: Any
) -> AsyncIterator[Stage]:
    """Open the app on a ledger whose polling another window does; wait until all is read."""
    chosen = Settings(database=ledger.path, **settings).of(ledger.owner)
    with polled_elsewhere(chosen):
        async with alone(ledger, size, **settings) as stage:
            yield stage


@asynccontextmanager
async def alone(
    ledger: Ledger, size: tuple[int, int] = WIDE, **settings: Any
) -> AsyncIterator[Stage]:
    """Open the app as the only window on a ledger; wait until all is read."""
    app = make_app(ledger, Settings(database=ledger.path, **settings))
    async with app.run_test(size=size, notifications=True) as pilot:
        stage = Stage(app, pilot)
        await stage.until(lambda: app.revision)
        await stage.settle()
        yield stage


@contextmanager
def polled_elsewhere(settings: Settings) -> Iterator[None]:
    """Hold the lock that the one window holds which polls."""
    path = settings.sync_lock
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(str(path))
    assert lock.try_acquire()
    try:
        yield
    finally:
        lock.release()


def make_app(ledger: Ledger, settings: Settings) -> AyronApp:
    """Make the app as `app.opening` does."""
    facts = read_facts(ledger, None, settings.target_seconds)
    with ledger.read() as work:
        first = first_candidates(work, None, 80)
    return AyronApp(ledger, settings, facts, first)
