"""A Textual app that shows one line."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static

TEXT = "one line is shown"


class OneStatic(App[None]):
    """Nothing but a Static."""

    def compose(self) -> ComposeResult:
        """Show the line."""
        yield Static(TEXT)


if __name__ == "__main__":
    OneStatic().run()
