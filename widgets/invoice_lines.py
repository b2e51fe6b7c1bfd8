"""The lines of an invoice as a table."""

from __future__ import annotations

from typing import Any

from reports.invoices import amount_text
from store.decimals import plain
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.virtual_list import VirtualList

PLACE, QUANTITY, PRICE, TAX, AMOUNT = 4, 10, 10, 8, 18
UNITS = {"HUR": " h", "DAY": " d"}
LEAST_TEXT = 16


class LineList(VirtualList):
    """Shows invoice lines; what was written over by hand is marked."""

    currency = "EUR"
    """The currency of all amounts."""

    def row_text(self, row: Any) -> str:
        """Say a line in words."""
        amount = amount_text(row.amount, self.currency)
        figures = f"{self._quantity(row)} × {plain(row.price)} = {amount}"
        return f"{row.position} {row.description} {figures}"

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw a line with its figures on the right."""
        figures = QUANTITY + PRICE + AMOUNT
        taxed = line.left - 2 - PLACE - figures - TAX >= LEAST_TEXT
        line.put(pen.cursor).column(f"{row.position}", PLACE, pen.muted)
        text = row.description + (f" · {row.detail}" if row.detail else "")
        mark = " *" if row.edited else ""
        line.column(text + mark, line.left - figures - TAX * taxed, pen.plain)
        line.right(self._quantity(row), QUANTITY).right(plain(row.price), PRICE, pen.muted)
        if taxed:
            line.right(self._tax(row), TAX, pen.muted)
        line.right(amount_text(row.amount, self.currency), line.left)

    def _quantity(self, row: Any) -> str:
        return plain(row.quantity) + UNITS.get(row.unit, "")

    def _tax(self, row: Any) -> str:
        return f"{plain(row.tax_percent)} %" if row.tax_category == "S" else row.tax_category
