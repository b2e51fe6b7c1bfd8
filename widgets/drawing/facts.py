"""Facts below each other: what each is called, and what there is to say of it, in whole words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.cells import cell_len

from widgets.drawing.bars import bar
from widgets.drawing.cells import cut, one_row
from widgets.drawing.ink import Ink
from widgets.drawing.line import Line

NAMES = 11
"""Cells for what the facts are called."""
METER = 14
WIDEST = 110
"""Lines that are longer than this are hard to read."""


class Fact(NamedTuple):
    """A fact: `kind` names the ink of its text, `part` is how far its meter is full.

    `plan` is where a mark stands in the meter, `ahead` how far it is shaded beyond its fill.
    """

    name: str
    text: str
    kind: str = "plain"
    part: float | None = None
    plan: float | None = None
    ahead: float | None = None


BLANK = Fact("", "")


def draw_facts(facts: Iterable[Fact], width: int, ink: Ink) -> list[Line]:
    """Draw facts, each in as many rows as it needs."""
    return [line for fact in facts for line in _draw(fact, width, ink)]


def _draw(fact: Fact, width: int, ink: Ink) -> Iterator[Line]:
    style = getattr(ink, fact.kind)
    name = fact.name
    indent = NAMES if name else 0
    for text in wrapped(fact.text, min(width, WIDEST) - indent - _meter(fact)):
        line = Line(width, ink.plain).column(name, indent, ink.muted)
        if fact.part is not None and name:
            if fact.plan is None and fact.ahead is None:
                line.column(bar(min(1.0, fact.part), 1.0, METER), METER, ink.bar)
            else:
                _put_course(line, fact, ink)
            line.put("▏ ", ink.rule)
        else:
            line.gap(_meter(fact))
        yield line.put(text, style)
        name = ""


def _put_course(line: Line, fact: Fact, ink: Ink) -> None:
    """Draw how much there is, shaded on to where it goes, with a mark at the plan."""
    filled = bar(min(1.0, fact.part or 0.0), 1.0, METER)
    shaded = round(min(1.0, fact.ahead or 0.0) * METER)
    cells = (filled + "░" * (shaded - len(filled))).ljust(METER)
    mark = METER if fact.plan is None else min(METER - 1, round(fact.plan * METER))
    for place, cell in enumerate(cells):
        style = ink.bar if place < len(filled) else ink.muted
        line.put("│" if place == mark else cell, ink.strong if place == mark else style)


def _meter(fact: Fact) -> int:
    return 0 if fact.part is None else METER + 2


def wrapped(text: str, width: int) -> list[str]:
    """Break a text between words into rows of at most `width` cells; a longer word is cut."""
    rows = [""]
    for word in one_row(text).split(" "):
        longer = f"{rows[-1]} {word}" if rows[-1] else word
        if cell_len(longer) <= width or not rows[-1]:
            rows[-1] = cut(longer, width)
        else:
            rows.append(cut(word, width))
    return rows
