"""Cells, lines, bars, digits and edges: what every row is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from app.theme import PALETTES
from tests.widgets.samples import HOSTILE
from widgets.drawing.bars import bar
from widgets.drawing.big_digits import big_digits
from widgets.drawing.cells import cut, fit, fit_right, one_row
from widgets.drawing.edges import RESERVED, lay_out_edge
from widgets.drawing.ink import NAMES, mix_ink
from widgets.drawing.line import Line

PLAIN, MARK = Style(), Style(bold=True)


@given(st.text(), st.integers(0, 40))
def test_any_text_fits_any_width(text: str, width: int) -> None:
    safe = one_row(text)
    assert cell_len(cut(safe, width)) <= width
    assert cell_len(fit(safe, width)) == width
    assert cell_len(fit_right(safe, width)) == width


@pytest.mark.parametrize("text", HOSTILE)
def test_a_row_holds_no_control_and_no_override(text: str) -> None:
    safe = one_row(text)
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in safe)
    assert not any("\u202a" <= letter <= "\u202e" for letter in safe)
    assert "\n" not in safe


def test_what_is_missing_is_marked() -> None:
    assert cut("Homepage hero", 9) == "Homepage…"
    assert cut("日本語の名前", 7) == "日本語…"
    assert fit("日本語", 4) == "日… "
    assert fit_right("4:10", 6) == "  4:10"


def test_a_line_never_grows_beyond_its_width() -> None:
    line = Line(20, PLAIN).column("Homepage", 10).right("4:10", 6).put("far too long for it")
    assert "".join(piece.text for piece in line.segments()) == "Homepage    4:10far…"


def test_hits_are_marked_by_position() -> None:
    pieces = Line(12, PLAIN).marked("Homepage", (0, 4, 5), 10, PLAIN, MARK).segments()
    assert [piece.text for piece in pieces if piece.style == MARK] == ["H", "pa"]
    assert "".join(piece.text for piece in pieces) == "Homepage    "


@given(st.integers(0, 90_000), st.integers(1, 60))
def test_a_bar_is_as_long_as_its_value(value: int, width: int) -> None:
    drawn = bar(value, 90_000, width)
    assert len(drawn) <= width
    assert bool(drawn) == bool(value)


def test_bars_have_eighths() -> None:
    assert bar(1, 2, 4) == "██"
    assert bar(5, 16, 2) == "▋"


def test_digits_are_three_rows_of_equal_width() -> None:
    rows = big_digits("1:23:45")
    assert len({len(row) for row in rows}) == 1
    assert rows == (
        "▄█  ▄ ▀▀█ ▀▀█ ▄ █ █ █▀▀",
        " █  ▄ █▀▀ ▀▀█ ▄ ▀▀█ ▀▀█",
        "▀▀▀   ▀▀▀ ▀▀▀     ▀ ▀▀▀",
    )


@given(st.text(max_size=80), st.text(max_size=80), st.integers(0, 120))
def test_an_edge_fills_its_pane_exactly(left: str, right: str, width: int) -> None:
    edge = lay_out_edge(left, right, width)
    if edge is None:
        assert width <= RESERVED or not (left or right)
        return
    length = cell_len(edge.left) + cell_len(edge.line) + cell_len(edge.right)
    assert length <= width - RESERVED
    if edge.left and edge.right:
        assert length == width - RESERVED


@pytest.mark.parametrize("name", PALETTES)
def test_own_themes_name_every_ink_plainly(name: str) -> None:
    palette = PALETTES[name]
    assert all(palette[part].startswith("#") for part in NAMES)
    ink = mix_ink(palette, colourless=False)
    assert ink.plain.color != ink.muted.color
    assert not ink.cursor.reverse
    assert mix_ink(palette, colourless=True).cursor.reverse
