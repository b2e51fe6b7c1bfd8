"""The styles of one row of a list."""

from __future__ import annotations

from typing import NamedTuple

from rich.style import Style

from widgets.drawing.ink import Ink


class Pen(NamedTuple):
    """What a row is drawn with; on the selected one every style is the cursor's.

    `cursor` is what stands before the row; `mark` is for letters that match a query.
    """

    cursor: str
    plain: Style
    muted: Style
    mark: Style
    accent: Style
    warning: Style
    heading: Style


def plain_pen(ink: Ink) -> Pen:
    """Return the pen of a row that is not selected."""
    return Pen("  ", ink.plain, ink.muted, ink.key, ink.accent, ink.warning, ink.heading)


def cursor_pen(ink: Ink) -> Pen:
    """Return the pen of the selected row in the list that has the focus."""
    return _one(ink.cursor, ink.cursor_mark)


def waiting_pen(ink: Ink) -> Pen:
    """Return the pen of the selected row in a list that has not."""
    return _one(ink.waiting, ink.waiting_mark)


def _one(style: Style, mark: Style) -> Pen:
    return Pen("▸ ", style, style, mark, style, style, style)
