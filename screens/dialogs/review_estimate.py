"""A dialog that shows what was read from an estimate beside its source, to be corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, NamedTuple

from textual import on
from textual.binding import Binding, BindingType
from textual.getters import app as app_getter
from textual.widget import Widget

from billing.estimates.correcting import (
    NEW,
    corrected,
    doubts_of,
    figure_text,
    hours_text,
    with_line,
    with_new_line,
    without_line,
)
from billing.estimates.records import Reading, ReadLine
from screens.dialogs.choices import Choice, Choose
from screens.dialogs.dialog import Dialog, Problem, Sentence
from screens.dialogs.sheet import Sheet, SheetField
from screens.host import Host
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.virtual_list import VirtualList

HINT = "enter corrects · a adds · d removes · ctrl+s saves · escape leaves"
HOURS, AMOUNT, LEAST_SOURCE = 7, 12, 90


class Reviewed(NamedTuple):
    """A line, its place among all lines, and whether there is a doubt about it."""

    at: int
    line: ReadLine
    doubtful: bool


class ReviewList(VirtualList):
    """Shows the lines that were read under their stages; with room, the source beside each."""

    currency = ""

    def is_heading(self, row: Any) -> bool:
        """Step over the stages."""
        return isinstance(row, str)

    def row_text(self, row: Any) -> str:
        """Say a row in words."""
        if isinstance(row, str):
            return row
        line, mark = row.line, "!" if row.doubtful else ""
        return " ".join(
            filter(None, (mark, line.description, *_figures(line, self.currency), line.text))
        )

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw a stage or a line of work."""
        if isinstance(row, str):
            line.put(row, pen.heading)
            return
        source = line.left // 2 if line.left >= LEAST_SOURCE else 0
        hours, amount = _figures(row.line, self.currency)
        line.put(pen.cursor).put("! " if row.doubtful else "  ", pen.warning)
        line.column(row.line.description, line.left - source - HOURS - AMOUNT)
        line.right(hours, HOURS).right(amount, AMOUNT)
        if source:
            number = f"{row.line.number:>4} " if row.line.number else "     "
            line.put("  │", pen.muted).put(number, pen.muted).put(row.line.text, pen.muted)


class ReviewEstimate(Dialog[Any]):
    """Answers with what `save` returns for the corrected reading, once the ledger has taken it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", show=False),
        Binding("d", "remove", show=False),
    ]
    AUTO_FOCUS = "VirtualList"
    host = app_getter(Host)
    """The app."""

    def __init__(
        self, title: str, reading: Reading, currency: str, save: Callable[[Any, Reading], object]
    ) -> None:
        super().__init__(title, HINT)
        self._reading = reading
        self._currency = reading.currency or currency
        self._save = save
        self._changed = False

    def compose_content(self) -> Iterator[Widget]:
        """Put what the selected line was read from below the lines."""
        yield Sentence("", kind="-muted", id="whole")
        yield ReviewList()
        yield Sentence("", id="source")
        yield Problem()

    def on_mount(self) -> None:
        """Show what was read."""
        self._show(self._reading, 0)

    def _show(self, reading: Reading, at: int) -> None:
        self._reading = reading
        rows = _rows(reading)
        places = [row.at if isinstance(row, Reviewed) else -1 for row in rows]
        self.query_one("#whole", Sentence).say(_whole(reading, self._currency))
        listing = self.query_one(ReviewList)
        listing.currency = self._currency
        listing.styles.height = max(1, len(rows))
        listing.show_rows(rows, places.index(at) if at in places else 0)
        self.query_one(Problem).say("")
        self.tell_source()

    @on(VirtualList.Moved)
    def tell_source(self) -> None:
        """Say what the selected line was read from, and what is doubtful about it."""
        row = self._row
        words = ["Nothing is left. a adds a line."]
        if row is not None:
            where = f"line {row.line.number}: {row.line.text}" if row.line.number else "added here"
            words = [where, *(f"! {doubt}" for doubt in doubts_of(self._reading, row.line))]
        self.query_one("#source", Sentence).say("\n".join(words))

    @property
    def _row(self) -> Reviewed | None:
        return self.query_one(ReviewList).current

    @on(VirtualList.Chosen)
    def correct(self) -> None:
        """Ask what the selected line should be."""
        row = self._row
        if row is not None:
            self._ask(row.line, lambda line: with_line(self._reading, row.at, line), row.at)

    def action_add(self) -> None:
        """Ask for a line, and put it behind the selected one, into its stage."""
        row = self._row
        at, stage = (row.at, row.line.stage) if row else (-1, "")
        blank = NEW._replace(stage=stage)
        self._ask(blank, lambda line: with_new_line(self._reading, at, line), at + 1)

    def _ask(self, line: ReadLine, put: Callable[[ReadLine], Reading], at: int) -> None:
        hours, amount = _figures(line, self._currency)
        fields = [
            SheetField("description", "What", line.description),
            SheetField("stage", "Stage", line.stage, "a heading; empty for none"),
            SheetField("hours", "Hours", hours, "12, 1.5 or 1:30"),
            SheetField("amount", "Amount", amount, f"in {self._currency}"),
            SheetField("due", "Due", line.due_on or "", "2026-12-18"),
        ]

        def answered(found: ReadLine | None) -> None:
            if found is not None:
                self._changed = True
                self._show(put(found), at)

        form = Sheet(
            line.text or "A new line",
            fields,
            lambda changes: corrected(line, changes, self._currency),
        )
        self.host.push_screen(form, answered)

    def action_remove(self) -> None:
        """Take the selected line away."""
        row = self._row
        if row is not None:
            self._changed = True
            self._show(without_line(self._reading, row.at), max(0, row.at - 1))

    def do_app_save(self) -> None:
        """Save the lines as stages."""
        reading, save = self._reading, self._save
        self.host.act(lambda work: save(work, reading), self.finish, self._refuse)

    def _refuse(self, error: Exception) -> None:
        self.query_one(Problem).say(self.host.explain(error))

    def action_leave(self) -> None:
        """Leave without saving; corrections are not thrown away unasked."""
        if not self._changed:
            self.dismiss(None)
            return
        choices = [Choice("stay", "Go on correcting"), Choice("leave", "Leave without saving")]
        self.host.push_screen(
            Choose("Leave the estimate?", choices),
            lambda answer: self.finish(None) if answer == "leave" else None,
        )


def _rows(reading: Reading) -> list[Reviewed | str]:
    """Put the lines under their stages, in the order of the source."""
    rows: list[Reviewed | str] = []
    stage = None
    for at, line in enumerate(reading.lines):
        if line.stage != stage:
            stage = line.stage
            rows.append(stage or "Without a stage")
        rows.append(Reviewed(at, line, bool(doubts_of(reading, line))))
    return rows


def _whole(reading: Reading, currency: str) -> str:
    """Say how much was read, and what is doubtful about all of it."""
    parts = [f"{len(reading.lines)} lines", f"{hours_text(reading.seconds)} h"]
    if any(line.amount is not None for line in reading.lines):
        parts.append(f"{figure_text(reading.amount, currency)} {currency}")
    doubtful = sum(bool(doubts_of(reading, line)) for line in reading.lines)
    parts += [f"! {doubtful} to look at"] if doubtful else []
    general = [found.sentence for found in reading.doubts if not found.number]
    return "\n".join([" · ".join(parts), *(f"! {sentence}" for sentence in general)])


def _figures(line: ReadLine, currency: str) -> tuple[str, str]:
    return hours_text(line.seconds), figure_text(line.amount, currency)
