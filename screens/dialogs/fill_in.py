"""A dialog with several fields, each under its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input, TextArea

from screens.dialogs.dialog import Dialog, Problem, Sentence
from store.errors import LedgerError

HINT = "tab goes on · enter or ctrl+s accepts · escape leaves"
LONG_HEIGHT = 7


class Field(NamedTuple):
    """A field: what it is called, what stands in it, and whether it holds several lines."""

    name: str
    label: str
    value: str = ""
    placeholder: str = ""
    long: bool = False


Answers = Mapping[str, str]


class FillIn(Dialog[Answers]):
    """Answers with what is in the fields. `check` may refuse it; then the form says why and stays.

    `sentence` stands above the fields.
    """

    AUTO_FOCUS = "Input, TextArea"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        *,
        sentence: str = "",
        check: Callable[[Answers], object] = dict,
        hint: str = HINT,
    ) -> None:
        super().__init__(title, hint)
        self._fields = fields
        self._sentence = sentence
        self._check = check

    def compose_content(self) -> Iterator[Widget]:
        """Put each field under its name."""
        if self._sentence:
            yield Sentence(self._sentence)
        for field in self._fields:
            yield Sentence(field.label, kind="label")
            yield _long(field) if field.long else _short(field)
        yield Problem()

    def answers(self) -> Answers:
        """Read what is in the fields."""
        return {field.name: self._value(field).strip() for field in self._fields}

    def _value(self, field: Field) -> str:
        if field.long:
            return self.query_one(f"#{field.name}", TextArea).text
        return self.query_one(f"#{field.name}", Input).value

    @on(Input.Submitted)
    def do_app_save(self) -> None:
        """Answer with what is in the fields."""
        answers = self.answers()
        try:
            self._check(answers)
        except LedgerError as error:
            self.query_one(Problem).say(str(error))
            return
        self.dismiss(answers)


def _short(field: Field) -> Input:
    made = Input(field.value, placeholder=field.placeholder, compact=True, id=field.name)
    made.cursor_blink = False
    return made


def _long(field: Field) -> TextArea:
    made = TextArea(
        field.value,
        id=field.name,
        soft_wrap=True,
        tab_behavior="focus",
        show_line_numbers=False,
        compact=True,
    )
    made.cursor_blink = False
    made.styles.height = LONG_HEIGHT
    return made
