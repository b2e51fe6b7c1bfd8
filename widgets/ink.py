"""The few styles that every pane is drawn with, taken from the theme's variables.

Rows drawn by hand take their styles from here and not from component classes: each of those is
styled by itself at every change of the tree, which would cost more than the first frame may.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

_NAMES = (
    "background",
    "foreground",
    "text-muted",
    "text-disabled",
    "text-primary",
    "text-warning",
    "primary",
    "primary-muted",
    "border-blurred",
    "block-cursor-background",
    "block-cursor-foreground",
    "block-cursor-blurred-background",
    "block-cursor-blurred-foreground",
)


class Ink(NamedTuple):
    """One style for each thing that a row can say.

    `bar` and `bar_today` fill bars; `cursor` is the selected row of the list that has the focus,
    `waiting` that of one that has not, each with its `_mark` for letters that match a query.
    """

    plain: Style
    strong: Style
    muted: Style
    heading: Style
    faint: Style
    accent: Style
    key: Style
    warning: Style
    bar: Style
    bar_today: Style
    rule: Style
    cursor: Style
    cursor_mark: Style
    waiting: Style
    waiting_mark: Style


def ink_of(widget: Widget) -> Ink:
    """Return the styles of the theme that a widget is drawn in."""
    app = widget.app
    variables = app.theme_variables
    return _mix(tuple(variables[name] for name in _NAMES), app.no_color)


@lru_cache(maxsize=8)
def _mix(values: tuple[str, ...], colourless: bool) -> Ink:
    """Make the styles; without colours the cursor is shown by exchanging ink and paper."""
    chosen = dict(zip(_NAMES, values, strict=True))
    background = _colour(chosen["background"], Color(0, 0, 0))

    def on(paper: Color, name: str, **more: Any) -> Style:
        return Style.from_color(_colour(chosen[name], paper).rich_color, paper.rich_color) + Style(
            **more
        )

    cursor = _colour(chosen["block-cursor-background"], background)
    waiting = _colour(chosen["block-cursor-blurred-background"], background)
    on_cursor, on_waiting = "block-cursor-foreground", "block-cursor-blurred-foreground"
    return Ink(
        plain=on(background, "foreground"),
        strong=on(background, "foreground", bold=True),
        muted=on(background, "text-muted"),
        heading=on(background, "text-muted", bold=True),
        faint=on(background, "text-disabled"),
        accent=on(background, "text-primary"),
        key=on(background, "text-primary", bold=True),
        warning=on(background, "text-warning"),
        bar=on(background, "primary-muted"),
        bar_today=on(background, "primary"),
        rule=on(background, "border-blurred"),
        cursor=on(cursor, on_cursor, reverse=colourless),
        cursor_mark=on(cursor, on_cursor, bold=True, underline=True, reverse=colourless),
        waiting=on(waiting, on_waiting),
        waiting_mark=on(waiting, on_waiting, bold=True, underline=True),
    )


def _colour(text: str, paper: Color) -> Color:
    """Read a theme's colour, such as `#e2a65b`, `auto 60%` or `ansi_blue`, as seen on a paper."""
    name, _, percent = text.partition(" ")
    alpha = float(percent.rstrip("%")) / 100 if percent else 1.0
    if name == "auto":
        return paper + paper.get_contrast_text(alpha)
    colour = Color.parse(name)
    if colour.ansi is not None or paper.ansi is not None:
        return colour
    return paper + colour.multiply_alpha(alpha)
