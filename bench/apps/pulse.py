"""A pulse on an asyncio loop, to find out how long the loop could not turn.

SIGUSR1 starts the watch anew, SIGUSR2 writes the longest time between two beats, in
milliseconds, into a file. By itself (`pulse.py FILE`) it shows how long the machine makes wait.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from pathlib import Path

BEAT = 0.001
READY = "the pulse beats"


async def beat(place: Path) -> None:
    """Beat for ever; note how much longer than asked each pause was."""
    late: list[float] = [0.0]

    def write() -> None:
        unfinished = place.with_suffix(".new")
        unfinished.write_text(str(max(late) * 1000))
        unfinished.rename(place)

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, late.clear)
    loop.add_signal_handler(signal.SIGUSR2, write)
    last = time.perf_counter()
    while True:
        await asyncio.sleep(BEAT)
        now = time.perf_counter()
        late.append(now - last - BEAT)
        last = now


if __name__ == "__main__":
    sys.stdout.write(READY + "\n")
    sys.stdout.flush()
    asyncio.run(beat(Path(sys.argv[1])))
