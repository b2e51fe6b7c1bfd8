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
    """A fact: `kind` names the ink of its text, `part` is how far its meter is full."""

    name: str
    text: str
    kind: str = "plain"
    part: float | None = None


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
            line.column(bar(min(1.0, fact.part), 1.0, METER), METER, ink.bar).put("▏ ", ink.rule)
        else:
            line.gap(_meter(fact))
        yield line.put(text, style)
        name = ""


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
