"""A PDF as it can be seen in a terminal: its own text on a grid of cells, or a true picture.

Everything is read from the bytes that it is handed, so that what is shown is what is sent.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from billing.text_grid import Run, lay_out
from store.errors import Refused
from store.text import clean

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

MOST_BYTES = 64 * 1024 * 1024
MOST_PAGES = 2_000
MOST_RUNS = 4_000
"""More pieces of text than this on one page are no invoice of anybody's."""
MOST_LOOKS = 30_000_000
"""PDFium looks at every character of a page for each piece of text that it is asked for."""
LONGEST_RUN = 400
MOST_PIXELS = 12_000_000
LARGEST_SIDE = 20_000.0
COLUMNS = (40, 400)

_pdfium = threading.Lock()
"""PDFium works for one thread at a time."""


class PageSize(NamedTuple):
    """How large a page is, in points."""

    width: float
    height: float


class Part(NamedTuple):
    """The part of a picture's height to be drawn, from 0 (its top) to 1 (its bottom)."""

    top: float = 0.0
    bottom: float = 1.0


WHOLE = Part()


def pages(pdf: bytes) -> list[PageSize]:
    """List the pages; raises Refused where the bytes are no PDF that can be read."""
    with _opened(pdf) as document:
        count = min(len(document), MOST_PAGES)
        return [_size(*document.get_page_size(at)) for at in range(count)]


def cell_grid(pdf: bytes, page: int, columns: int) -> list[str]:
    """Write a page's text layer onto rows of cells.

    What stands in one column there stands in one column here, figures by their right edge. A
    page with long lines takes more cells than `columns`; wide characters take two.
    """
    columns = max(COLUMNS[0], min(columns, COLUMNS[1]))
    with _opened(pdf) as document, _page(document, page) as sheet:
        size = _size(*sheet.get_size())
        text = sheet.get_textpage()
        try:
            runs = list(_runs(text, size))
        finally:
            text.close()
    return lay_out(runs, size.width, columns)


def picture(pdf: bytes, page: int, width: int, part: Part = WHOLE) -> bytes:
    """Draw a page, or a part of it, as a PNG of some pixels' width."""
    from io import BytesIO

    with _opened(pdf) as document, _page(document, page) as sheet:
        size = _size(*sheet.get_size())
        scale = _scale(size, width, part)
        crop = (0, (1 - part.bottom) * size.height, 0, part.top * size.height)
        bitmap = sheet.render(scale=scale, crop=crop)
        try:
            image = bitmap.to_pil().convert("RGB")
        finally:
            bitmap.close()
    kept = BytesIO()
    image.save(kept, "PNG", compress_level=1)
    return kept.getvalue()


def _scale(size: PageSize, width: int, part: Part) -> float:
    """Scale to the width that is asked for, or to as many pixels as are allowed."""
    scale = max(16, width) / size.width
    area = size.width * size.height * max(0.01, part.bottom - part.top)
    return min(scale, sqrt(MOST_PIXELS / area))


def _size(width: float, height: float) -> PageSize:
    return PageSize(*(max(1.0, min(side, LARGEST_SIDE)) for side in (width, height)))


def _runs(text: PdfTextPage, size: PageSize) -> Iterator[Run]:
    most = min(MOST_RUNS, MOST_LOOKS // max(1, text.count_chars()))
    for at in range(min(text.count_rects(), most)):
        left, bottom, right, top = text.get_rect(at)
        words = clean(text.get_text_bounded(left, bottom, right, top), LONGEST_RUN)
        if words and 0 <= left <= size.width and 0 <= bottom <= size.height:
            yield Run(left, right, size.height - top, size.height - bottom, words)


@contextmanager
def _opened(pdf: bytes) -> Iterator[PdfDocument]:
    from pypdfium2 import PdfDocument, PdfiumError

    if len(pdf) > MOST_BYTES:
        raise Refused("This PDF is too large to be shown here.")
    with _pdfium:
        try:
            document = PdfDocument(pdf)
        except PdfiumError:
            raise Refused("This is no PDF that can be read.") from None
        try:
            yield document
        except PdfiumError:
            raise Refused("A page of this PDF cannot be read.") from None
        finally:
            document.close()


@contextmanager
def _page(document: PdfDocument, page: int) -> Iterator[PdfPage]:
    if not 0 <= page < len(document):
        raise Refused(f"There is no page {page + 1}.")
    sheet = document[page]
    try:
        yield sheet
    finally:
        sheet.close()
