"""PDF files: pieces of text put into rows, and rows into columns, by where they stand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from billing.estimates.columns import columns_of
from billing.estimates.records import Cell, Row
from billing.estimates.sources import MOST_LINES, PARTS
from store.errors import Refused

PATIENCE = 20  # seconds
REFUSALS = {
    2: "{name} is locked with a password. Save it without one, then import it.",
    3: "{name} cannot be read as a PDF; it is damaged, or no PDF.",
    4: "{name} is too long for an estimate: up to 60 pages are read.",
}
PICTURES = (
    "{name} holds pictures of pages and no text, so there is nothing to read."
    " Ask for the original, or make it searchable (OCR) first."
)
SLOW = "{name} takes too long to read; it was given up."
GAP = 0.9  # of the height of the letters: wider parts two cells
MOST_WRAPPED = 8  # lines of one description
ROW = 1.8  # of the height of the letters: from one row to the next, at a page's end
NEARER = 0.8  # of the way to the next row: nearer belongs to the row above
BLANK = 0.12  # wider than this is a blank between two words


class Piece(NamedTuple):
    """A run of text on a page; places are in points, downwards and to the right."""

    page: int
    top: float
    bottom: float
    left: float
    right: float
    text: str

    @property
    def height(self) -> float:
        """How high its letters are."""
        return max(1.0, self.bottom - self.top)

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return (self.top + self.bottom) / 2


def pdf_rows(name: str, data: bytes) -> tuple[str, list[Row]]:
    """Return the text of a PDF line by line, and the same as rows of cells."""
    lines = _lines(_pieces(name, data))
    if not lines:
        raise Refused(PICTURES.format(name=name))
    if len(lines) > MOST_LINES:
        raise Refused(REFUSALS[4].format(name=name))
    cells = [_cells(line) for line in lines]
    texts = [_laid_out(row) for row in cells]
    rows = [
        Row(place, text, row) for place, (text, row) in enumerate(zip(texts, cells, strict=True), 1)
    ]
    return "\n".join(texts), _unwrapped(rows, lines)


def _pieces(name: str, data: bytes) -> list[Piece]:
    """Let a process of its own read the file; refused where that fails or takes too long.

    It gets none of Ayron's settings, among which secrets may be.
    """
    settings = {key: value for key, value in os.environ.items() if not key.startswith("AYRON_")}
    program = Path(__file__).with_name("pdf_text.py")
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(program)],
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            env=settings,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(SLOW.format(name=name)) from error
    if done.returncode:
        raise Refused(REFUSALS.get(done.returncode, REFUSALS[3]).format(name=name))
    return [Piece(*piece) for piece in json.loads(done.stdout)]


def _lines(pieces: list[Piece]) -> list[list[Piece]]:
    """Put pieces that stand at one height into a line, the lines from top to bottom."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.page, piece.middle, piece.left)):
        last = lines[-1][0] if lines else None
        if last and last.page == piece.page and abs(last.middle - piece.middle) < last.height * 0.5:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda piece: piece.left) for line in lines]


def _cells(line: list[Piece]) -> tuple[Cell, ...]:
    """Join what stands close together; part what stands apart, or what leaders part."""
    joined: list[Cell] = []
    for piece in line:
        for cell in _parted(piece):
            gap = cell.left - joined[-1].right if joined else 0.0
            if not joined or gap > piece.height * GAP or cell.text[:1] == "\0":
                joined.append(cell._replace(text=cell.text.lstrip("\0")))
                continue
            blank = " " if gap > piece.height * BLANK else ""
            last = joined[-1]
            joined[-1] = Cell(f"{last.text}{blank}{cell.text}", last.left, cell.right)
    return tuple(cell._replace(text=" ".join(cell.text.split())) for cell in joined)


def _parted(piece: Piece) -> list[Cell]:
    """Part one run of text at its leaders and wide blanks; what is parted begins with NUL."""
    width = (piece.right - piece.left) / max(1, len(piece.text))
    found: list[Cell] = []
    begin = 0
    for match in (*PARTS.finditer(piece.text), None):
        end = match.start() if match else len(piece.text)
        text = piece.text[begin:end].replace("\0", "")
        if text.strip():
            left, right = piece.left + begin * width, piece.left + end * width
            found.append(Cell(f"\0{text}" if found else text, left, right))
        begin = match.end() if match else end
    return found


def _laid_out(cells: tuple[Cell, ...]) -> str:
    return "   ".join(cell.text for cell in cells)


def _unwrapped(rows: list[Row], lines: list[list[Piece]]) -> list[Row]:
    """Give a row the words that went on below it: closer than the next row, and without figures."""
    kept: list[Row] = []
    for place, row in enumerate(rows):
        below = _gap_below(rows, lines, place)
        if kept and below and _goes_on(row, kept[-1], lines[place - 1][0], lines[place][0], below):
            kept[-1] = _longer(kept[-1], row)
        else:
            kept.append(row)
    return kept


def _gap_below(rows: list[Row], lines: list[list[Piece]], place: int) -> float | None:
    """Measure the gap above the next row of several cells; None where there is none near."""
    for later in range(place + 1, min(place + 1 + MOST_WRAPPED, len(rows))):
        if len(rows[later].cells) > 1:
            one, other = lines[later - 1][0], lines[later][0]
            if one.page != other.page:
                return one.height * ROW
            return other.middle - one.middle
    return None


def _longer(row: Row, more: Row) -> Row:
    """Put the words of a row behind those of the cell that they stand below."""
    left = more.cells[0].left
    at = min(range(len(row.cells)), key=lambda place: abs(row.cells[place].left - left))
    cell = row.cells[at]._replace(text=f"{row.cells[at].text} {more.text}")
    return row._replace(cells=(*row.cells[:at], cell, *row.cells[at + 1 :]))


def _goes_on(row: Row, last: Row, before: Piece, piece: Piece, below: float) -> bool:
    """Say whether a row of one cell is the second line of the description above it."""
    if len(row.cells) != 1 or len(last.cells) < 2 or re.search(r"\d", row.text):
        return False
    if columns_of(last) is not None:
        return False
    below_words = any(
        abs(row.cells[0].left - cell.left) <= 3
        for cell in last.cells
        if any(letter.isalpha() for letter in cell.text)
    )
    if before.page != piece.page or not below_words:
        return False
    return piece.middle - before.middle < below * NEARER
