"""Invoices drawn, against plain drawing of the same texts; and a page of one as it is shown."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from statistics import median
from typing import NamedTuple
from unittest.mock import patch

import segno
from reportlab.pdfgen.canvas import Canvas

from bench.pairing import interleave, timed
from bench.results import Bench, Measured
from billing.document import Document
from billing.pdf import fonts
from billing.pdf.paper import paper
from billing.pdf.payment import CODE, payment_link, transfer
from billing.pdf.pen import Pen, Style
from billing.preview import cell_grid
from billing.rendering import render
from tests.billing.bills import bill, some_lines

COLUMNS = 100
"""What a terminal of 120 has left for a page."""


class Said(NamedTuple):
    """A text on a page."""

    x: float
    y: float
    text: str
    style: Style


def rendered(lines: int, bench: Bench) -> Measured:
    """Time an invoice, e-invoice and all, against its texts and codes on a bare canvas."""
    document = _document(lines)
    if not render(document).xml:
        raise RuntimeError("That is no electronic invoice.")
    sheets = _said(document)
    pairs = interleave(
        partial(timed, partial(render, document)),
        partial(timed, partial(_draw_plainly, document, sheets)),
        bench.rounds(31 if lines < 10_000 else 7),
    )
    return Measured(pairs.ratio, f"{pairs.note()}, {len(sheets)} pages")


def preview(bench: Bench) -> Measured:
    """Time the second page of an invoice as rows of cells, everything loaded."""
    pdf = render(_document(100)).pdf
    look = partial(cell_grid, pdf, 1, COLUMNS)
    look()
    taken = [timed(look) for _ in range(bench.rounds(100))]
    return Measured(median(taken), f"longest {max(taken):.1f} ms, {len(look())} rows")


def _document(lines: int) -> Document:
    return bill(some_lines(lines), payment_url="https://pay.example.com/2026-0042")


def _said(document: Document) -> list[list[Said]]:
    """Draw a document once and note each text that is written, page by page."""
    sheets: list[list[Said]] = [[]]
    write, turn = Pen.text, Pen.turn_page

    def noted(pen: Pen, x: float, y: float, text: str, style: Style) -> None:
        sheets[-1].append(Said(x, pen.paper.height - y, text, style))
        write(pen, x, y, text, style)

    def turned(pen: Pen) -> None:
        sheets.append([])
        turn(pen)

    with patch.object(Pen, "text", noted), patch.object(Pen, "turn_page", turned):
        render(document)
    return sheets


def _draw_plainly(document: Document, sheets: list[list[Said]]) -> bytes:
    """Draw texts where they are, as anybody would with ReportLab, and the codes to pay with."""
    sheet = paper(document.paper)
    for name in fonts.OWN:
        fonts.font(name)
    kept = BytesIO()
    canvas = Canvas(kept, pagesize=(sheet.width, sheet.height), pageCompression=1, invariant=1)
    for texts in sheets:
        for said in texts:
            canvas.setFont(said.style.font, said.style.size)
            canvas.setFillColorRGB(*said.style.colour)
            canvas.drawString(said.x, said.y, said.text)
        if texts is not sheets[-1]:
            canvas.showPage()
    for place, text in enumerate((transfer(document), payment_link(document))):
        _draw_code(canvas, text, place * CODE)
    canvas.save()
    return kept.getvalue()


def _draw_code(canvas: Canvas, text: str, left: float) -> None:
    rows = list(segno.make_qr(text, error="m", encoding="utf-8", boost_error=False).matrix)
    step = CODE / len(rows)
    for number, row in enumerate(rows):
        for place, dark in enumerate(row):
            if dark:
                canvas.rect(left + place * step, number * step, step, step, stroke=0, fill=1)
