"""The upper and the lower edge of a pane, with words at both ends."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len

from widgets.drawing.cells import cut, one_row

RESERVED = 6
"""Cells of an edge that hold its corners, a piece of line at each end, and a blank beside."""


class Edge(NamedTuple):
    """The words of an edge and the line between them.

    Without words on the left, those on the right stand at its right end by themselves.
    """

    left: str
    line: str
    right: str


def lay_out_edge(left: str, right: str, width: int) -> Edge | None:
    """Fit words into the edge of a pane of `width` cells; None where there is nothing to say."""
    room = width - RESERVED
    if room <= 0 or not (left or right):
        return None
    right = cut(one_row(right), room)
    left = cut(one_row(left), room - cell_len(right) - 2 * bool(right))
    if not (left and right):
        return Edge(left, "", right)
    gap = room - cell_len(left) - cell_len(right) - 2
    return Edge(left, " " + "─" * max(0, gap) + " ", right)
