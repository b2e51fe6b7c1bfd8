"""The few styles that everything is drawn with, mixed from a theme's variables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.style import Style

if TYPE_CHECKING:
    from textual.color import Color

NAMES = (
    "background",
    "foreground",
    "text-muted",
    "text-disabled",
    "text-primary",
    "text-warning",
    "primary",
    "primary-muted",
    "border",
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
    frame: Style
    cursor: Style
    cursor_mark: Style
    waiting: Style
    waiting_mark: Style


def mix_ink(variables: Mapping[str, str], colourless: bool) -> Ink:
    """Make the styles of a theme; without colours, ink and paper change places at the cursor."""
    return _mix(tuple(variables[name] for name in NAMES), colourless)


@lru_cache(maxsize=8)
def _mix(values: tuple[str, ...], colourless: bool) -> Ink:
    chosen = dict(zip(NAMES, values, strict=True))

    def on_paper(name: str, **more: bool) -> Style:
        return _style(chosen[name], chosen["background"], chosen["background"]) + _made(more)

    def on_cursor(kind: str, **more: bool) -> Style:
        if colourless and not kind:
            return on_paper("foreground", reverse=True, **more)
        paper = chosen[f"block-cursor{kind}-background"]
        words = chosen[f"block-cursor{kind}-foreground"]
        return _style(words, paper, chosen["background"]) + _made(more)

    return Ink(
        plain=on_paper("foreground"),
        strong=on_paper("foreground", bold=True),
        muted=on_paper("text-muted"),
        heading=on_paper("text-muted", bold=True),
        faint=on_paper("text-disabled"),
        accent=on_paper("text-primary"),
        key=on_paper("text-primary", bold=True),
        warning=on_paper("text-warning"),
        bar=on_paper("primary-muted"),
        bar_today=on_paper("primary"),
        rule=on_paper("border-blurred"),
        frame=on_paper("border"),
        cursor=on_cursor(""),
        cursor_mark=on_cursor("", bold=True, underline=True),
        waiting=on_cursor("-blurred"),
        waiting_mark=on_cursor("-blurred", bold=True, underline=True),
    )


def _made(attributes: dict[str, Any]) -> Style:
    return Style(**attributes)


def _style(words: str, paper: str, ground: str) -> Style:
    """Put words on a paper that lies on the ground; plain hexadecimal colours need no mixing."""
    if all(len(colour) == 7 and colour.startswith("#") for colour in (words, paper)):
        return Style(color=words, bgcolor=paper)
    from textual.color import Color

    below = _colour(ground, Color(0, 0, 0))
    sheet = _colour(paper, below)
    return Style.from_color(_colour(words, sheet).rich_color, sheet.rich_color)


def _colour(text: str, below: Color) -> Color:
    """Read a theme's colour, such as `#e2a65b`, `auto 60%` or `ansi_blue`, as seen on another."""
    from textual.color import Color

    name, _, percent = text.partition(" ")
    alpha = float(percent.rstrip("%")) / 100 if percent else 1.0
    if name == "auto":
        return below + below.get_contrast_text(alpha)
    colour = Color.parse(name)
    if colour.ansi is not None or below.ansi is not None:
        return colour
    return below + colour.multiply_alpha(alpha)
