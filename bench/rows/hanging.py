"""Keys in the picker while the provider hangs, and the loop while ten thousand tasks come in."""

from __future__ import annotations

import signal
import time
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from threading import Event

from app.clock import SystemClock
from bench.ledgers import make_ledger
from bench.pairing import interleave
from bench.processes import AYRON, PYTHON, environment_for
from bench.results import Bench, Measured
from bench.rows.screens import APPS, longest, typist
from bench.servers import Server, running_sandbox
from bench.terminal import Terminal
from sync.access import Surroundings
from sync.connecting import Connecting
from sync.kinds import kind_of
from sync.sandbox import Sandbox
from sync.sandbox.faults import ALWAYS, Fault
from sync.secrets import Secret, open_secrets

TASKS = 10_000
LATE = 0.1
"""Seconds for each of a hundred pages: they come in for ten seconds."""


def key_while_hanging(bench: Bench) -> Measured:
    """Time keys, until the frame is complete, while the provider never answers."""
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(clock=time.time))
        environment = _connected(bench, "hanging", Server("asana", sandbox.url, sandbox.token))
        sandbox.forget_traffic()
        sandbox.fail(Fault(how="hang", times=ALWAYS))
        alone = bench.folder / "alone"
        make_ledger(alone, TASKS, 20_000).close()
        ours = stack.enter_context(Terminal([AYRON], environment))
        floor = stack.enter_context(Terminal([AYRON], environment_for(alone)))
        for terminal in (ours, floor):
            terminal.show_time("Recent")
            terminal.settle(3)
            terminal.frame_time("s")
        if not sandbox.traffic:
            raise RuntimeError("The app asks for nothing.")
        pairs = interleave(typist(ours), typist(floor), bench.rounds(150))
    return Measured(median(pairs.ours), f"{pairs.ratio:.2f} × the same without a connection")


def block_while_filling(bench: Bench) -> Measured:
    """Find the longest time that the loop did not turn while the first sync stores everything."""
    blocks, machine = [], []
    with running_sandbox(bench.folder, "asana", TASKS, late=LATE) as server:
        for number in range(3):
            environment = _connected(bench, f"filling-{number}", server)
            files = [bench.folder / f"longest-{name}-{number}" for name in ("ours", "alone")]
            with ExitStack() as stack:
                ours, alone = (
                    stack.enter_context(
                        Terminal([PYTHON, str(APPS / script), str(file)], environment)
                    )
                    for script, file in zip(("watched_ayron.py", "pulse.py"), files, strict=True)
                )
                alone.show_time("beats")
                ours.show_time("Recent")
                ours.settle(3)
                for terminal in (ours, alone):
                    terminal.signal(signal.SIGUSR1)
                ours.settle(TASKS // 100 * LATE - 3)
                blocks.append(longest(ours, files[0]))
                machine.append(longest(alone, files[1]))
    return Measured(median(blocks), f"the machine alone {median(machine):.0f} ms")


def _connected(bench: Bench, name: str, server: Server) -> dict[str, str]:
    """Make a ledger that is connected and holds nothing of it yet; return the environment."""
    home: Path = bench.folder / name
    token = {"AYRON_ASANA_TOKEN": server.token}
    with closing(make_ledger(home, TASKS, 20_000)) as ledger:
        around = Surroundings(open_secrets(home, token), SystemClock(), token, home)
        connecting = Connecting(ledger, around, kind_of("asana"), server.origin, Event())
        connecting.with_token(Secret(server.token))
    return environment_for(home) | token | {"AYRON_ASANA_URL": server.origin}
