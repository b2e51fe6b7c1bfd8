"""The pane around a list of entries: its title, its totals, and the editor over it."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from widgets.entry_editor import EntryEditor
from widgets.entry_list import EntryList
from widgets.frame import Framed


class TimelinePane(Framed):
    """Holds an `EntryList` and an `EntryEditor` on a layer above it."""

    def __init__(self) -> None:
        super().__init__(id="timeline")

    def compose(self) -> Iterator[Widget]:
        """Lay the editor over the list."""
        yield EntryList()
        yield EntryEditor()
