"""Render the picture of the README from demo data: `.venv/bin/python docs/render.py`.

The app runs without a terminal, on a ledger in a temporary folder, against the sandbox, on a
Friday afternoon that does not move, so the same pictures come out every time.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.application import AyronApp

FOLDER = Path(__file__).parent
SIZE = (120, 32)
FRIDAY = 1_795_784_700_000_000  # 2026-11-27 14:05 in Berlin, in microseconds
PICTURES: dict[str, tuple[str, ...]] = {"screen": ()}
SETTLE = 1.0  # seconds; nothing moves afterwards, as the clock stands


class StandingClock:
    """A clock that shows one moment."""

    def wall(self) -> int:
        """Read the wall clock."""
        return FRIDAY

    def boot(self) -> int:
        """Read the clock that nobody can set."""
        return FRIDAY

    def boot_id(self) -> str:
        """Name this boot."""
        return "render"

    def zone(self) -> str:
        """Name the time zone."""
        return "Europe/Berlin"


def main() -> None:
    """Make the demo's ledger and take the pictures: a name, and the keys to press before it."""
    os.environ["TZ"] = StandingClock().zone()
    os.environ.pop("NO_COLOR", None)
    time.tzset()
    from app.demo import prepare_demo
    from sync.sandbox import Sandbox
    from sync.sandbox.linear import LinearSandbox

    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(clock=lambda: FRIDAY / 1_000_000) as asana,
        LinearSandbox(clock=lambda: FRIDAY / 1_000_000) as linear,
    ):
        prepare_demo(Path(folder), asana, linear, StandingClock())
        for name, keys in PICTURES.items():
            asyncio.run(take(name, keys))


async def take(name: str, keys: tuple[str, ...]) -> None:
    """Press the keys in a fresh app and save what shows."""
    app = demo_app()
    async with app.run_test(size=SIZE, notifications=False) as pilot:
        await pilot.pause(SETTLE)
        for key in keys:
            await pilot.press(key)
        await pilot.pause(SETTLE)
        (FOLDER / f"{name}.svg").write_text(app.export_screenshot(title="Ayron"), encoding="utf-8")


def demo_app() -> AyronApp:
    """Make the app on the demo's ledger, by the standing clock."""
    from app.application import AyronApp
    from app.settings import load_settings
    from screens.facts import read_facts
    from store.opening import open_ledger
    from store.picker import first_candidates

    settings = load_settings()
    ledger = open_ledger(settings.database, StandingClock())
    facts = read_facts(ledger, None, settings.target_seconds)
    with ledger.read() as work:
        first = first_candidates(work, None, SIZE[1])
    return AyronApp(ledger, settings, facts, first)


if __name__ == "__main__":
    main()
