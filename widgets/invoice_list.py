"""The list of invoices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from reports.invoices import InvoiceRow, amount_text
from store.text import fold
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.virtual_list import VirtualList

NUMBER, AMOUNT, WORD, DATE = 11, 16, 13, 11
LEAST_CLIENT = 12
GLYPHS = {
    "draft": "✎",
    "open": "○",
    "partly paid": "◐",
    "paid": "●",
    "overdue": "!",
    "void": "×",
    "credited": "↩",
    "credit note": "↩",
}
FAINT = ("paid", "void", "credited", "credit note")


class Titles(NamedTuple):
    """The row that names the columns."""


class InvoiceList(VirtualList):
    """Shows `invoice_rows`; what an invoice is, a glyph and a word say."""

    def is_heading(self, row: Any) -> bool:
        """Step over the titles."""
        return isinstance(row, Titles)

    @property
    def invoice(self) -> InvoiceRow | None:
        """The invoice under the cursor."""
        row = self.current
        return row if isinstance(row, InvoiceRow) else None

    def row_text(self, row: Any) -> str:
        """Say a row in words."""
        if isinstance(row, Titles):
            return "number, client, issued, due, state, total"
        parts = (row.number, row.client, row.issued_on, row.due_on, row.word)
        return " ".join(filter(None, (*parts, amount_text(row.gross, row.currency))))

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw an invoice, or the titles."""
        dates = _dates(line.left)
        client = max(0, line.left - 2 - NUMBER - DATE * dates - WORD - AMOUNT)
        if isinstance(row, Titles):
            line.gap(2).column("number", NUMBER, pen.muted).column("client", client, pen.muted)
            line.column("issued", DATE * (dates > 1), pen.muted)
            line.column("due", DATE * (dates > 0), pen.muted)
            line.column("", WORD).right("total", line.left, pen.muted)
            return
        word = row.word
        style = pen.muted if word in FAINT else pen.plain
        line.put(pen.cursor).column(row.number or "draft", NUMBER, style)
        line.column(row.client, client - 1, style).gap(1)
        line.column(row.issued_on, DATE * (dates > 1), pen.muted)
        line.column(row.due_on, DATE * (dates > 0), pen.muted)
        line.column(f"{GLYPHS.get(word, ' ')} {word}", WORD, _ink(word, pen))
        line.right(amount_text(row.gross, row.currency), line.left, style)


def invoice_rows(invoices: Iterable[InvoiceRow], query: str) -> list[Any]:
    """List the invoices that hold each word of a query: number, client, state, day or currency."""
    words = fold(query).split()
    found = [row for row in invoices if not words or _fits(row, words)]
    return [Titles(), *found] if found else []


def place_of(key: str | None, rows: Sequence[Any]) -> int:
    """Find the row of an invoice, else the first one."""
    return next((at for at, row in enumerate(rows) if at and row.id == key), 0)


def _fits(row: InvoiceRow, words: Sequence[str]) -> bool:
    parts = (row.number, row.client, row.word, row.issued_on, row.currency)
    text = fold(" ".join(parts))
    return all(word in text for word in words)


def _dates(width: int) -> int:
    """Count the days that there is room for: when it is due, and when it was issued."""
    room = width - 2 - NUMBER - WORD - AMOUNT - LEAST_CLIENT
    return max(0, min(2, room // DATE))


def _ink(word: str, pen: Pen) -> Any:
    if word == "overdue":
        return pen.warning
    return pen.muted if word in FAINT else pen.accent
