"""Digits three rows high and three cells wide, drawn with half blocks from a 3×5 pixel font."""

from __future__ import annotations

_PIXELS = {
    "0": "### #.# #.# #.# ###",
    "1": ".#. ##. .#. .#. ###",
    "2": "### ..# ### #.. ###",
    "3": "### ..# ### ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# ..# ..# ..#",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
    ":": ". # . # .",
}
_BLOCKS = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}


def _rows(pixels: str) -> tuple[str, str, str]:
    lines = [*pixels.split(), "." * len(pixels.split()[0])]
    pairs = [zip(lines[at], lines[at + 1], strict=True) for at in (0, 2, 4)]
    top, middle, bottom = ("".join(_BLOCKS[a + b] for a, b in pair) for pair in pairs)
    return top, middle, bottom


_GLYPHS = {character: _rows(pixels) for character, pixels in _PIXELS.items()}


def big_digits(text: str) -> tuple[str, str, str]:
    """Draw digits and colons as three rows of equal width."""
    glyphs = [_GLYPHS[character] for character in text]
    top, middle, bottom = (" ".join(glyph[row] for glyph in glyphs) for row in range(3))
    return top, middle, bottom
