"""What Ayron needs of Textual beyond its public face, in one place, held by tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import rich.control
import textual.content
from rich.segment import Segments
from textual.app import App
from textual.binding import Binding, BindingsMap
from textual.notifications import Notification

from widgets.drawing.cells import HARMLESS


def disarm_text() -> None:
    """Keep escape sequences and bidi overrides in any text from reaching the terminal.

    Textual and Rich take out five control characters only; both tables are completed.
    """
    for table in (rich.control._CONTROL_STRIP_TRANSLATE, textual.content._CONTROL_STRIP_TRANSLATE):
        mutable: dict[int, Any] = table
        mutable.update(HARMLESS)


def bind_keys(app: App[Any], bindings: Iterable[Binding]) -> None:
    """Give an app exactly these bindings.

    A keymap would come too late: with a field focused it is applied after the letters were
    taken out, and it drops a binding without a word when two share a key.
    """
    app._bindings = BindingsMap(list(bindings))


def forget_older_notices(app: App[Any], newest: Notification) -> None:
    """Take back notices that are of the same kind as the newest: good news, or bad."""
    good = newest.severity == "information"
    for notice in list(app._notifications):
        if (notice.severity == "information") == good:
            app._unnotify(notice, refresh=False)


def traceback_without_locals(app: App[Any]) -> None:
    """Leave after an unhandled error with a traceback that shows no variable's value."""
    from rich.traceback import Traceback

    traceback = Traceback(show_locals=False, width=None)
    rendered = app.console.render(traceback, app.console.options)
    app._exit_renderables.append(Segments(rendered))
    app._close_messages_no_wait()
