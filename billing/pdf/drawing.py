"""A document drawn as a PDF: everything measured and put on pages first, then drawn."""

from __future__ import annotations

from dataclasses import astuple
from io import BytesIO
from typing import TYPE_CHECKING

from billing.document import Document
from billing.pdf import fonts
from billing.pdf.arranging import Page, arrange
from billing.pdf.blocks import closing_blocks
from billing.pdf.colours import palette
from billing.pdf.draft import draw_draft_mark
from billing.pdf.figures import Figures, figures
from billing.pdf.foot import draw_foot, measure_foot
from billing.pdf.letterhead import (
    draw_head,
    draw_next_head,
    title,
)
from billing.pdf.logo import Logo, read_logo
from billing.pdf.paper import paper
from billing.pdf.pen import Pen
from billing.pdf.table import Table
from billing.words import plain
from store.text import clean

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


def render_pdf(document: Document) -> bytes:
    """Draw an invoice, a credit note, or a draft of one; every font is embedded.

    Refuses text that no font here can draw, and a logo that cannot be read.
    """
    fonts.check(written_text(document))
    say = figures(document.language, document.currency, document.issuer.country)
    canvas = _canvas(document, say)
    pen = Pen(canvas, paper(document.paper), palette(document.accent))
    logo = read_logo(document.logo) if document.logo else None
    _draw(pen, document, say, logo)
    return bytes(canvas.getpdfdata())


def written_text(document: Document) -> str:
    """Join everything that people wrote, as it will be drawn."""
    parties = (*astuple(document.issuer), *astuple(document.buyer), *astuple(document.bank))
    lines = (f"{line.description}\n{line.detail}\n{line.tax_reason}" for line in document.lines)
    own = (document.number, document.po_number, document.buyer_reference, document.notes)
    more = (document.footer, document.original_number, *document.time_lines)
    return plain(
        "\n".join((*parties, *lines, *own, *more, *(tax.reason for tax in document.taxes)))
    )


def _canvas(document: Document, say: Figures) -> Canvas:
    """Open a canvas that names no font but the own, and says what it is."""
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    sheet = paper(document.paper)
    fonts.font(fonts.TEXT)
    rl_config.useA85 = 0  # or a third of the bytes and of the time goes into writing them in ASCII
    canvas = Canvas(
        BytesIO(),
        pagesize=(sheet.width, sheet.height),
        pageCompression=1,
        invariant=1,
        lang=str(say.locale).replace("_", "-"),
        initialFontName=fonts.TEXT,
    )
    canvas.setTitle(title(document, say))
    canvas.setAuthor(clean(document.issuer.name))
    canvas.setSubject(f"{title(document, say)} – {clean(document.buyer.name)}")
    canvas.setCreator("Ayron")
    return canvas


def _draw(pen: Pen, document: Document, say: Figures, logo: Logo | None) -> None:
    if document.draft:
        draw_draft_mark(pen, say)
    top = draw_head(pen, document, say, logo)
    table = Table(pen, document, say)
    blocks = closing_blocks(pen, document, say)
    foot = measure_foot(pen, document, say)
    pages = arrange(table.rows, blocks, top, pen.paper.next_top, foot.limit)
    for number, page in enumerate(pages, 1):
        if number > 1:
            pen.turn_page()
            if document.draft:
                draw_draft_mark(pen, say)
            top = draw_next_head(pen, document, say)
        _draw_page(table, page, top)
        draw_foot(pen, foot, say, number, len(pages))


def _draw_page(table: Table, page: Page, y: float) -> None:
    """Draw the rows of a page between what is brought and carried forward, then its blocks."""
    said = table.say.words
    if page.rows:
        y = table.draw_head(y)
        if page.brought is not None:
            y = table.draw_carried(said.brought, page.brought, y)
        for row in page.rows:
            table.draw_row(row, y)
            y += row.height
        if page.carries:
            table.draw_carried(said.carried, page.rows[-1].running, y)
    for block in page.blocks:
        block.draw(y)
        y += block.height
