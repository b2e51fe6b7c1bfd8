"""Names as an attacker would write them, straight into the ledger, walked through every screen."""

from __future__ import annotations

import sys
from itertools import cycle
from pathlib import Path

import pytest
from rich.cells import cell_len

from store.connections import connections, note_trouble
from store.ledger import Ledger
from store.opening import open_ledger
from tests.clock import FixedClock
from tests.screens.agency import fill, run_timer
from tests.screens.stage import SMALL, WIDE, opened
from tests.servers.terminal import Terminal
from tests.widgets.samples import HOSTILE

PAYLOADS = {
    "title": b"\x1b]0;PWNED",
    "clipboard": b"\x1b]52;c;",
    "clear": b"clear \x1b[2J",
    "c1": "\x9b31m".encode(),
    "bidi": "\u202e".encode(),
    "link": b"\x1b]8;;file",
    "report": b"report \x1b[6n",
}
ESCAPE = "\x1b"


def poison(ledger: Ledger, first: int) -> None:
    """Give everything a hostile name, past whatever cleans text on its way in."""
    fill(ledger)
    run_timer(ledger)
    names = [*HOSTILE[first:], *HOSTILE[:first]]
    everything = " ".join(name[:300] for name in names)
    with ledger.write() as work:
        for table in ("task", "project", "client", "remote_task", "remote_project"):
            rows = work.rows(f"SELECT rowid FROM {table}")
            for (number,), name in zip(rows, cycle(names), strict=False):
                work.run(f"UPDATE {table} SET name = ? WHERE rowid = ?", (name, number))
        work.run("UPDATE entry SET note = ?", (everything,))
        work.run("UPDATE remote_workspace SET name = ?", (everything,))
        work.run("UPDATE connection SET account = ?", (everything,))
        note_trouble(work, connections(work)[0].id, "trouble", everything)


@pytest.mark.parametrize("first", [0, 3, 6])
@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
async def test_every_screen_shows_them_as_text(
    sqlite_ledger: Ledger, first: int, size: tuple[int, int]
) -> None:
    poison(sqlite_ledger, first)
    async with opened(sqlite_ledger, size) as stage:
        for keys in WALK:
            await stage.press(*keys)
            drawn = "".join(stage.lines)
            assert not set(drawn) & {"\x1b", "\x07", "\x9b", "\u202e", "\x00"}
            assert {cell_len(line) for line in stage.lines} == {size[0]}
        assert stage.app.is_running
        assert stage.app.screen.is_mounted


WALK = (
    ("down", "down"),
    ("s", "q"),
    ("escape", "escape"),
    ("n",),
    ("escape", "e"),
    ("escape", "p"),
    ("escape", "2"),
    ("enter",),
    ("escape", "t"),
    ("escape", "escape", "b"),
    ("d",),
    ("u",),
    ("3", "down"),
    ("6",),
    ("d",),
    ("escape", "1", "x"),
    ("question_mark",),
    ("escape",),
)


@pytest.mark.slow
def test_no_byte_of_them_reaches_the_terminal(ayron_home: Path, clock: FixedClock) -> None:
    ledger = open_ledger(str(ayron_home / "ayron.db"), clock)
    poison(ledger, 1)
    ledger.close()
    with Terminal([sys.executable, "-m", "app"]) as terminal:
        terminal.wait_for("Running")
        for keys in ("sq", ESCAPE, ESCAPE, "n", ESCAPE, "2", "\r", ESCAPE, "36d", ESCAPE, "1x"):
            terminal.type(keys)
            terminal.settle()
        terminal.type("q")
        terminal.wait_for_exit()
    for name, payload in PAYLOADS.items():
        assert payload not in terminal.output, name
