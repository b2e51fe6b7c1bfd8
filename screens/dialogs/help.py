"""The help: every command that works here, with its keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from textual.widget import Widget

from screens.dialogs.choices import Choice, ChoiceList
from screens.dialogs.dialog import Dialog
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen


class HelpList(ChoiceList):
    """Shows keys on the left and what they do on the right; a row without keys is a heading."""

    def is_heading(self, row: Any) -> bool:
        """Step over the headings."""
        return not row.value

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw a command."""
        if self.is_heading(row):
            line.put(row.text, pen.heading)
            return
        line.put(pen.cursor)
        line.column(row.remark, 16, pen.accent)
        line.put(row.text)


class Help(Dialog[str]):
    """Shows commands; answers with the one to be run."""

    def __init__(self, rows: Sequence[Choice]) -> None:
        super().__init__("Keys", "enter does it · escape leaves · config.toml changes keys")
        self._rows = rows

    def compose_content(self) -> Iterator[Widget]:
        """List the commands."""
        commands = HelpList()
        commands.styles.height = len(self._rows)
        commands.show_rows(self._rows)
        yield commands

    def on_virtual_list_chosen(self, event: HelpList.Chosen) -> None:
        """Answer with the command."""
        self.dismiss(event.row.value)
