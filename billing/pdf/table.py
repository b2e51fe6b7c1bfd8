"""The lines of an invoice as rows of a table: measured first, drawn later."""

from __future__ import annotations

from typing import NamedTuple

from billing.document import Document, Line
from billing.pdf import fonts
from billing.pdf.figures import Figures
from billing.pdf.pen import Pen
from billing.pdf.wrapping import wrap

HEAD, CARRIED = 22.0, 19.0
PADDING = 4.2
MOST_LINES = 36
"""Lines of text in one row; a longer description goes on in rows without figures."""


class Columns(NamedTuple):
    """Where columns are: descriptions from `text` to `text + room`, figures end at the others."""

    number: float
    text: float
    room: float
    quantity: float
    price: float
    tax: float
    amount: float


class Row(NamedTuple):
    """A row: its texts, its figures, what all amounts up to it come to, and its height."""

    number: str
    lines: list[str]
    details: list[str]
    quantity: str
    price: str
    tax: str
    amount: str
    running: int
    height: float


class Table:
    """The rows of one document on one kind of paper."""

    def __init__(self, pen: Pen, document: Document, say: Figures) -> None:
        self.pen = pen
        self.say = say
        self.currency = document.currency
        self.shows_tax = len({(tax.category, tax.percent) for tax in document.taxes}) > 1
        self.style, self.small = pen.style(9.2), pen.quiet(8)
        self.label = pen.quiet(7.6, fonts.STRONG)
        self.columns = self._columns(document)
        self.rows = self._rows(document)

    def draw_head(self, y: float) -> float:
        """Name the columns, and hand back where rows begin."""
        pen, said, columns = self.pen, self.say.words, self.columns
        base = y + 9
        pen.text(columns.text, base, said.description, self.label)
        pen.right(columns.quantity, base, said.quantity, self.label)
        pen.right(columns.price, base, said.price, self.label)
        if self.shows_tax:
            pen.right(columns.tax, base, said.tax_rate, self.label)
        pen.right(columns.amount, base, f"{said.amount} {self.currency}", self.label)
        pen.rule(pen.paper.left, y + 15, pen.paper.inner, pen.palette.accent, 1.1)
        return y + HEAD

    def draw_row(self, row: Row, y: float) -> None:
        """Draw one row whose upper edge is `y`."""
        pen, columns, style = self.pen, self.columns, self.style
        base = y + PADDING + 6.5
        if row.amount:
            pen.text(columns.number, base, row.number, self.small)
            pen.right(columns.quantity, base, row.quantity, style)
            pen.right(columns.price, base, row.price, style)
            if row.tax:
                pen.right(columns.tax, base, row.tax, style)
            pen.right(columns.amount, base, row.amount, style)
        base = pen.lines(columns.text, base, row.lines, style)
        pen.lines(columns.text, base - 0.5, row.details, self.small)
        pen.rule(pen.paper.left, y + row.height, pen.paper.inner, pen.palette.line, 0.4)

    def draw_carried(self, label: str, running: int, y: float) -> float:
        """Write what all amounts so far come to, and hand back where to go on."""
        style = self.pen.quiet(8.6, fonts.STRONG)
        self.pen.text(self.columns.text, y + 12, label, style)
        self.pen.right(self.columns.amount, y + 12, self.say.plain(running), style)
        return y + CARRIED

    def _columns(self, document: Document) -> Columns:
        """Give every column of figures the room that its longest figure needs."""
        paper, say, said = self.pen.paper, self.say, self.say.words
        lines = document.lines
        sums = (document.lines_total, *(line.amount for line in _widest(lines, "amount")))
        amount = self._room(f"{said.amount} {self.currency}", [say.plain(one) for one in sums])
        price = self._room(said.price, [say.price(one.price) for one in _widest(lines, "price")])
        counts = [say.quantity(one.quantity, one.unit) for one in _widest(lines, "quantity")]
        quantity = self._room(said.quantity, counts)
        tax = self._room(said.tax_rate, [_rate(say, line) for line in lines[:200]])
        numbers = self._room("", [str(len(lines))]) - 4
        right_of_price = paper.right - amount - (tax if self.shows_tax else 0)
        right_of_quantity = right_of_price - price
        text = paper.left + numbers
        return Columns(
            paper.left,
            text,
            right_of_quantity - quantity - text,
            right_of_quantity,
            right_of_price,
            paper.right - amount,
            paper.right,
        )

    def _room(self, label: str, values: list[str]) -> float:
        widest = max((fonts.width(value, fonts.TEXT, 9.2) for value in values), default=0)
        return max(widest, fonts.width(label, fonts.STRONG, 7.6)) + 13

    def _rows(self, document: Document) -> list[Row]:
        rows: list[Row] = []
        running = 0
        for line in document.lines:
            running += line.amount
            rows += self._rows_of(line, running)
        return rows

    def _rows_of(self, line: Line, running: int) -> list[Row]:
        """Measure a line: one row, or several where its text is very long."""
        say, room = self.say, self.columns.room
        lines = wrap(line.description, room, self.style) or ["–"]
        details = wrap(line.detail, room, self.small) if line.detail else []
        figures = (
            say.quantity(line.quantity, line.unit),
            say.price(line.price),
            _rate(say, line) if self.shows_tax else "",
            say.plain(line.amount),
        )
        if len(lines) + len(details) <= MOST_LINES:
            height = self._height(len(lines), len(details))
            return [Row(str(line.position), lines, details, *figures, running, height)]
        pieces = [(text, "") for text in lines] + [("", text) for text in details]
        rows = []
        for at in range(0, len(pieces), MOST_LINES):
            part = pieces[at : at + MOST_LINES]
            texts = [text for text, _ in part if text]
            smalls = [small for _, small in part if small]
            shown = ("", "", "", "") if at else figures
            height = self._height(len(texts), len(smalls))
            rows.append(Row(str(line.position), texts, smalls, *shown, running, height))
        return rows

    def _height(self, lines: int, details: int) -> float:
        return 2 * PADDING + lines * self.style.leading + details * self.small.leading - 2


def _widest(lines: tuple[Line, ...], name: str) -> list[Line]:
    """Pick the lines whose figure may be the widest: the largest, the smallest, the longest."""
    if not lines:
        return []
    by_value = sorted(lines, key=lambda line: getattr(line, name))
    longest = max(lines, key=lambda line: len(str(getattr(line, name))))
    unit = max(lines, key=lambda line: (len(str(line.quantity)), len(line.unit)))
    return [by_value[0], by_value[-1], longest, unit]


def _rate(say: Figures, line: Line) -> str:
    """Write the tax rate of a line; a category that is no rate by its letters."""
    if line.tax_category in ("S", "Z"):
        return say.percent(line.tax_percent)
    return "–" if line.tax_category == "O" else f"{say.percent(line.tax_percent)}"
