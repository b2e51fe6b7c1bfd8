"""The list of connections: which account, how it goes, what it sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from store.records import Connection
from widgets.line import Line
from widgets.task_list import GLYPHS
from widgets.virtual_list import VirtualList

STATES = {
    "live": "● live",
    "trouble": "! trouble",
    "signed_out": "○ signed out",
    "asleep": "○ asleep",
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

    def draw_row(self, row: Any, line: Line, selected: bool) -> None:
        """Draw a connection."""
        base = "list--cursor" if selected else "list--muted"
        muted = self.get_component_rich_style(base)
        troubled = row.state in ("trouble", "signed_out")
        state = self.get_component_rich_style(
            "list--cursor" if selected else "list--warning" if troubled else "list--accent"
        )
        line.put("▸ " if selected else "  ")
        line.column(GLYPHS.get(row.provider, "?"), 2, muted)
        line.column(row.account, max(16, line.left - 50)).gap(2)
        line.column(STATES.get(row.state, row.state), 14, state)
        line.column(self._when(row), 12, muted)
        line.right(_sees(row), line.left, muted)


def _sees(connection: Connection) -> str:
    return f"{connection.tasks:,} tasks"
