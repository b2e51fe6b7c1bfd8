"""A dialog that stays open: every rate there ever was, by what it is for, and how to add one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.widget import Widget

from screens.dialogs.dialog import Dialog, Sentence
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.virtual_list import VirtualList

KIND, DAY = 8, 17
NOTHING = "There are no rates yet. Without one, time has no value; it is never taken as zero."
STAYS = "A rate is never changed: a new one holds from its day on, and what was before keeps its."


class RateRow(NamedTuple):
    """A rate in words: bill or cost, from which day on, and whether it holds today."""

    kind: str
    since: str
    amount: str
    holds: bool


class RateList(VirtualList):
    """Shows rates under what they are for."""

    def is_heading(self, row: Any) -> bool:
        """Step over what they are for."""
        return isinstance(row, str)

    def row_text(self, row: Any) -> str:
        """Say a row in words."""
        if isinstance(row, str):
            return row
        return " ".join(filter(None, (row.kind, row.since, row.amount, _state(row))))

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw a heading or a rate."""
        if isinstance(row, str):
            line.put(row, pen.heading)
            return
        style = pen.plain if row.holds else pen.muted
        line.put(pen.cursor).column(row.kind, KIND, pen.muted).column(row.since, DAY, style)
        line.right(row.amount, min(20, line.left), style).gap(2).put(_state(row), pen.muted)


class Rates(Dialog[None]):
    """Shows the rates; `add` is called for a new one, unless nobody may add any."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("a", "add", show=False)]

    def __init__(
        self, title: str, rows: Sequence[RateRow | str], add: Callable[[], None] | None
    ) -> None:
        super().__init__(title, "a adds one · escape leaves" if add else "escape leaves")
        self._rows = rows
        self._add = add

    def compose_content(self) -> Iterator[Widget]:
        """Say what holds, then list the rates."""
        yield Sentence(STAYS if self._rows else NOTHING, kind="-muted", id="words")
        yield RateList()

    def on_mount(self) -> None:
        """Show the rates there are."""
        self.show_rows(self._rows)

    def show_rows(self, rows: Sequence[RateRow | str]) -> None:
        """Show how it is now."""
        if not self.is_attached:
            return
        self.query_one("#words", Sentence).say(STAYS if rows else NOTHING)
        listing = self.query_one(RateList)
        listing.styles.height = max(1, len(rows))
        listing.show_rows(rows)

    def action_add(self) -> None:
        """Ask for a new rate."""
        if self._add is not None:
            self._add()


def _state(row: RateRow) -> str:
    return "now" if row.holds else ""
