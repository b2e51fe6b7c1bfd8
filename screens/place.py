"""A place: a full screen with the header, the footer, and what the ledger says in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.getters import app as app_getter
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from screens.facts import Facts
from screens.header import Header
from screens.host import Host
from screens.least import TOO_SMALL
from widgets.bar_line import BarLine
from widgets.virtual_list import VirtualList

EDGES = 2
"""Cells that a bar leaves blank at its ends."""


class Place(Screen[None]):
    """Base of the places. `show` gets new facts; `reload` reads what only this place shows."""

    PLACE: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = []
    host = app_getter(Host)
    """The app."""

    def __init__(self) -> None:
        super().__init__(classes=" ".join(size_classes(self.host)))
        self._seen = -1
        self._now = 0

    def compose(self) -> Iterator[Widget]:
        """Put the place between the header and the footer."""
        yield Header(self.PLACE, self.host.remark)
        yield from self.compose_place()
        yield BarLine(id="footer")
        yield Static(TOO_SMALL, id="too-small", markup=False)

    def compose_place(self) -> Iterator[Widget]:
        """Yield what is between the header and the footer."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Show what is known already."""
        self._show_all(self.host.facts)

    def on_screen_resume(self) -> None:
        """Catch up with what happened while another place was in front."""
        self.take(self.host.facts)

    def on_screen_suspend(self) -> None:
        """Leave notices to whatever is in front, so that none stands there twice."""
        for rack in self.query("ToastRack"):
            rack.display = False

    def take(self, facts: Facts) -> None:
        """Show new facts, and read again what only this place shows."""
        if self.is_mounted:
            self._show_all(facts)

    def _show_all(self, facts: Facts) -> None:
        self.show(facts)
        self.query_one(Header).show_facts(facts)
        self.pass_time(max(self._now, facts.status.now, facts.week.now))
        self.show_hints()
        self.show_question()
        if self._seen != self.host.revision:
            self._seen = self.host.revision
            self.reload()

    def show_hints(self) -> None:
        """Show the keys that make sense now."""
        left, right = self.host.hints(self.PLACE)
        self.query_one("#footer", BarLine).show(left, right)

    def show_question(self) -> None:
        """Show the question that is open above the footer; without one there is no such row."""
        words = self.host.questions.words(self.host.size.width - EDGES)
        bar = next(iter(self.query("#question").results(BarLine)), None)
        if bar is None and words:
            bar = BarLine(id="question")
            self.mount(bar, before="#footer")
        if bar is not None:
            bar.show(words)
            bar.display = bool(words)

    @on(VirtualList.Moved)
    def show_hints_of_row(self) -> None:
        """Show the keys that make sense on another row."""
        self.show_hints()

    def show(self, facts: Facts) -> None:
        """Show new facts."""
        raise NotImplementedError

    def reload(self) -> None:
        """Read what only this place shows."""

    def pass_time(self, now: int) -> None:
        """Show one and the same instant everywhere on the screen."""
        self._now = now
        self.query_one(Header).tick(now)
        self.tick(now)

    def tick(self, now: int) -> None:
        """Let everything below the header that is alive grow up to an instant."""

    def can_do(self, command_id: str) -> bool | None:
        """Tell whether a command makes sense now; None where its key only says why it does not."""
        return True


def size_classes(host: Host) -> list[str]:
    """Name the classes that the size of the terminal asks for, so that styles apply only once."""
    width, height = host.size
    chosen = [
        [name for least, name in steps or [] if least <= length][-1:]
        for length, steps in (
            (width, host.HORIZONTAL_BREAKPOINTS),
            (height, host.VERTICAL_BREAKPOINTS),
        )
    ]
    return [name for names in chosen for name in names]
