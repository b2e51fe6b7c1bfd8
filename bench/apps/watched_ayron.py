"""Ayron, with a pulse on its loop: the longest time between two beats goes into a file.

`watched_ayron.py FILE`. SIGUSR1 starts the watch anew, SIGUSR2 writes the milliseconds down.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from pathlib import Path

import app.application
from app.opening import open_app

BEAT = 0.001


class Watched(app.application.AyronApp):
    """The app as it is, and a beat beside it."""

    CSS_PATH = str(Path(app.application.__file__).with_name("application.tcss"))

    def on_load(self) -> None:
        """Begin to beat."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, longest.clear)
        loop.add_signal_handler(signal.SIGUSR2, write)
        self.beating = asyncio.create_task(beat())


longest: list[float] = []


def write() -> None:
    """Write down the longest time between two beats."""
    place = Path(sys.argv[1])
    place.with_suffix(".new").write_text(str(max(longest) * 1000))
    place.with_suffix(".new").rename(place)


async def beat() -> None:
    """Note how much longer than asked each pause was."""
    last = time.perf_counter()
    while True:
        await asyncio.sleep(BEAT)
        now = time.perf_counter()
        longest.append(now - last - BEAT)
        last = now


if __name__ == "__main__":
    app.application.AyronApp = Watched  # type: ignore[misc]
    sys.exit(open_app())
