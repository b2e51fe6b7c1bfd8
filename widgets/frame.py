"""A pane with a border that carries words at both ends of its upper and its lower edge."""

from __future__ import annotations

from textual.content import Content
from textual.css.types import AlignHorizontal
from textual.widget import Widget

from widgets.drawing.edges import lay_out_edge


class Framed(Widget):
    """Base of the panes: `head` and `foot` write into the border, on the left and on the right."""

    DEFAULT_CSS = """
    Framed {
        border: round $border-blurred;
        border-title-color: $border-blurred;
        border-subtitle-color: $border-blurred;
        border-title-background: $background;
        border-subtitle-background: $background;
        border-subtitle-align: left;
        background: $background;
        padding: 0 1;
        &:focus, &:focus-within {
            border: round $border;
            border-title-color: $border;
            border-subtitle-color: $border;
        }
    }
    """

    _head: tuple[str, str] = ("", "")
    _foot: tuple[str, str] = ("", "")

    def head(self, left: str, right: str = "") -> None:
        """Write into the upper edge."""
        if (left, right) != self._head:
            self._head = (left, right)
            self._draw_head()

    def foot(self, left: str, right: str = "") -> None:
        """Write into the lower edge."""
        if (left, right) != self._foot:
            self._foot = (left, right)
            self._draw_foot()

    def on_resize(self) -> None:
        """Stretch the edges to the new width."""
        self._draw_head()
        self._draw_foot()

    def _draw_head(self) -> None:
        self.border_title = _edge(*self._head, self.outer_size.width, "bold $foreground")

    def _draw_foot(self) -> None:
        self.border_subtitle = _edge(*self._foot, self.outer_size.width, "$text-muted")
        align: AlignHorizontal = "left" if self._foot[0] else "right"
        if self.styles.border_subtitle_align != align:
            self.styles.border_subtitle_align = align


def _edge(left: str, right: str, width: int, style: str) -> Content | None:
    edge = lay_out_edge(left, right, width)
    if edge is None:
        return None
    return Content.assemble((edge.left, style), edge.line, (edge.right, "$text-muted"))
