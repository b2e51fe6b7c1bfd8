"""Words in one row, on the left and on the right, some of which act when they are clicked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len

from widgets.drawing.ink import Ink
from widgets.drawing.line import Line


class Word(NamedTuple):
    """A piece of a bar: `kind` names its ink, `command` is what a click on it does."""

    text: str
    kind: str = "plain"
    command: str = ""


class Spot(NamedTuple):
    """The columns [start, end) of a word that acts."""

    start: int
    end: int
    command: str


def draw_words(
    left: Sequence[Word], right: Sequence[Word], width: int, ink: Ink
) -> tuple[Line, list[Spot]]:
    """Draw a bar; what does not fit on the left is left out."""
    line, spots = Line(width, ink.plain), []
    needed = sum(cell_len(word.text) for word in right)
    for group in _groups(left):
        if line.left - needed - bool(right) < sum(cell_len(word.text) for word in group):
            break
        spots += [_put(line, word, width, ink) for word in group]
    line.gap(line.left - needed)
    spots += [_put(line, word, width, ink) for word in right]
    return line, [spot for spot in spots if spot.command]


def _put(line: Line, word: Word, width: int, ink: Ink) -> Spot:
    start = width - line.left
    line.put(word.text, getattr(ink, word.kind))
    return Spot(start, width - line.left, word.command)


def _groups(words: Sequence[Word]) -> list[list[Word]]:
    """Keep words that do the same together: they are shown together or not at all."""
    return [list(group) for _, group in groupby(words, key=lambda word: word.command)]
