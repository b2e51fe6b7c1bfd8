"""Whole invoices as text on a grid: what a reviewer reads when something moved.

`python -m tests.billing.test_grids` writes the expected grids anew; look at them before they are
kept.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from billing.document import Document, Party
from tests.billing.bills import bill, credit, drawn, line, some_lines

FOLDER = Path(__file__).with_name("grids")
COLUMNS = 110
SAME_ROW = 3.5
AMERICAN = Party("Northwind LLC", "12 SE Main", "97201", "Portland, OR", "US", "", "12-3456789")


def looks() -> dict[str, Document]:
    """Make one document of each look."""
    mixed = [
        line(1, "6.25", "95", detail="12 entries"),
        line(2, "3", "1180.5", ("S", "7")),
        line(3, "1", "-50", ("S", "7"), description="Goodwill"),
    ]
    reverse = bill(some_lines(3, ("AE", "0")), language="fr", payment_url="https://pay.example/1")
    return {
        "de": bill(mixed, percent_off=10, language="de", notes="Vielen Dank für Ihren Auftrag."),
        "en": bill(some_lines(3), payment_url="https://pay.example/i/42"),
        "fr": replace(
            reverse, taxes=tuple(replace(tax, reason="§ 13b UStG") for tax in reverse.taxes)
        ),
        "credit": credit(language="de"),
        "letter": bill(
            some_lines(2, ("S", "8.25"), "USD"), issuer=AMERICAN, currency="USD", paper="Letter"
        ),
        "draft": bill(some_lines(2), draft=True, number="", issued_on="", due_on=""),
    }


def grid(document: Document) -> str:
    """Lay the text of the first page out: each piece at its own height and distance from left."""
    rows: list[tuple[float, list[tuple[float, str]]]] = []
    for base, left, text in sorted(pieces(drawn(document))):
        if rows and base - rows[-1][0] < SAME_ROW:
            rows[-1][1].append((left, text))
        else:
            rows.append((base, [(left, text)]))
    return "".join(f"{written(row)}\n" for _, row in rows)


def pieces(pdf: bytes) -> list[tuple[float, float, str]]:
    """List the pieces of text on the first page, with their distances from top and left."""
    with PdfDocument(pdf) as opened:
        page = opened[0]
        layer = page.get_textpage()
        found = []
        for at in range(layer.count_rects()):
            left, bottom, right, top = layer.get_rect(at)
            middle = page.get_height() - (bottom + top) / 2
            text = layer.get_text_bounded(left, bottom, right, top)
            found.append((round(middle, 1), left / page.get_width(), " ".join(text.split())))
        layer.close()
        page.close()
    return found


def written(row: list[tuple[float, str]]) -> str:
    """Write the pieces of one row from left to right, a blank between them at least."""
    line = ""
    for left, text in sorted(row):
        line = (
            f"{line} ".ljust(int(left * COLUMNS)) + text
            if line
            else " " * int(left * COLUMNS) + text
        )
    return line.rstrip()


@pytest.mark.parametrize("name", looks())
def test_it_reads_as_before(name: str) -> None:
    assert grid(looks()[name]) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def test_one_cent_more_shows() -> None:
    made = looks()["en"]
    assert grid(replace(made, gross=made.gross + 1)) != grid(made)
    assert made.gross == int(Decimal("1.19") * made.net + Decimal("0.5"))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for look, shown in looks().items():
        (FOLDER / f"{look}.txt").write_text(grid(shown), encoding="utf-8")
