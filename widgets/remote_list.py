"""The list of remote projects and teams that can be mapped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rich.cells import cell_len

from widgets.drawing.cells import one_row
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.drawing.tasks import GLYPHS
from widgets.virtual_list import VirtualList

HERE, ALIKE, OTHERS = "Mapped to it", "Names alike, only suggested", "All others"
LEAST_NAME = 24


class RemoteRow(NamedTuple):
    """A remote project: what it is, and where it is mapped to.

    `section` is `HERE`, `ALIKE` or `OTHERS`; `elsewhere` names the project that has it.
    """

    provider: str
    remote_id: str
    name: str
    what: str
    workspace: str
    section: str
    elsewhere_id: str | None = None
    elsewhere: str = ""


class RemoteList(VirtualList):
    """Shows remote projects, under headings as long as nothing is typed."""

    def is_heading(self, row: Any) -> bool:
        """Step over the headings."""
        return isinstance(row, str)

    def row_text(self, row: Any) -> str:
        """Say a row in words."""
        return row if isinstance(row, str) else f"{_mark(row)}{row.name} {_remark(row)}"

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw a heading or a remote project."""
        if isinstance(row, str):
            line.put(row, pen.heading)
            return
        line.put(pen.cursor).put(_mark(row), pen.accent)
        line.column(GLYPHS.get(row.provider, "?"), 2, pen.muted)
        remark = one_row(_remark(row))
        room = min(cell_len(remark), max(0, line.left - LEAST_NAME - 2))
        line.column(row.name, line.left - room - 2, pen.plain).gap(2)
        line.right(remark, line.left, pen.muted)


def under_headings(rows: Sequence[RemoteRow]) -> list[RemoteRow | str]:
    """Put the rows, which come by section, under a heading for each."""
    shown: list[RemoteRow | str] = []
    for row in rows:
        if not shown or shown[-1].section != row.section:  # type: ignore[union-attr]
            shown.append(row.section)
        shown.append(row)
    return shown


def _mark(row: RemoteRow) -> str:
    return "✓ " if row.section == HERE else "  "


def _remark(row: RemoteRow) -> str:
    state = "alike" if row.section == ALIKE else ""
    if row.elsewhere:
        state = f"mapped to {row.elsewhere}"
    return " · ".join(filter(None, (state, row.what, row.workspace)))
