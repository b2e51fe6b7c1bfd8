"""The foot of every page: who bills, how to reach them, their bank, and what the issuer adds."""

from __future__ import annotations

from typing import NamedTuple

from billing.document import Document
from billing.pdf.figures import Figures
from billing.pdf.letterhead import address_lines, grouped
from billing.pdf.paper import MILLIMETRE
from billing.pdf.pen import Pen
from billing.pdf.wrapping import wrap

BELOW, ABOVE, GAP = 10 * MILLIMETRE, 6 * MILLIMETRE, 8.0
NUMBER_ROOM = 45.0
MOST_LINES = 16
"""A foot never takes more than a quarter of the page."""


class Foot(NamedTuple):
    """The lines of the three columns and of the text below them, and where they begin."""

    columns: list[list[str]]
    text: list[str]
    top: float

    @property
    def limit(self) -> float:
        """Where everything else on the page has to end."""
        return self.top - ABOVE


def measure_foot(pen: Pen, document: Document, say: Figures) -> Foot:
    """Break the foot into lines; it stands on the lower margin."""
    style = pen.quiet(7)
    room = _column_room(pen)
    columns = [
        [line for text in column for line in wrap(text, room, style)][:MOST_LINES]
        for column in foot_columns(document, say)
    ]
    text = wrap(document.footer, pen.paper.inner, style)
    tall = max(len(column) for column in columns)
    text = text[: MOST_LINES - min(tall, MOST_LINES)]
    count = tall + len(text) + bool(text) * 0.5
    return Foot(columns, text, pen.paper.height - BELOW - (count - 1) * style.leading)


def draw_foot(pen: Pen, foot: Foot, say: Figures, page: int, pages: int) -> None:
    """Draw the foot, and the number of the page."""
    paper, style = pen.paper, pen.quiet(7)
    pen.rule(paper.left, foot.top - 11, paper.inner, pen.palette.line)
    ends = []
    for index, column in enumerate(foot.columns):
        x = paper.left + index * (_column_room(pen) + GAP)
        ends.append(pen.lines(x, foot.top, column, style))
    if foot.text:
        pen.lines(paper.left, max(ends) + style.leading / 2, foot.text, style)
    pen.right(paper.right, foot.top, say.words.page.format(page, pages), style)


def foot_columns(document: Document, say: Figures) -> list[list[str]]:
    """List the three columns: the issuer, how to reach them, bank and tax."""
    seller, bank, said = document.issuer, document.bank, say.words
    money = [
        bank.name,
        f"IBAN {grouped(bank.iban)}" if bank.iban else "",
        f"BIC {bank.bic}" if bank.bic else "",
        f"{said.our_vat_id} {seller.vat_id}" if seller.vat_id else "",
        f"{said.tax_number} {seller.tax_number}" if seller.tax_number else "",
    ]
    return [
        [text for text in column if text.strip()]
        for column in (
            [seller.name, *address_lines(seller, say, home="")],
            [seller.contact, seller.phone, seller.email, seller.website],
            money,
        )
    ]


def _column_room(pen: Pen) -> float:
    return (pen.paper.inner - NUMBER_ROOM - 2 * GAP) / 3
