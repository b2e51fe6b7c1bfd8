"""A stand to put one widget on: the smallest app in Ayron's own theme."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import TypeVar

from textual.app import App
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from app.compat import disarm_text
from app.theme import DEFAULT, themes

W = TypeVar("W", bound=Widget)


class Stand(App[None]):
    """Shows one widget, and keeps the messages that come up from it."""

    def __init__(self, widget: Widget) -> None:
        disarm_text()
        super().__init__()
        for theme in themes():
            self.register_theme(theme)
        self.theme = DEFAULT
        self.widget = widget
        self.told: list[Message] = []

    def compose(self) -> Iterator[Widget]:
        """Show the widget."""
        yield self.widget

    async def _on_message(self, message: Message) -> None:
        if type(message).__module__.startswith("widgets."):
            self.told.append(message)
        await super()._on_message(message)

    def rows(self) -> list[str]:
        """Read the screen as rows of text."""
        strips = self.screen._compositor.render_strips()
        return ["".join(piece.text for piece in strip) for strip in strips]


@asynccontextmanager
async def standing(
    widget: Widget, size: tuple[int, int] = (60, 20)
) -> AsyncIterator[tuple[Stand, Pilot[None]]]:
    """Put a widget on the stand."""
    stand = Stand(widget)
    async with stand.run_test(size=size) as pilot:
        await pilot.pause()
        yield stand, pilot
