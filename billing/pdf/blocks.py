"""What follows the table: totals, remarks, payment. Each block is kept in one piece."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from billing.document import Document, Tax
from billing.pdf import fonts
from billing.pdf.figures import Figures
from billing.pdf.paper import MILLIMETRE
from billing.pdf.payment import payment_block
from billing.pdf.pen import Pen
from billing.pdf.wrapping import wrap

TOTALS_WIDTH = 88 * MILLIMETRE
STEP = 16.0
TALLEST_NOTE = 40
"""Lines of text that are kept together; longer notes go on on the next page."""


class Block(NamedTuple):
    """Something of a known height that draws itself below a given edge."""

    height: float
    draw: Callable[[float], None]


def closing_blocks(pen: Pen, document: Document, say: Figures) -> list[Block]:
    """List the blocks after the table, in order."""
    blocks = [_totals(pen, document, say)]
    blocks += _remarks(pen, remarks(document, say))
    if payment := payment_block(pen, document, say):
        blocks.append(Block(*payment))
    if document.time_lines:
        blocks += _remarks(pen, [say.words.times], fonts.STRONG)
        blocks += _remarks(pen, list(document.time_lines))
    return blocks


def remarks(document: Document, say: Figures) -> list[str]:
    """List what has to be said: why there is no tax, when tax is due, the issuer's notes."""
    reasons = [tax_reason(tax, say) for tax in document.taxes if tax.category not in ("S", "Z")]
    said = [f"{reason}." if reason[-1:].isalnum() else reason for reason in dict.fromkeys(reasons)]
    if document.cash_accounting:
        said.append(f"{say.words.cash_accounting}.")
    return [*said, *(note for note in [document.notes] if note.strip())]


def tax_reason(tax: Tax, say: Figures) -> str:
    """Say why nothing is charged: the words that the law wants, and the reason given."""
    words = say.words.reasons[tax.category]
    given = tax.reason.strip()
    if not given:
        return words
    return given if words.lower() in given.lower() or tax.category == "E" else f"{words}: {given}"


def _totals(pen: Pen, document: Document, say: Figures) -> Block:
    rows = total_rows(document, say)
    height = 10 + STEP * len(rows) + 36

    def draw(y: float) -> None:
        right, left = pen.paper.right - 8, pen.paper.right - TOTALS_WIDTH
        style, label = pen.style(9.2), pen.quiet(9.2)
        y += 16
        for name, amount in rows:
            pen.text(left + 10, y, name, label)
            pen.right(right + 8, y, amount, style)
            y += STEP
        _draw_total(pen, document, say, left, y - 7)

    return Block(height, draw)


def _draw_total(pen: Pen, document: Document, say: Figures, left: float, y: float) -> None:
    """Draw the sum of all in a box that catches the eye."""
    pen.box(left, y, TOTALS_WIDTH, 28, pen.palette.accent, 3)
    white = pen.style(13, fonts.STRONG, (1, 1, 1))
    said = say.words.credited if document.kind == "credit" else say.words.total
    pen.text(left + 10, y + 18.5, said, white)
    pen.right(pen.paper.right - 10, y + 18.5, say.money(document.gross), white)


def total_rows(document: Document, say: Figures) -> list[tuple[str, str]]:
    """List what leads to the total: subtotal, discount, net, and each tax."""
    said, rows = say.words, [(say.words.subtotal, say.money(document.lines_total))]
    if document.discount:
        label = said.discount_of(document.discount.text)
        rows.append((label, say.money(-document.discount.amount)))
        rows.append((said.net, say.money(document.net)))
    for tax in document.taxes:
        if tax.category == "O":
            continue
        base = say.money(tax.base)
        if tax.category in ("S", "Z"):
            label = said.tax_of.format(say.percent(tax.percent), base)
        else:
            label = said.no_tax.format(f"{said.tax} {say.percent(tax.percent)}", base)
        rows.append((label, say.money(tax.amount)))
    return rows


def _remarks(pen: Pen, texts: list[str], font: str = fonts.TEXT) -> list[Block]:
    """Set remarks as running text, in pieces that fit on a page."""
    style = pen.style(9, font)
    blocks = []
    for text in texts:
        lines = wrap(text, pen.paper.inner, style)
        for at in range(0, len(lines), TALLEST_NOTE):
            blocks.append(_remark(pen, lines[at : at + TALLEST_NOTE], style.size, font))
    return blocks


def _remark(pen: Pen, lines: list[str], size: float, font: str) -> Block:
    style = pen.style(size, font)

    def draw(y: float) -> None:
        pen.lines(pen.paper.left, y + 14, lines, style)

    return Block(6 + len(lines) * style.leading, draw)
