"""Rows of a source, whatever its format, to lines of work under stages, and stated totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from billing.estimates import words
from billing.estimates.columns import Columns, columns_of
from billing.estimates.dates import date_in
from billing.estimates.pieces import (
    Piece,
    piece_in_columns,
    piece_in_text,
    stripped,
    worked_out,
)
from billing.estimates.records import Doubt, ReadLine, Row, Total
from billing.estimates.totals import total_kind
from store.text import fold

Item = ReadLine | Total
LONGEST_HEADING = 80
MOST_WORDS = 6
DOUBLED = "Several columns hold hours; the first of them is read."
DAYS = "A column holds days; each is read as 8 h."


class Interpreter:
    """Reads rows one after the other; remembers the header and the stage that they stand under."""

    def __init__(self, sign: str) -> None:
        self.sign = sign
        self.columns: Columns | None = None
        self.table = 0
        self.stage = ""
        self.depth = -1
        self.items: list[Item] = []
        self.doubts: list[Doubt] = []
        self.currencies: Counter[str] = Counter()
        self._money: list[tuple[int, str]] = []

    def read(self, rows: Sequence[Row]) -> None:
        """Read all rows."""
        for place, row in enumerate(rows):
            if row.table != self.table:
                self.columns, self.table = None, row.table
            below = rows[place + 1] if place + 1 < len(rows) else None
            self._read_row(row, below)

    def _read_row(self, row: Row, below: Row | None) -> None:
        if row.heading:
            self._open_stage(row)
            return
        header = columns_of(row)
        if header is not None:
            self.columns = header
            if "days" in header.roles:
                self.doubts.append(Doubt(row.number, DAYS))
            if header.doubled:
                self.doubts.append(Doubt(row.number, DOUBLED))
            return
        piece = self._piece(row)
        if piece is None or not piece.has_figures:
            if self._names_stage(row, below, piece):
                self._open_stage(row)
            return
        if below is not None and -1 < row.depth < below.depth:
            self._open_stage(row)
            return
        if -1 < row.depth <= self.depth:
            self.stage, self.depth = "", -1
        self._keep(row, worked_out(piece))

    def _piece(self, row: Row) -> Piece | None:
        if self.columns is None:
            return piece_in_text(row, self.sign)
        found = piece_in_columns(row, self.columns, self.sign)
        if found.description and found.has_figures:
            return found
        if not row.table and len(row.cells) == 1:
            return piece_in_text(row, self.sign)
        return found

    def _names_stage(self, row: Row, below: Row | None, piece: Piece | None) -> bool:
        """Say whether a row without figures is the heading of what comes below it."""
        text = row.text.strip()
        if len(text) > LONGEST_HEADING or not any(letter.isalpha() for letter in text):
            return False
        if self.columns is not None and row.table:
            return (bool(piece and piece.description) and len(row.cells) <= 2) or _lone(row)
        if below is not None and -1 < row.depth < below.depth:
            return True
        if row.depth >= 0:
            return False
        first = fold(text).partition(" ")[0]
        if first in words.OPENING:
            return True
        return len(text.split()) <= MOST_WORDS and (text.endswith(":") or self._leads(row, below))

    def _leads(self, row: Row, below: Row | None) -> bool:
        """Say whether a short line stands right above a line of work."""
        if below is None or row.text.rstrip()[-1] in ".,;!?":
            return False
        if columns_of(below) is not None:
            return False
        piece = piece_in_text(below, self.sign)
        return piece is not None and piece.has_figures and not total_kind(piece, self.stage)

    def _open_stage(self, row: Row) -> None:
        """Begin a stage; figures in its heading are what its lines should come to."""
        piece = piece_in_text(row, self.sign)
        self.depth = row.depth
        if piece is None or not piece.has_figures:
            self.stage = _stage_name(row.text)
            return
        if kind := total_kind(piece, self.stage):
            self._state_total(row, piece, kind)
            return
        self.stage = _stage_name(piece.description)
        self._note(row, piece)
        self.items.append(
            Total("ahead", self.stage, piece.seconds, piece.amount, row.number, row.text.strip())
        )

    def _keep(self, row: Row, piece: Piece) -> None:
        """Take a piece for a line of work, or for the total that it names."""
        if kind := total_kind(piece, self.stage):
            self._state_total(row, piece, kind)
            return
        if not piece.description:
            if piece.stage is None:
                return
            piece = piece._replace(description=piece.stage)
        self._note(row, piece)
        if piece.stage:
            self.stage = piece.stage
        due_on = piece.due_on or date_in(row.text, fold(row.text))[0]
        self.items.append(
            ReadLine(
                piece.description,
                self.stage,
                piece.seconds,
                _signed(piece),
                piece.rate,
                due_on,
                row.number,
                row.text.strip(),
            )
        )

    def _state_total(self, row: Row, piece: Piece, kind: str) -> None:
        self._note(row, piece)
        total = Total(
            kind, piece.description, piece.seconds, piece.amount, row.number, row.text.strip()
        )
        self.items.append(total)

    def _note(self, row: Row, piece: Piece) -> None:
        self.doubts += [Doubt(row.number, sentence) for sentence in piece.doubts]
        if piece.currency and piece.amount is not None:
            self.currencies[piece.currency] += 1
            self._money.append((row.number, piece.currency))

    def foreign(self, currency: str) -> dict[int, str]:
        """List the rows whose money is in another currency than the estimate's."""
        return {number: other for number, other in self._money if other != currency}


def _stage_name(text: str) -> str:
    """Name the stage that a heading opens; the title of the whole estimate opens none."""
    name = stripped(text.strip().rstrip(":"))
    return "" if words.TITLE & set(fold(name).split()) else name


def _signed(piece: Piece) -> Decimal | None:
    """A discount takes away, whether it is written with a minus or not."""
    if piece.amount is None or not words.DISCOUNT & set(fold(piece.description).split()):
        return piece.amount
    return -abs(piece.amount)


def _lone(row: Row) -> bool:
    return len([cell for cell in row.cells if cell.text]) == 1
