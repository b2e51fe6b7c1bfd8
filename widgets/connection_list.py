"""The list of connections: which account, how it goes, what it sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from store.records import Connection
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.drawing.tasks import GLYPHS
from widgets.virtual_list import VirtualList

STATES = {
    "live": "● live",
    "trouble": "! trouble",
    "signed_out": "○ signed out",
    "asleep": "○ asleep",
    "locked": "◌ locked",
}


class ConnectionList(VirtualList):
    """Shows connections; `when` says how long ago one went well."""

    def __init__(self, when: Callable[[Connection], str]) -> None:
        super().__init__()
        self._when = when

    @property
    def connection(self) -> Connection | None:
        """The connection under the cursor."""
        return self.current

    def row_text(self, row: Any) -> str:
        """Say a connection in words."""
        return f"{row.provider} {row.account} {STATES.get(row.state, row.state)} {_sees(row)}"

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw a connection."""
        line.put(pen.cursor)
        line.column(GLYPHS.get(row.provider, "?"), 2, pen.muted)
        line.column(row.account, max(16, line.left - 40)).gap(2)
        troubled = row.state in ("trouble", "signed_out", "locked")
        state = STATES.get(row.state, row.state)
        line.column(state, 14, pen.warning if troubled else pen.accent)
        line.column(self._when(row), 12, pen.muted)
        line.right(_sees(row), line.left, pen.muted)


def _sees(connection: Connection) -> str:
    return f"{connection.tasks:,} tasks"
