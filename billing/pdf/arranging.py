"""Rows and blocks put on pages, before anything is drawn: then the number of pages is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from billing.pdf.blocks import Block
from billing.pdf.table import CARRIED, HEAD, Row


@dataclass(slots=True)
class Page:
    """What goes on one page. `brought` is what the pages before came to, where rows go on."""

    brought: int | None = None
    rows: list[Row] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    carries: bool = False


def arrange(
    rows: list[Row], blocks: list[Block], first_top: float, next_top: float, bottom: float
) -> list[Page]:
    """Fill pages from `first_top` or `next_top` to `bottom`.

    The last row stays with the totals, and every page keeps room to say what is carried forward.
    """
    pages, y = [Page()], first_top + HEAD
    totals = blocks[0].height if blocks else 0
    for index, row in enumerate(rows):
        is_last = index == len(rows) - 1
        after = totals if is_last else CARRIED
        if y + row.height + after > bottom and (pages[-1].rows or y > next_top + HEAD + CARRIED):
            y = next_top + HEAD + _turn(pages)
        pages[-1].rows.append(row)
        y += row.height
    for block in blocks:
        if y + block.height > bottom and y > next_top:
            pages.append(Page())
            y = next_top
        pages[-1].blocks.append(block)
        y += block.height
    return pages


def _turn(pages: list[Page]) -> float:
    """Begin a page on which the table goes on; hand back the height of what is brought there."""
    before = pages[-1]
    if not before.rows:
        pages.append(Page())
        return 0
    before.carries = True
    pages.append(Page(brought=before.rows[-1].running))
    return CARRIED
