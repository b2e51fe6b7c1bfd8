"""A dialog that stays open: the stages of a project, when they are due, and which are done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from billing.estimates.correcting import hours_text, sum_text
from screens.dialogs.dialog import Dialog, Sentence
from store.stages import Stage
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from screens.stage_flows import StageFlow

HOURS, AMOUNT, STATE = 8, 12, 17
NOTHING = "There are no stages yet. An estimate brings them, or a adds one."


class StageList(VirtualList):
    """Shows the stages in order."""

    currency = ""

    def row_text(self, row: Any) -> str:
        """Say a stage in words."""
        return " ".join(filter(None, (row.name, *self._figures(row), state_of(row))))

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw a stage: its plan, and whether it is due or done."""
        hours, amount = self._figures(row)
        style = pen.muted if row.done_on else pen.plain
        line.put(pen.cursor).put("✓ " if row.done_on else "  ", pen.accent)
        line.column(row.name, line.left - HOURS - AMOUNT - STATE, style)
        line.right(hours, HOURS, style).right(amount, AMOUNT, style)
        line.gap(2).put(state_of(row), pen.muted)

    def _figures(self, row: Stage) -> tuple[str, str]:
        hours = hours_text(row.budget_seconds)
        return f"{hours} h" if hours else "", sum_text(row.budget, self.currency)


class Stages(Dialog[None]):
    """Shows stages; `flow` does what keys ask for, where whoever looks may change them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", show=False),
        Binding("d", "finish_stage", show=False),
        Binding("t", "suggest", show=False),
    ]
    AUTO_FOCUS = "VirtualList"

    def __init__(self, title: str, flow: StageFlow, *, admin: bool) -> None:
        keys = "enter edits · a adds · d done · " if admin else ""
        super().__init__(title, f"{keys}t places tasks · escape leaves")
        self._flow = flow
        self._admin = admin

    def compose_content(self) -> Iterator[Widget]:
        """Put the words for no stage above the list."""
        yield Sentence(NOTHING, kind="-muted", id="words")
        yield StageList()

    def on_mount(self) -> None:
        """Show the stages there are."""
        self.show_rows(self._flow.stages)

    def show_rows(self, rows: Sequence[Stage]) -> None:
        """Show how it is now, with the cursor where it was."""
        if not self.is_attached:
            return
        listing = self.query_one(StageList)
        self.query_one("#words").display = not rows
        listing.currency = self._flow.currency
        listing.styles.height = max(1, len(rows))
        listing.show_rows(rows, listing.cursor)

    @on(VirtualList.Chosen)
    def edit(self, event: VirtualList.Chosen) -> None:
        """Ask what the stage should be."""
        if self._admin:
            self._flow.edit(event.row)

    def action_add(self) -> None:
        """Ask for a stage."""
        if self._admin:
            self._flow.add()

    def action_finish_stage(self) -> None:
        """Say that the selected stage is done, or that it is not."""
        stage = self.query_one(StageList).current
        if self._admin and stage is not None:
            self._flow.finish(stage)

    def action_suggest(self) -> None:
        """Offer to put tasks into the stages that they fit."""
        self._flow.suggest()


def state_of(stage: Stage) -> str:
    """Say whether a stage is done or due."""
    if stage.done_on:
        return f"done {stage.done_on}"
    return f"due {stage.due_on}" if stage.due_on else ""
