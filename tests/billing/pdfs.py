"""PDFs for the tests of the preview, drawn straight onto a canvas."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
AMOUNTS = ("0.50", "118.75", "1,068.75", "12,345.67")


def drawn(*pages: Callable[[Any], None], size: tuple[float, float] = A4) -> bytes:
    """Draw some pages."""
    kept = BytesIO()
    canvas = Canvas(kept, pagesize=size, invariant=1)
    for page in pages:
        canvas.setFont("Helvetica", 9)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def table(canvas: Any) -> None:
    """Draw a table whose figures end below each other, with a line too long for its column."""
    canvas.drawString(60, HEIGHT - 60, "Northwind Studio")
    for at, amount in enumerate(AMOUNTS):
        y = HEIGHT - 200 - 14 * at
        canvas.drawString(60, y, f"Homepage hero and every one of its variants, no. {at}")
        canvas.drawRightString(360, y, f"{at}.25 h")
        canvas.drawRightString(WIDTH - 60, y, amount)


def second(canvas: Any) -> None:
    """Draw another page, with an accent bar."""
    canvas.setFillColorRGB(0.1, 0.45, 0.35)
    canvas.rect(0, HEIGHT - 90, WIDTH, 90, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.drawString(60, HEIGHT - 120, "The second page")
