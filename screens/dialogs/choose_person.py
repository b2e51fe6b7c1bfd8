"""A dialog that finds one person among all who are there: whose tasks are read?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from textual import on
from textual.getters import app as app_getter
from textual.widget import Widget
from textual.widgets import Input

from screens.dialogs.choices import Choice, ChoiceList, Choose
from screens.dialogs.dialog import Sentence
from screens.host import Host
from store.text import fold
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen

if TYPE_CHECKING:
    from store.ranking import Index

MOST = 200
NOBODY = Choice("", "Nobody there is called so.")


class People(ChoiceList):
    """Shows people; that there are none cannot be chosen."""

    def is_heading(self, row: Any) -> bool:
        """Tell whether this is nobody."""
        return row is NOBODY

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw nobody as a remark."""
        if row is NOBODY:
            line.put("  ").put(row.text, pen.muted)
        else:
            super().draw_row(row, line, pen)


class ChoosePerson(Choose):
    """Answers with the value of a choice; people are found as tasks are in the picker."""

    LIST = People
    host = app_getter(Host)
    """The app."""

    def __init__(self, title: str, choices: Sequence[Choice], sentence: str) -> None:
        super().__init__(title, choices, sentence=sentence)
        self._index: Index | None = None
        self._answered = ""
        self._impatient = False

    def compose_content(self) -> Iterator[Widget]:
        """Put the field between the sentence and the people."""
        yield Sentence(self._sentence)
        field = Input(placeholder="Type to find", compact=True)
        field.cursor_blink = False
        field.styles.margin = (0, 1, 1, 1)
        yield field
        yield self._list()

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Rank whom is looked for, off the screen's thread."""
        query, choices = event.value.strip(), self._choices

        def rank() -> list[Choice]:
            index = self._index = self._index or _index_of(choices)
            return [choices[match.position] for match in index.rank(query, MOST)]

        if query:
            self.host.think(rank, lambda found: self._show(query, found), "people")
        else:
            self._show(query, choices)

    def _show(self, query: str, found: Sequence[Choice]) -> None:
        if not self.is_attached or query != self._typed:
            return
        self._answered = query
        self.query_one(ChoiceList).show_rows(found or [NOBODY])
        if self._impatient:
            self.accept()

    @on(Input.Submitted)
    def accept(self) -> None:
        """Answer with who is under the cursor, once what was typed is found."""
        self._impatient = self._typed != self._answered
        if not self._impatient:
            self.query_one(ChoiceList).action_choose()

    @property
    def _typed(self) -> str:
        return self.query_one(Input).value.strip()


def _index_of(choices: Sequence[Choice]) -> Index:
    from store.ranking import Index

    return Index([fold(f"{choice.text} {choice.remark}") for choice in choices])
