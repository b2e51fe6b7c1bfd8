"""A one-line field without a frame and without a blinking cursor."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input


class SearchField(Input, inherit_css=False):
    """An Input in the clothes that Ayron's panes wear; its own come to more than all of ours."""

    COMPONENT_CLASSES = Input.COMPONENT_CLASSES
    DEFAULT_CSS = """
    SearchField {
        height: 1;
        width: 1fr;
        scrollbar-size-horizontal: 0;
        background: $background;
        color: $foreground;
        pointer: text;
        & > .input--cursor {
            background: $input-cursor-background;
            color: $input-cursor-foreground;
            text-style: $input-cursor-text-style;
        }
        & > .input--selection { background: $input-selection-background; }
        & > .input--placeholder { color: $text-disabled; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # What enter is while the terminal is still a line printer, before the app has opened it.
        Binding("ctrl+j", "submit", show=False)
    ]

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder)
        self.cursor_blink = False
