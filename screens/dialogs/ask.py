"""A dialog that asks for one line of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from screens.dialogs.dialog import Dialog, Problem, Sentence
from store.errors import LedgerError


class Ask(Dialog[str]):
    """Answers with the text. `check` may refuse it; then the dialog says why and stays."""

    def __init__(
        self,
        title: str,
        value: str = "",
        *,
        placeholder: str = "",
        sentence: str = "",
        check: Callable[[str], object] = str,
    ) -> None:
        super().__init__(title)
        self._value = value
        self._placeholder = placeholder
        self._sentence = sentence
        self._check = check

    def compose_content(self) -> Iterator[Widget]:
        """Put the sentence above the field."""
        if self._sentence:
            yield Sentence(self._sentence)
        field = Input(self._value, placeholder=self._placeholder, compact=True)
        field.cursor_blink = False
        yield field
        yield Problem()

    @on(Input.Submitted)
    def do_app_save(self) -> None:
        """Answer with what is in the field."""
        text = self.query_one(Input).value.strip()
        try:
            self._check(text)
        except LedgerError as error:
            self.query_one(Problem).say(str(error))
            return
        self.dismiss(text)
