"""A dialog that offers a few answers, or many with a field to find one by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, NamedTuple

from rich.cells import cell_len
from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from screens.dialogs.dialog import Dialog, Sentence
from store.text import fold
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.virtual_list import VirtualList

APART = 3
"""The cells between an answer and its remark, so that they are not read as one sentence."""


class Choice(NamedTuple):
    """One answer: what stands for it, and a remark beside it."""

    value: str
    text: str
    remark: str = ""


class ChoiceList(VirtualList):
    """Shows the answers, one to a row."""

    def row_text(self, row: Any) -> str:
        """Say an answer in words."""
        return f"{row.text} {row.remark}".strip()

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw an answer with its remark on the right."""
        line.put(pen.cursor)
        remark = min(cell_len(row.remark), line.left // 2)
        apart = APART if remark else 0
        line.column(row.text, line.left - remark - apart).gap(apart)
        line.put(row.remark, pen.muted)


class Choose(Dialog[str]):
    """Answers with the value of a choice."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "list(1)", show=False),
        Binding("up", "list(-1)", show=False),
    ]
    LIST: ClassVar[type[ChoiceList]] = ChoiceList
    """What shows the answers."""

    def __init__(
        self, title: str, choices: Sequence[Choice], *, sentence: str = "", hint: str = ""
    ) -> None:
        super().__init__(title, hint or "enter chooses · escape leaves")
        self._choices = choices
        self._sentence = sentence

    def compose_content(self) -> Iterator[Widget]:
        """Put the sentence above the answers."""
        if self._sentence:
            yield Sentence(self._sentence)
        yield self._list()

    def _list(self) -> ChoiceList:
        choices = self.LIST()
        choices.styles.height = min(16, max(1, len(self._choices)))
        choices.show_rows(self._choices)
        return choices

    def action_list(self, steps: int) -> None:
        """Move the cursor while a field has the focus."""
        self.query_one(ChoiceList).action_move(steps)

    @on(VirtualList.Chosen)
    def answer(self, event: VirtualList.Chosen) -> None:
        """Answer with the chosen value."""
        self.dismiss(event.row.value)

    def do_app_save(self) -> None:
        """Answer with the choice under the cursor."""
        self.query_one(ChoiceList).action_choose()


class Find(Choose):
    """The same with a field above the list; what is typed narrows it down.

    With `create`, a name that none of the choices has can be made: the answer is `+name`. The
    cursor stands at the choice `first`, as long as nothing is typed.
    """

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        create: str = "",
        sentence: str = "",
        first: int = 0,
    ) -> None:
        super().__init__(title, choices, sentence=sentence)
        self._create = create
        self._first = first

    def compose_content(self) -> Iterator[Widget]:
        """Put the field above the answers."""
        if self._sentence:
            yield Sentence(self._sentence)
        field = Input(placeholder="Type to find", compact=True)
        field.cursor_blink = False
        field.styles.margin = (0, 1, 1, 1)
        yield field
        choices = self._list()
        choices.show_rows(self._choices, self._first)
        yield choices

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Show the choices that hold every word typed; where none does, what may be meant."""
        words = fold(event.value).split()
        found = [
            choice
            for choice in self._choices
            if all(word in fold(f"{choice.text} {choice.remark}") for word in words)
        ]
        found.sort(key=lambda choice: _rank(choice, words))
        name = event.value.strip()
        meant = [] if found else _meant(self._choices, name)
        if self._create and name and all(fold(choice.text) != fold(name) for choice in found):
            found.append(Choice(f"+{name}", self._create.format(name)))
        found += meant
        self.query_one(ChoiceList).show_rows(found, 0 if words else self._first)

    @on(Input.Submitted)
    def accept(self) -> None:
        """Answer with the choice under the cursor."""
        self.query_one(ChoiceList).action_choose()


def _meant(choices: Sequence[Choice], query: str) -> list[Choice]:
    """Find the choices that a query abbreviates or misspells, best first."""
    from store.ranking import Index

    index = Index([fold(choice.text) for choice in choices])
    return [choices[match.position] for match in index.rank(query)]


def _rank(choice: Choice, words: Sequence[str]) -> tuple[bool, int]:
    """Put what is called so before what is only remarked on so; the earlier the better."""
    text = fold(choice.text)
    places = [text.find(word) for word in words]
    return (True, 0) if -1 in places else (False, sum(places))
