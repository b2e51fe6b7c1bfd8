"""The base of all dialogs: a frame in the middle of the screen that escape leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

T = TypeVar("T")


class Sentence(Static):
    """A text that is shown as it is."""

    DEFAULT_CSS = """
    Sentence { width: 1fr; height: auto; padding: 0 1; }
    Sentence.-muted { color: $text-muted; }
    Sentence.-warning { color: $text-warning; }
    """

    def __init__(self, text: str, *, kind: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(Content(text), classes=kind, id=id)

    def say(self, text: str) -> None:
        """Show another text."""
        self.update(Content(text))


class Problem(Sentence):
    """Says what is wrong; takes no room while nothing is."""

    def __init__(self) -> None:
        super().__init__("", kind="-warning", id="problem")
        self.display = False

    def say(self, text: str) -> None:
        """Show what is wrong; nothing hides it."""
        super().say(text)
        self.display = bool(text)


class Dialog(ModalScreen[T | None], Generic[T]):
    """Asks for something; dismissed with the answer, or None."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]
    AUTO_FOCUS = "Input, VirtualList"
    GIVES_WAY: ClassVar[bool] = False
    """Whether the key of a command leaves the dialog and does the command."""

    def __init__(self, title: str, hint: str = "enter accepts · escape leaves") -> None:
        super().__init__()
        self._title = title
        self._hint = hint

    def compose(self) -> Iterator[Widget]:
        """Put the content into the frame."""
        with Vertical(id="dialog") as frame:
            frame.border_title = Content(self._title)
            frame.border_subtitle = Content(self._hint)
            yield from self.compose_content()

    def compose_content(self) -> Iterator[Widget]:
        """Yield what is inside the frame."""
        raise NotImplementedError

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def finish(self, answer: T) -> None:
        """Answer, whatever has been opened on top meanwhile; too late an answer is dropped."""
        if self in self.app.screen_stack:
            while self.app.screen is not self:
                self.app.screen.dismiss(None)
            self.dismiss(answer)

    def do_app_save(self) -> None:
        """Accept what is entered, where there is something."""

    def on_click(self, event: events.Click) -> None:
        """Leave when somebody clicks beside the frame."""
        if event.widget is self:
            self.action_leave()
