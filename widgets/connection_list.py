"""The list of integrations: which accounts, how each goes, and what could be connected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.drawing.tasks import GLYPHS
from widgets.virtual_list import VirtualList

WIDE = 100
STATE, WHEN, NEXT, HELD = 16, 12, 14, 14


class Row(NamedTuple):
    """One integration as the list says it. `subject` is the record that it stands for."""

    provider: str
    name: str
    state: str
    kind: str
    when: str
    following: str
    held: str
    subject: object


class ConnectionList(VirtualList):
    """Shows integrations; `say` puts a record into the words of its row, anew each second."""

    def __init__(self, say: Callable[[Any], Row]) -> None:
        super().__init__()
        self._say = say
        self._said: list[Row] = []

    def tick(self) -> None:
        """Draw again the rows whose words have changed."""
        said = [self._say(row) for row in self.rows]
        if len(said) == len(self._said):
            for y, (before, now) in enumerate(zip(self._said, said, strict=True)):
                if before != now:
                    self.refresh_line(y)
        self._said = said

    def row_text(self, row: Any) -> str:
        """Say an integration in words."""
        said = self._say(row)
        return " ".join(filter(None, (said.provider, said.name, said.state, said.held)))

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw an integration: what matters least is left out where there is little room."""
        said = self._say(row)
        following = NEXT if line.left >= WIDE else 0
        line.put(pen.cursor)
        line.column(GLYPHS.get(said.provider, "?"), 2, pen.muted)
        line.column(said.name, line.left - STATE - WHEN - following - HELD - 1).gap(1)
        line.column(said.state, STATE, getattr(pen, said.kind))
        line.column(said.when, WHEN, pen.muted)
        line.column(said.following, following, pen.muted)
        line.right(said.held, line.left, pen.muted)
