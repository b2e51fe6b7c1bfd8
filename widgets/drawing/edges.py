"""The upper and the lower edge of a pane, with words at both ends."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len

from widgets.drawing.cells import cut, one_row

RESERVED = 6
"""Cells of an edge that hold its corners, a piece of line at each end, and a blank beside."""


class Edge(NamedTuple):
    """The words of an edge and the line between them, filling the width it was laid out for."""

    left: str
    line: str
    right: str


def lay_out_edge(left: str, right: str, width: int) -> Edge | None:
    """Fit words into the edge of a pane of `width` cells; None where there is nothing to say."""
    room = width - RESERVED
    if room <= 0 or not (left or right):
        return None
    right = cut(one_row(right), room - 1)
    left = cut(one_row(left), room - cell_len(right) - 3 * bool(right))
    if not right:
        return Edge(left, "", "")
    gap = room - cell_len(left) - cell_len(right) - 1 - bool(left)
    return Edge(left, " " * bool(left) + "─" * max(0, gap) + " ", right)
