"""From a widget to the styles that its rows are drawn with.

Rows drawn by hand take their styles from the theme's variables and not from component classes:
each of those is styled by itself at every change of the tree, which costs more than the rows.
"""

from __future__ import annotations

from textual.widget import Widget

from widgets.drawing.ink import Ink, mix_ink


def ink_of(widget: Widget) -> Ink:
    """Return the styles of the theme that a widget is drawn in."""
    app = widget.app
    return mix_ink(app.theme_variables, app.no_color)
