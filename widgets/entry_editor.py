"""The row in which an entry is edited, laid over the row that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from store.local_time import clock_text
from store.records import Entry
from widgets.drawing.cells import one_row


class EntryFields(NamedTuple):
    """What the editor holds: moments as they were typed, and the note."""

    start: str
    stop: str
    note: str


def fields_of(entry: Entry) -> EntryFields:
    """Write an entry as the editor shows it."""
    stop = "" if entry.stopped_at is None else clock_text(entry.stopped_at)
    return EntryFields(clock_text(entry.started_at), stop, entry.note)


class EntryEditor(Vertical):
    """Edits start, stop and note. `tab` goes on, `enter` saves, `escape` leaves.

    What is wrong stands in a row below the fields, until the next key.
    """

    DEFAULT_CSS = """
    EntryEditor {
        layer: editor;
        height: auto;
        width: 1fr;
        background: $panel;
        display: none;
        & > #fields { height: 1; }
        & #fields > Static { width: auto; height: 1; background: $panel; color: $text-muted; }
        & #fields > #task {
            width: 1fr; color: $foreground; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & #fields > Input {
            height: 1; border: none; padding: 0; background: $surface; width: 17;
        }
        & #fields > Input:focus { border: none; background: $background; }
        & #fields > Input.-wrong { color: $text-warning; text-style: underline; }
        & #fields > #note { width: 2fr; }
        & > #wrong { height: auto; padding: 0 2; color: $text-warning; display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    _row = 0
    _rows_below = 0

    class Saved(Message):
        """The fields are to be stored."""

        def __init__(self, fields: EntryFields) -> None:
            super().__init__()
            self.fields = fields

    class Left(Message):
        """Editing was given up."""

    def compose(self) -> Iterator[Widget]:
        """Put the fields in the order of the row."""
        with Horizontal(id="fields"):
            yield Static("▸ ")
            yield _field("start", "09:30, -15m")
            yield Static("–")
            yield _field("stop", "still running")
            yield Static(" ")
            yield Static("", id="task")
            yield Static(" ")
            yield _field("note", "note")
        yield Static("", id="wrong")

    def load(self, task: str, fields: EntryFields, row: int) -> None:
        """Show the fields of an entry of a task, over a row of the list."""
        self.query_one("#task", Static).update(Content(one_row(task)))
        for name, value in fields._asdict().items():
            self.query_one(f"#{name}", Input).value = value
        self._clear()
        self.display = True
        self.stand_on(row)
        self.query_one("#start", Input).focus()

    def stand_on(self, row: int) -> None:
        """Lie over a row of the list, or higher where what is wrong needs the room below."""
        self._row = row
        room = self.parent.size.height if isinstance(self.parent, Widget) else 1
        self.styles.offset = (0, max(0, min(row, room - 1 - self._rows_below)))

    def put(self, name: str, value: str) -> None:
        """Put another value into a field."""
        self.query_one(f"#{name}", Input).value = value

    def mark(self, name: str, sentence: str) -> None:
        """Say what is wrong with a field, and go there."""
        field, wrong = self.query_one(f"#{name}", Input), self.query_one("#wrong", Static)
        field.add_class("-wrong")
        wrong.update(Content(f"! {sentence}"))
        wrong.display = True
        self._rows_below = 1 + cell_len(sentence) // max(20, self.size.width - 10)
        self.stand_on(self._row)
        self.screen.set_focus(field)

    def on_key(self) -> None:
        """Take back what was wrong at any key; a field keeps those that type to itself."""
        self.take_back()

    @on(Input.Changed)
    def take_back(self) -> None:
        """Take back what was wrong: somebody is at it."""
        if self.query_one("#wrong").display:
            self._clear()
            self.stand_on(self._row)

    def _clear(self) -> None:
        self.query_one("#wrong").display = False
        self._rows_below = 0
        for field in self.query(Input):
            field.remove_class("-wrong")

    def close(self) -> None:
        """Hide the editor."""
        self.display = False

    def fields(self) -> EntryFields:
        """Read what the editor holds."""
        start, stop, note = (self.query_one(f"#{name}", Input).value for name in _NAMES)
        return EntryFields(start.strip(), stop.strip(), note.strip())

    @on(Input.Submitted)
    def save(self) -> None:
        """Ask for the fields to be stored."""
        self.post_message(self.Saved(self.fields()))

    def action_leave(self) -> None:
        """Give up."""
        self.post_message(self.Left())


_NAMES = EntryFields._fields


def _field(name: str, placeholder: str) -> Input:
    field = Input(placeholder=placeholder, compact=True, id=name)
    field.cursor_blink = False
    return field
