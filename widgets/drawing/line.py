"""One row, drawn from pieces that never grow beyond its width."""

from __future__ import annotations

from collections.abc import Collection

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from widgets.drawing.cells import cut, fit, fit_right, one_row


class Line:
    """Collects the styled pieces of one row from left to right."""

    def __init__(self, width: int, style: Style) -> None:
        self.left = width
        self._style = style
        self._segments: list[Segment] = []

    def put(self, text: str, style: Style | None = None) -> Line:
        """Append a text, cut to what is left of the row."""
        return self._append(cut(one_row(text), self.left), style)

    def column(self, text: str, width: int, style: Style | None = None) -> Line:
        """Append a text in a column of exactly `width` cells."""
        return self._append(fit(one_row(text), min(width, self.left)), style)

    def right(self, text: str, width: int, style: Style | None = None) -> Line:
        """Append a text that ends where its column of `width` cells ends."""
        return self._append(fit_right(one_row(text), min(width, self.left)), style)

    def marked(
        self, text: str, hits: Collection[int], width: int, style: Style, mark: Style
    ) -> Line:
        """Append a column in which the characters at the positions `hits` are marked."""
        width = min(width, self.left)
        safe = one_row(text)
        shown = fit(safe, width)
        if not hits or len(safe) != len(text):
            return self._append(shown, style)
        for piece, hit in _runs(shown, hits):
            self._append(piece, mark if hit else style)
        return self

    def gap(self, width: int) -> Line:
        """Leave `width` cells empty."""
        return self._append(" " * min(width, self.left), None)

    def segments(self) -> list[Segment]:
        """Finish the row: fill it to its width."""
        self.gap(self.left)
        return self._segments

    def _append(self, text: str, style: Style | None) -> Line:
        if text:
            self.left -= cell_len(text)
            self._segments.append(Segment(text, style or self._style))
        return self


def _runs(text: str, hits: Collection[int]) -> list[tuple[str, bool]]:
    """Split a text into runs of characters that are hit and runs that are not."""
    runs: list[tuple[str, bool]] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or (at in hits) != (start in hits):
            runs.append((text[start:at], start in hits))
            start = at
    return runs
