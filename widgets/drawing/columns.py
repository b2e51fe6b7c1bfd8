"""How the width of a list of tasks is shared out among its columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    names = max((row.name for row in texts), default=0)
    hours = max((row.hours for row in texts), default=0)
    hours += GAP if hours else 0
    room -= hours
    most = room - min(names, max(LEAST_NAME, room // 2)) - GAP
    if most < LEAST_CONTEXT or not any(row.staged or row.due for row in texts):
        return Columns(0, hours)
    if any(row.staged > row.place for row in texts):
        for short in (False, True):
            whole = _widest((row.staged, row.short_due if short else row.due) for row in texts)
            if whole <= most:
                return Columns(_steady(whole, most), hours, short, staged=True)
    place = room // 3
    in_full = _widest((min(row.place, place), row.due) for row in texts)
    if in_full <= most:
        return Columns(_steady(in_full, most), hours)
    in_short = _widest((min(row.place, place), row.short_due) for row in texts)
    return Columns(_steady(min(in_short, most), most), hours, short=True)


def _widest(pairs: Iterable[tuple[int, int]]) -> int:
    """Measure the row that needs most for its place and its date, side by side."""
    return max((place + due + (GAP if place and due else 0) for place, due in pairs), default=0)


def _steady(width: int, most: int) -> int:
    """Round up, so that scrolling by a row seldom moves the columns."""
    return min(most, -(-width // 4) * 4)
