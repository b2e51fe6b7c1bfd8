"""The app in a terminal, against the smallest Textual apps and against peers."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median

from bench.environments import PEERS, ROOT
from bench.ledgers import make_ledger
from bench.pairing import Pairs, interleave
from bench.processes import AYRON, PYTHON, environment_for, process_time
from bench.results import Bench, Measured, NotMeasured
from bench.terminal import Terminal
from tests.data.queries import stored_queries

APPS = ROOT / "bench" / "apps"
RUNNING = "Bookkeeping for the year"
USEFUL = (RUNNING, "since ", "Recent", "of 40", "commands")
"""The timer, the picker, the week and the keys: what makes a first frame useful."""
CLEAR = "\x15"
PEER_COMMANDS = {
    "posting": (["posting"], "Collection is empty"),
    "harlequin": (["harlequin", "--locale", "C", ":memory:"], "Data Catalog"),
}


def first_frame(bench: Bench) -> Measured:
    """Time the first useful frame against a Textual app that shows one line."""
    ours = _ayron_frame(bench)
    pairs = interleave(ours, partial(_shown, *_app("one_static.py"), "one line"), bench.rounds(21))
    return Measured(pairs.ratio, pairs.note(digits=0))


def first_frame_against(peer: str, bench: Bench) -> Measured:
    """Time the first useful frame against a peer's."""
    command, text = PEER_COMMANDS[peer]
    program = PEERS / peer / "bin" / command[0]
    if not program.exists():
        raise NotMeasured(f"{peer} is not installed; `make bench ARGS=--peers` does it")
    home = bench.folder / "peer"
    home.mkdir()
    environment = environment_for(home) | {"HOME": str(home)}
    theirs = partial(_shown, [str(program), *command[1:]], environment, text)
    pairs = interleave(_ayron_frame(bench), theirs, bench.rounds(11))
    return Measured(pairs.ratio, pairs.note(digits=0))


def key_to_frame(bench: Bench) -> Measured:
    """Time keys in the picker, until the frame is complete, against an Input with a line list."""
    home = bench.folder / "keys"
    make_ledger(home, 10_000, 20_000).close()
    with ExitStack() as stack:
        ours = stack.enter_context(Terminal([AYRON], environment_for(home)))
        ours.show_time("Recent")
        floor = stack.enter_context(Terminal(*_app("input_and_lines.py")))
        floor.show_time("type here")
        for terminal in (ours, floor):
            terminal.settle(3)
        ours.frame_time("s")
        pairs = interleave(typist(ours), typist(floor), bench.rounds(150))
    return Measured(pairs.ratio, pairs.note())


def longest_block(bench: Bench) -> Measured:
    """Type queries at a hundred thousand tasks; find the longest time the loop did not turn.

    Each query is typed three times and its median counts: what the program does comes back, what
    the machine does elsewhere does not. A pulse in an idle process shows the machine's part.
    """
    home = bench.folder / "typing"
    make_ledger(home, 100_000, 20_000).close()
    files = home / "longest", home / "longest-alone"
    with ExitStack() as stack:
        watched, alone = (
            stack.enter_context(
                Terminal([PYTHON, str(APPS / name), str(file)], environment_for(home))
            )
            for name, file in zip(("watched_ayron.py", "pulse.py"), files, strict=True)
        )
        alone.show_time("beats")
        watched.show_time("Recent")
        watched.settle(8)
        watched.frame_time("s")
        tries = [
            [_type_watched(watched, alone, query.text, files) for _ in range(3)]
            for query in stored_queries()[:: 50 if bench.quick else 20]
        ]
    blocks = [median(ours for ours, _ in some) for some in tries]
    single, machine = max(pair for some in tries for pair in some)
    note = f"single {single:.0f} ms, the machine alone {machine:.0f} ms then"
    return Measured(max(blocks), note)


def idle(bench: Bench) -> Measured:
    """Compare a minute's processor time, a timer running, with that of one ticking line."""
    seconds = 15 if bench.quick else 60
    with ExitStack() as stack:
        ours = stack.enter_context(_opened_ayron(bench, 10_000, "idle"))
        floor = stack.enter_context(Terminal(*_app("one_tick.py")))
        floor.show_time("ticking")
        ours.show_time(*USEFUL)
        ours.settle(8)
        before = ours.processor_seconds(), floor.processor_seconds()
        _settle_both(ours, floor, seconds)
        spent = ours.processor_seconds() - before[0], floor.processor_seconds() - before[1]
    return Measured(
        spent[0] / spent[1],
        f"{spent[0]:.3f} / {spent[1]:.3f} s in {seconds} s ({spent[0] / seconds:.2%})",
    )


def memory(bench: Bench) -> Measured:
    """Compare the resident memory, everything loaded, with that of one Static."""
    pairs = Pairs([], [])
    for number in range(3):
        with _opened_ayron(bench, 10_000, f"memory-{number}") as ours:
            ours.show_time(*USEFUL)
            ours.settle(6)
            pairs.ours.append(ours.memory())
        with Terminal(*_app("one_static.py")) as floor:
            floor.show_time("one line")
            floor.settle(2)
            pairs.floor.append(floor.memory())
    return Measured(pairs.ratio, pairs.note("MB"))


def _opened_ayron(bench: Bench, tasks: int, name: str) -> Terminal:
    """Make a ledger with a running timer; return the app on it, not entered yet."""
    home = bench.folder / name
    make_ledger(home, tasks, 100_000).close()
    environment = environment_for(home)
    process_time([AYRON, "start", RUNNING, "--new"], environment)
    return Terminal([AYRON], environment)


def _ayron_frame(bench: Bench) -> partial[float]:
    opened = _opened_ayron(bench, 10_000, "frame")
    return partial(_shown, opened.command, opened.environment, *USEFUL)


def _shown(command: list[str], environment: Mapping[str, str], *texts: str) -> float:
    with Terminal(command, environment) as terminal:
        return terminal.show_time(*texts)


def _app(name: str) -> tuple[list[str], dict[str, str]]:
    """Return how to run one of the small apps."""
    environment = environment_for(Path(os.devnull)) | {"PYTHONPATH": str(ROOT)}
    return [PYTHON, str(APPS / name)], environment


def typist(terminal: Terminal) -> partial[float]:
    """Return a probe that presses the next letter of the stored queries, one query by one."""
    letters = (letter for query in cycle(stored_queries()) for letter in [*query.text, CLEAR])
    return partial(lambda: terminal.frame_time(next(letters)))


def _type_watched(
    watched: Terminal, alone: Terminal, text: str, files: tuple[Path, Path]
) -> tuple[float, float]:
    """Type a text and clear the field; return the longest blocks of both pulses meanwhile."""
    for terminal in (watched, alone):
        terminal.signal(signal.SIGUSR1)
    for letter in text:
        watched.frame_time(letter)
    blocks = longest(watched, files[0]), longest(alone, files[1])
    watched.frame_time(CLEAR)
    return blocks


def longest(terminal: Terminal, result: Path) -> float:
    """Ask a pulse for its longest block."""
    terminal.signal(signal.SIGUSR2)
    until = time.perf_counter() + 5
    while not result.exists():
        if time.perf_counter() > until:
            raise RuntimeError("The pulse does not answer.")
        terminal.settle(0.01)
    found = float(result.read_text())
    result.unlink()
    return found


def _settle_both(ours: Terminal, floor: Terminal, seconds: float) -> None:
    """Read what both draw for so long."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        ours.settle(0.05)
        floor.settle(0.05)
