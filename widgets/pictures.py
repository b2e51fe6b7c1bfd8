"""Pictures in terminals that can show them: the protocol of kitty, and sixels.

What a terminal can do is read off its environment. Nothing is asked of the terminal, so nothing
waits for an answer that may never come.
"""

from __future__ import annotations

import re
from base64 import standard_b64encode
from collections.abc import Mapping
from io import BytesIO
from typing import Literal

Way = Literal["kitty", "sixel", ""]

NUMBER = 4711
"""Our picture, among those that other programs may have put into the same terminal."""
CHUNK = 4096
INKS = 16
"""Colours of a sixel picture: a page is paper, ink and one accent."""
_KITTY = ("xterm-kitty", "xterm-ghostty", "ghostty")
_SIXEL = ("foot", "mlterm", "contour", "yaft")


def way_to_draw(environment: Mapping[str, str]) -> Way:
    """Name the protocol that a terminal understands, empty where none is known.

    `AYRON_PICTURES` says it outright: kitty, sixel or off. Inside a multiplexer there is none,
    for it does not hand pictures through unless somebody set it up to.
    """
    wanted = environment.get("AYRON_PICTURES", "").lower()
    if wanted:
        return "kitty" if wanted == "kitty" else "sixel" if wanted == "sixel" else ""
    term, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "").lower()
    if term.startswith(("tmux", "screen")) or environment.get("TMUX") or environment.get("STY"):
        return ""
    if term in _KITTY or environment.get("KITTY_WINDOW_ID") or program == "ghostty":
        return "kitty"
    if term.startswith(_SIXEL) or "sixel" in term or program in ("wezterm", "iterm.app"):
        return "sixel"
    return ""


def place(way: Way, png: bytes, column: int, row: int, columns: int, rows: int) -> str:
    """Write what draws a picture at a cell, and leaves the terminal's cursor where it was."""
    drawn = _kitty(png, columns, rows) if way == "kitty" else _sixel(png)
    return f"\x1b7\x1b[{row + 1};{column + 1}H{drawn}\x1b8"


def take_away(way: Way) -> str:
    """Write what takes the picture away; sixels go when something else is drawn there."""
    return f"\x1b_Ga=d,d=I,i={NUMBER},q=2\x1b\\" if way == "kitty" else ""


def _kitty(png: bytes, columns: int, rows: int) -> str:
    """Send the file in pieces; it lies below the text, so that a notice stays readable."""
    text = standard_b64encode(png).decode()
    pieces = [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]
    keys = f"a=T,f=100,i={NUMBER},p=1,c={columns},r={rows},C=1,z=-1,q=2,"
    return "".join(
        f"\x1b_G{keys if at == 0 else ''}m={int(at < len(pieces) - 1)};{piece}\x1b\\"
        for at, piece in enumerate(pieces)
    )


def _sixel(png: bytes) -> str:
    """Encode a picture six rows at a time, one pass for each colour in them."""
    from PIL import Image

    image = Image.open(BytesIO(png)).convert("RGB").quantize(INKS)
    width, height = image.size
    pixels, palette = image.tobytes(), image.getpalette() or []
    inks = [tuple(palette[at : at + 3]) for at in range(0, min(len(palette), INKS * 3), 3)]
    head = "".join(
        f"#{at};2;{';'.join(str(round(part * 100 / 255)) for part in ink)}"
        for at, ink in enumerate(inks)
    )
    bands = (pixels[at : at + 6 * width] for at in range(0, width * height, 6 * width))
    return (
        f'\x1bPq"1;1;{width};{height}{head}' + "-".join(_band(b, width) for b in bands) + "\x1b\\"
    )


def _band(band: bytes, width: int) -> str:
    rows = [band[at : at + width] for at in range(0, len(band), width)]
    return "$".join(f"#{ink}{_pass(rows, ink, width)}" for ink in sorted(set(band)))


def _pass(rows: list[bytes], ink: int, width: int) -> str:
    """Set one bit for each of the six rows where this colour is; repeats are counted."""
    bits = 0
    for at, row in enumerate(rows):
        table = bytearray(256)
        table[ink] = 1 << at
        bits |= int.from_bytes(row.translate(table), "big")
    plain = bits.to_bytes(width, "big").translate(_SIXELS).decode("ascii")
    return _REPEATS.sub(lambda found: f"!{len(found[0])}{found[1]}", plain.rstrip("?"))


_SIXELS = bytes(min(63 + value, 126) for value in range(256))
_REPEATS = re.compile(r"(.)\1{3,}")
