"""How a row of the list of projects is shared out, and what stands in it behind the name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from store.decimals import plain
from widgets.drawing.bars import bar
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen

if TYPE_CHECKING:
    from billing.margin_records import ProjectMargin

WEEK, TOTAL, MAPPED = 7, 9, 11
BURN, METER, MARGIN = 20, 8, 10
LEAST_NAME = 18


class Row(NamedTuple):
    """What a row says behind its name; the budget and the margin are empty where unknown."""

    state: str = ""
    week: str = ""
    total: str = ""
    margin: ProjectMargin | None = None

    @property
    def burn_text(self) -> str:
        """How much of its budget is used; what is over it says so by a sign, too."""
        burn = self.margin.burn_percent if self.margin else None
        return "" if burn is None else f"{'! ' if burn > 100 else ''}{plain(burn)} %"

    @property
    def margin_text(self) -> str:
        """What is left of its revenue."""
        percent = self.margin.margin_percent if self.margin else None
        return "" if percent is None else f"{plain(percent)} %"


class Columns(NamedTuple):
    """Cells for each column; those without any stay away."""

    mapped: int = 0
    burn: int = 0
    margin: int = 0

    @property
    def width(self) -> int:
        """Cells behind the name."""
        return self.mapped + self.burn + self.margin + WEEK + TOTAL


def share_out(width: int, *, burn: bool, margin: bool) -> Columns:
    """Share out what a row has; what does not fit beside the name gives way, the mapped first."""
    columns = Columns()
    for name, cells in _wanted(burn=burn, margin=margin):
        more = columns._replace(**{name: cells})
        if width - more.width >= LEAST_NAME:
            columns = more
    return columns


def _wanted(*, burn: bool, margin: bool) -> Iterator[tuple[str, int]]:
    if burn:
        yield "burn", BURN
    if margin:
        yield "margin", MARGIN
    yield "mapped", MAPPED


def draw_titles(columns: Columns, line: Line, pen: Pen) -> None:
    """Name the columns."""
    line.gap(columns.mapped)
    line.column("  used" if columns.burn else "", columns.burn, pen.muted)
    line.right("margin" if columns.margin else "", columns.margin, pen.muted)
    line.right("week", WEEK, pen.muted)
    line.right("in all", line.left, pen.muted)


def draw_row(row: Row, columns: Columns, line: Line, pen: Pen) -> None:
    """Draw what stands behind a name."""
    margin = row.margin
    line.column(row.state, columns.mapped, pen.muted)
    if columns.burn:
        _draw_burn(row, line, pen)
    if columns.margin:
        loses = bool(margin and margin.margin and margin.margin.amount < 0)
        line.right(row.margin_text, columns.margin, pen.warning if loses else pen.plain)
    line.right(row.week, WEEK, pen.muted if row.state == "archived" else pen.plain)
    line.right(row.total, line.left, pen.muted)


def _draw_burn(row: Row, line: Line, pen: Pen) -> None:
    burn = row.margin.burn_percent if row.margin else None
    over = burn is not None and burn > 100
    part = 0.0 if burn is None else min(1.0, float(burn) / 100)
    line.gap(2).column(bar(part, 1.0, METER), METER, pen.accent)
    line.right(row.burn_text, BURN - METER - 2, pen.warning if over else pen.plain)
