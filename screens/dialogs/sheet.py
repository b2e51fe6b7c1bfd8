"""A dialog with many short fields, each beside its name, that answers with what was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.getters import app as app_getter
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.dialogs.dialog import Dialog, Problem, Sentence
from screens.host import Host
from store.errors import LedgerError

Changes = Mapping[str, str]
HINT = "tab goes on · enter saves · escape leaves"


class SheetField(NamedTuple):
    """A field: `label` stands before it, `hint` in it while it is empty."""

    name: str
    label: str
    value: str = ""
    hint: str = ""


class Sheet(Dialog[Any]):
    """Answers with what `job` makes of the fields whose text was changed; None where none was.

    `check` is asked about each of them before. What is refused stays open, with the reason below.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    AUTO_FOCUS = "Input"
    host = app_getter(Host)
    """The app."""

    def __init__(
        self,
        title: str,
        fields: Sequence[SheetField],
        job: Callable[..., Any],
        *,
        check: Callable[[str, str], object] = lambda _name, _text: None,
        sentence: str = "",
    ) -> None:
        super().__init__(title, HINT)
        self._fields = fields
        self.job = job
        self._check = check
        self._sentence = sentence

    def compose_content(self) -> Iterator[Widget]:
        """Put the fields below each other; what does not fit scrolls."""
        if self._sentence:
            yield Sentence(self._sentence, kind="-muted")
        with VerticalScroll(id="sheet", can_focus=False):
            for field in self._fields:
                with Horizontal():
                    yield Static(Content(field.label))
                    yield _input(field)
        yield Problem()

    def changes(self) -> dict[str, str]:
        """Return the fields whose text differs from what they began with."""
        texts = {field.name: self._input_of(field.name).value.strip() for field in self._fields}
        return {
            field.name: texts[field.name]
            for field in self._fields
            if texts[field.name] != field.value
        }

    def _input_of(self, name: str) -> Input:
        return self.query_one(f"#field-{name}", Input)

    @on(Input.Submitted)
    def do_app_save(self) -> None:
        """Store what was changed."""
        changes = self.changes()
        if not changes:
            self.dismiss(None)
            return
        for name, text in changes.items():
            try:
                self._check(name, text)
            except LedgerError as error:
                self._mark(name, str(error))
                return
        self.carry_out(changes)

    def carry_out(self, changes: Changes) -> None:
        """Have the job done, and answer with what it makes."""
        try:
            made = self.job(changes)
        except LedgerError as error:
            self.refuse(error)
        else:
            self.dismiss(made)

    def _mark(self, name: str, sentence: str) -> None:
        field = self._input_of(name)
        field.add_class("-wrong")
        field.focus()
        self.query_one(Problem).say(sentence)

    def refuse(self, error: Exception) -> None:
        """Say why it cannot be done; the dialog stays."""
        self.query_one(Problem).say(self.host.explain(error))

    @on(Input.Changed)
    def take_back(self) -> None:
        """Take back what was wrong: somebody is at it."""
        self.query_one(Problem).say("")
        for field in self.query(Input):
            field.remove_class("-wrong")


class LedgerSheet(Sheet):
    """The same, with a job that is done on the ledger: `job(work, changes)`."""

    def carry_out(self, changes: Changes) -> None:
        """Answer once the ledger has taken it."""
        job = self.job
        self.host.act(lambda work: job(work, changes), self.finish, self.refuse)


def _input(field: SheetField) -> Input:
    made = Input(field.value, placeholder=field.hint, compact=True, id=f"field-{field.name}")
    made.cursor_blink = False
    return made
