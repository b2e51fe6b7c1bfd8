"""Pieces of text with their places on a page, laid out on a grid of cells."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

NEAR = 2.0
"""Edges so close to each other, in points, are one edge."""
HIGH = 2.0
"""A cell is about twice as high as it is wide."""
LEADING = 0.3
"""So much more than a row may lie between two lines of one paragraph."""
APART = 24.0
"""Points between two parts of a page that share no columns."""
MOST_EMPTY = 2
"""Rows left empty where much of the page is."""


class Run(NamedTuple):
    """A piece of text, and where it stands: in points, from the left and from the top."""

    left: float
    right: float
    top: float
    bottom: float
    text: str


class Piece(NamedTuple):
    """A run on its row. `edge` is the edge that it hangs on: its right one, or its left one."""

    edge: int
    by_right: bool
    run: Run

    @property
    def before(self) -> int:
        """The cells that it takes on the left of its edge."""
        return cells(self.run.text) if self.by_right else 0

    @property
    def after(self) -> int:
        """The cells that it takes on the right of its edge."""
        return 0 if self.by_right else cells(self.run.text)


def lay_out(runs: Sequence[Run], width: float, columns: int) -> list[str]:
    """Put runs on rows. Whatever shares an edge in one part of the page shares a column here."""
    cell = width / columns
    lines: list[str] = []
    last = 0.0
    for part in _parts(_rows(runs)):
        for bottom, text in _written(part, cell, columns):
            if lines:
                empty = round((bottom - last) / (cell * HIGH) - LEADING) - 1
                lines += [""] * max(0, min(MOST_EMPTY, empty))
            lines.append(text)
            last = bottom
    return lines


def _parts(rows: Sequence[list[Run]]) -> list[list[list[Run]]]:
    """Split a page where much is empty, so that a long line moves nothing far from it."""
    parts: list[list[list[Run]]] = []
    last = 0.0
    for row in rows:
        if not parts or min(run.top for run in row) - last > APART:
            parts.append([])
        parts[-1].append(row)
        last = max(run.bottom for run in row)
    return parts


def _written(part: Sequence[list[Run]], cell: float, columns: int) -> list[tuple[float, str]]:
    """Write the rows of a part, each with where its bottom is on the page."""
    folded = [piece for row in part for piece in _folded(row, columns)]
    edges = _edges([run for row in folded for run in row])
    rows = [_pieces(row, edges) for row in folded]
    at = _narrowest(rows, [place / cell for place in edges.places], columns)
    return [(max(piece.run.bottom for piece in row), _write(row, at)) for row in rows]


def cells(text: str) -> int:
    """Count the cells of a text."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(letter) for letter in text)


def _cells_of(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _rows(runs: Sequence[Run]) -> list[list[Run]]:
    """Gather what stands on one line, from the top down, each from the left."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.top + run.bottom, run.left)):
        middle = (run.top + run.bottom) / 2
        first = rows[-1][0] if rows else None
        if first and first.top <= middle <= first.bottom and _is_free(rows[-1], run):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.left) for row in rows]


def _is_free(row: Sequence[Run], run: Run) -> bool:
    """Tell whether nothing on a row stands where a run does."""
    return all(
        run.right <= other.left + NEAR or run.left >= other.right - NEAR for other in row[-40:]
    )


def _folded(row: Sequence[Run], columns: int) -> list[list[Run]]:
    """Break a row that no grid of so many columns can hold into several."""
    rows: list[list[Run]] = [[]]
    used = 0
    for run in row:
        for text in _wrapped(run.text, columns):
            if rows[-1] and (text is not run.text or used + 1 + cells(text) > columns):
                rows.append([])
                used = 0
            rows[-1].append(run._replace(text=text))
            used += 1 + cells(text)
    return rows


def _wrapped(text: str, columns: int) -> list[str]:
    if cells(text) <= columns:
        return [text]
    from textwrap import wrap

    return wrap(text, columns * len(text) // cells(text))


class _Edges(NamedTuple):
    """The distinct edges of runs, how many begin and end at each, and where figures end."""

    number: dict[float, int]
    places: list[float]
    begins: Counter[int]
    ends: Counter[int]
    figures: frozenset[int]


def _edges(runs: Sequence[Run]) -> _Edges:
    number: dict[float, int] = {}
    places: list[float] = []
    for edge in sorted({side for run in runs for side in (run.left, run.right)}):
        if not places or edge - places[-1] > NEAR:
            places.append(edge)
        number[edge] = len(places) - 1
    begins = Counter(number[run.left] for run in runs)
    ends = Counter(number[run.right] for run in runs)
    figures = frozenset(number[run.right] for run in runs if any(map(str.isdigit, run.text)))
    return _Edges(number, places, begins, ends, figures)


def _pieces(row: Sequence[Run], edges: _Edges) -> list[Piece]:
    pieces = []
    for run in row:
        begin, end = edges.number[run.left], edges.number[run.right]
        by_right = end in edges.figures and edges.ends[end] > edges.begins[begin]
        pieces.append(Piece(end if by_right else begin, by_right, run))
    return pieces


def _narrowest(rows: Sequence[list[Piece]], places: list[float], columns: int) -> list[int]:
    """Give each edge a column; the blanks between columns shrink before the grid grows."""
    best: list[int] = []
    least = 0
    for share in (1.0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.0):
        at = _columns(rows, [place * share for place in places])
        width = max(at[piece.edge] + piece.after for row in rows for piece in row)
        if not best or width < least:
            best, least = at, width
        if width <= columns:
            break
    return best


def _columns(rows: Sequence[list[Piece]], wanted: list[float]) -> list[int]:
    """Find the leftmost column of each edge at which nothing runs into anything else."""
    needs: list[dict[int | None, int]] = [{} for _ in wanted]
    for row in rows:
        before: Piece | None = None
        for piece in row:
            edge = before.edge if before else None
            room = piece.before + (before.after + 1 if before else 0)
            if edge is None or edge < piece.edge:
                needs[piece.edge][edge] = max(room, needs[piece.edge].get(edge, 0))
            before = piece
    at: list[int] = []
    for edge, place in enumerate(wanted):
        least = [(0 if other is None else at[other]) + n for other, n in needs[edge].items()]
        at.append(max([round(place), *least]))
    return at


def _write(row: Sequence[Piece], at: Sequence[int]) -> str:
    line, used = "", 0
    for piece in row:
        start = at[piece.edge] - piece.before
        gap = max(start - used, 1 if line else 0)
        line += " " * gap + piece.run.text
        used += gap + cells(piece.run.text)
    return line
