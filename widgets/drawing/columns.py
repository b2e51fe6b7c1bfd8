"""How the width of a list of tasks is shared out among its columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

LEAST_NAME = 16
"""Cells that a name is granted before anything else is shown beside it."""
LEAST_CONTEXT = 6
"""With fewer cells than this, neither a project nor a date says anything."""
GAP = 2


class Texts(NamedTuple):
    """What one task says: its name, where it belongs, when it is due in full and in short.

    `staged` is where it belongs together with how far it is over there.
    """

    name: int
    place: int
    staged: int
    due: int
    short_due: int
    hours: int


class Columns(NamedTuple):
    """Cells for where a task belongs and when it is due, together, and for its hours.

    The name has what they leave. With `short`, dates are written without words; with `staged`,
    it is said how far a task is over there.
    """

    context: int = 0
    hours: int = 0
    short: bool = False
    staged: bool = False


def share_out(texts: Sequence[Texts], room: int) -> Columns:
    """Share `room` cells out among the columns of the rows in view, given how long each is."""
    widest = Texts(*(max(column, default=0) for column in _turned(texts)))
    hours = widest.hours + GAP if widest.hours else 0
    room -= hours
    name = min(widest.name, max(LEAST_NAME, room // 2))
    place = min(widest.place, room // 3)
    most = room - name - GAP
    if most < LEAST_CONTEXT or not (widest.staged or widest.due):
        return Columns(0, hours)
    if widest.staged > widest.place:
        for due, short in ((widest.due, False), (widest.short_due, True)):
            whole = _side_by_side(widest.staged, due)
            if whole <= most:
                return Columns(_steady(whole, most), hours, short, staged=True)
    in_full = _side_by_side(place, widest.due)
    if in_full <= most:
        return Columns(_steady(in_full, most), hours)
    in_short = _side_by_side(place, widest.short_due)
    return Columns(_steady(min(in_short, most), most), hours, short=True)


def _turned(texts: Sequence[Texts]) -> list[list[int]]:
    return [[row[at] for row in texts] for at in range(len(Texts._fields))]


def _side_by_side(place: int, due: int) -> int:
    return place + due + (GAP if place and due else 0)


def _steady(width: int, most: int) -> int:
    """Round up, so that scrolling by a row seldom moves the columns."""
    return min(most, -(-width // 4) * 4)
