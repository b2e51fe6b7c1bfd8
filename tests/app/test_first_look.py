"""The first look shows what the app shows a moment later, cell by cell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.segment import Segment

from app.commands import BY_ID
from app.first_look import Look, draw, to_terminal
from app.settings import Settings
from app.theme import PALETTES
from store.ledger import Ledger
from tests.screens.agency import fill, run_timer
from tests.screens.stage import make_app
from widgets.drawing.ink import mix_ink

SIZES = [
    (40, 24),
    (52, 14),
    (80, 13),
    (80, 19),
    (80, 24),
    (99, 40),
    (100, 28),
    (121, 36),
    (140, 31),
    (141, 45),
    (200, 60),
]


def nothing(_ledger: Ledger) -> None:
    """Leave the ledger empty."""


def friday(ledger: Ledger) -> None:
    """Fill the week and have a timer running."""
    fill(ledger)
    run_timer(ledger)


def key_of(command_id: str) -> str:
    """Name the default key of a command."""
    return next(iter(BY_ID[command_id].keys), "")


def text_of(row: list[Segment]) -> str:
    return without_scrollbar("".join(piece.text for piece in row))


def without_scrollbar(text: str) -> str:
    """Take out the end of a scrollbar, which the first look leaves blank."""
    return text.translate(dict.fromkeys(map(ord, "▁▂▃▄▅▆▇"), " "))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("prepare", [nothing, fill, friday])
async def test_it_is_the_first_frame(
    sqlite_ledger: Ledger, size: tuple[int, int], prepare: Callable[[Ledger], None]
) -> None:
    prepare(sqlite_ledger)
    app = make_app(sqlite_ledger, Settings(database=sqlite_ledger.path))
    app.ledger_changed = lambda: None  # type: ignore[method-assign]
    app._greet = lambda: None  # type: ignore[method-assign]
    ink = mix_ink(PALETTES["ayron-dark"], colourless=False)
    looked = draw(Look(app.facts, app.tasks.candidates, ink, key_of), *size)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        frame = [list(strip) for strip in app.screen._compositor.render_strips()]
    assert [text_of(row) for row in looked] == [text_of(row) for row in frame]
    assert [colours(row) for row in looked] == [colours(row) for row in frame]


def colours(row: list[Segment]) -> list[tuple[str, str]]:
    """List the ink of each cell that is not blank, as colour and weight."""
    found = []
    for piece in row:
        style = piece.style
        assert style is not None
        ink = style.color.get_truecolor().hex if style.color else ""
        text = without_scrollbar(piece.text)
        found += [(ink, str(style.bold)) for letter in text if letter.strip()]
    return found


def test_nothing_but_colours_and_positions_reach_the_terminal(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    app = make_app(sqlite_ledger, Settings(database=sqlite_ledger.path))
    ink = mix_ink(PALETTES["ayron-light"], colourless=True)
    rows = draw(Look(app.facts, app.tasks.candidates, ink, key_of), 100, 28)
    written = to_terminal(rows, {"NO_COLOR": "1"})
    assert "\x1b[38;" not in written
    assert "Homepage hero" in written
