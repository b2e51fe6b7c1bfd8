"""Text that is harmless on a terminal and fits its columns, measured in cells."""

from __future__ import annotations

import re

from rich.cells import cell_len, set_cell_size, split_graphemes

LONGEST = 1000
"""More characters than this are never looked at: no column is that wide."""

_CONTROLS = (*range(9), *range(11, 32), 0x7F, *range(0x80, 0xA0))
_INVISIBLE = (
    0x061C,
    *range(0x200B, 0x200D),
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,
    *range(0xE0000, 0xE1000),
)

HARMLESS: dict[int, str | None] = {
    **dict.fromkeys(_CONTROLS, "\ufffd"),
    **dict.fromkeys(_INVISIBLE, None),
}
"""What never reaches a terminal: C0 and C1 controls, DEL, bidi overrides, invisible characters."""

# A line of a list is one row high, and terminals disagree about joined emoji and variation
# selectors: without the joiners every terminal counts the same cells as we do.
_ONE_ROW: dict[int, str | None] = {
    **HARMLESS,
    **dict.fromkeys((9, 10, 0x2028, 0x2029), " "),
    **dict.fromkeys((0x200D, 0xFE0F), None),
}

_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_TOO_MANY_MARKS = re.compile(f"({_MARK}{{4}}){_MARK}+")


def one_row(text: str) -> str:
    """Make any text safe to be written into one row of the terminal."""
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return text
    return _TOO_MANY_MARKS.sub(r"\1", text[:LONGEST].translate(_ONE_ROW))


def cut(text: str, width: int) -> str:
    """Shorten a text to at most `width` cells, with an ellipsis where something is missing."""
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    taken, used = 0, 0
    for _, end, cells in split_graphemes(text)[0]:
        if used + cells > width - 1:
            break
        taken, used = end, used + cells
    return text[:taken].rstrip() + "…"


def fit(text: str, width: int) -> str:
    """Shorten or pad a text on the right to exactly `width` cells."""
    return set_cell_size(cut(text, width), max(0, width))


def fit_right(text: str, width: int) -> str:
    """Shorten or pad a text on the left to exactly `width` cells."""
    short = cut(text, width)
    return " " * (width - cell_len(short)) + short
