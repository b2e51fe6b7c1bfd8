"""The few colours of a page, all from the issuer's accent."""

from __future__ import annotations

import re
from dataclasses import dataclass

Colour = tuple[float, float, float]

WHITE: Colour = (1, 1, 1)
DEFAULT_ACCENT = "#1f6f5c"
READABLE = 4.5
"""The contrast to white from which small text is readable (WCAG AA)."""


@dataclass(frozen=True, slots=True)
class Palette:
    """What is drawn in which colour. `brand` is as given, `accent` dark enough to be read."""

    accent: Colour
    brand: Colour
    tint: Colour
    text: Colour = (0.11, 0.13, 0.15)
    quiet: Colour = (0.40, 0.43, 0.46)
    line: Colour = (0.86, 0.87, 0.88)


def palette(accent: str) -> Palette:
    """Make the colours of a page from an accent such as `#1f6f5c`."""
    given = accent if re.fullmatch("#[0-9a-fA-F]{6}", accent) else DEFAULT_ACCENT
    red, green, blue = (int(given[at : at + 2], 16) / 255 for at in (1, 3, 5))
    colour = (red, green, blue)
    return Palette(_readable(colour), colour, mixed(colour, WHITE, 0.93))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Mix two colours; `share` is how much there is of the other."""
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return red, green, blue


def _readable(colour: Colour) -> Colour:
    while 1.05 / (_luminance(colour) + 0.05) < READABLE:
        colour = mixed(colour, (0, 0, 0), 0.06)
    return colour


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
