"""Whole invoices as text on a grid, as the preview shows them: what a reviewer reads.

`python -m tests.billing.test_grids` writes the expected grids anew; look at them before they are
kept.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from billing.document import Document, Party
from billing.preview import cell_grid
from tests.billing.bills import bill, credit, drawn, line, some_lines

FOLDER = Path(__file__).with_name("grids")
COLUMNS = 100
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
    """Lay the first page out on a grid, without blanks at the ends of lines."""
    lines = [row.rstrip() for row in cell_grid(drawn(document), 0, COLUMNS)]
    return "\n".join(lines).strip("\n") + "\n"


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
