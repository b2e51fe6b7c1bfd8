"""Where things are on the two sizes of paper, in points from the upper left corner.

A4 follows DIN 5008 form B: the address shows in the window of a DL envelope, the marks say where
to fold. Letter puts the address behind the window of a No. 10 envelope.
"""

from __future__ import annotations

from dataclasses import dataclass

MILLIMETRE = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Paper:
    """The measures of a sheet."""

    width: float
    height: float
    left: float
    right: float
    logo_top: float
    address_left: float
    address_top: float
    address_width: float
    facts_left: float
    facts_top: float
    title_top: float
    next_top: float
    folds: tuple[float, ...]

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.right - self.left


def _sheet(*millimetres: float, folds: tuple[float, ...] = ()) -> Paper:
    """Make a sheet of measures in the order of the fields."""
    marks = tuple(fold * MILLIMETRE for fold in folds)
    width, height, left, right, *rest = (measure * MILLIMETRE for measure in millimetres)
    logo_top, address_left, address_top, address_width, facts_left, facts_top, *more = rest
    title_top, next_top = more
    return Paper(
        *(width, height, left, right),
        *(logo_top, address_left, address_top, address_width),
        *(facts_left, facts_top, title_top, next_top),
        marks,
    )


A4 = _sheet(
    *(210, 297, 25, 190),
    *(16, 25, 62.7, 80, 125, 50),
    *(98.5, 31),
    folds=(105, 148.5, 210),
)
LETTER = _sheet(
    *(215.9, 279.4, 22.2, 195.9),
    *(15, 22.2, 58, 85, 128, 45),
    *(91, 30),
)


def paper(name: str) -> Paper:
    """Find the measures of `A4` or `Letter`."""
    return LETTER if name == "Letter" else A4
