"""Drawing on a page: text, rules, boxes, pictures and links, measured from the top.

Text is drawn as it is. Nothing in it is read as markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from billing.pdf import fonts
from billing.pdf.colours import Colour, Palette
from billing.pdf.paper import Paper
from billing.pdf.typesetter import Typesetter

if TYPE_CHECKING:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas


class Style(NamedTuple):
    """How text looks. `leading` is the distance from one line to the next."""

    font: str
    size: float
    colour: Colour
    leading: float


class Pen:
    """A canvas with a sheet of paper and the colours of one document."""

    def __init__(self, canvas: Canvas, paper: Paper, palette: Palette) -> None:
        self.canvas = canvas
        self.paper = paper
        self.palette = palette
        self._typesetter = Typesetter(canvas)
        self._colour: Colour | None = None

    def style(self, size: float, font: str = fonts.TEXT, colour: Colour | None = None) -> Style:
        """Make a style in one of the document's colours."""
        return Style(font, size, colour or self.palette.text, size * 1.36)

    def quiet(self, size: float, font: str = fonts.TEXT) -> Style:
        """Make the style of what is said beside the matter."""
        return self.style(size, font, self.palette.quiet)

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """Write one line from `x` on; `y` is its baseline."""
        self._fill(style.colour)
        shown = self._typesetter.operators(text, style.font, style.size)
        self.canvas.addLiteral(f"BT {x:.2f} {self.paper.height - y:.2f} Td {shown} ET")

    def right(self, x: float, y: float, text: str, style: Style) -> None:
        """Write one line that ends at `x`."""
        self.text(x - fonts.width(text, style.font, style.size), y, text, style)

    def lines(self, x: float, y: float, lines: list[str], style: Style) -> float:
        """Write lines below each other, and hand back the baseline after the last."""
        for line in lines:
            self.text(x, y, line, style)
            y += style.leading
        return y

    def rule(self, x: float, y: float, width: float, colour: Colour, weight: float = 0.5) -> None:
        """Draw a level line."""
        level, (red, green, blue) = f"{self.paper.height - y:.2f}", colour
        self.canvas.addLiteral(
            f"{red:.3f} {green:.3f} {blue:.3f} RG {weight:g} w"
            f" {x:.2f} {level} m {x + width:.2f} {level} l S"
        )

    def box(
        self, x: float, y: float, width: float, height: float, colour: Colour, radius: float = 0
    ) -> None:
        """Fill a box whose upper left corner is given."""
        self._fill(colour)
        bottom = self.paper.height - y - height
        self.canvas.roundRect(x, bottom, width, height, radius, stroke=0, fill=1)

    def frame(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Draw the outline of a box with round corners."""
        self.canvas.setStrokeColorRGB(*colour)
        self.canvas.setLineWidth(0.9)
        bottom = self.paper.height - y - height
        self.canvas.roundRect(x, bottom, width, height, 3, stroke=1, fill=0)

    def image(self, x: float, y: float, width: float, height: float, image: ImageReader) -> None:
        """Place a picture."""
        bottom = self.paper.height - y - height
        self.canvas.drawImage(image, x, bottom, width, height, mask="auto")

    def link(self, x: float, y: float, width: float, height: float, address: str) -> None:
        """Make a box lead to an address on the web."""
        bottom = self.paper.height - y - height
        self.canvas.linkURL(address, (x, bottom, x + width, bottom + height), thickness=0)

    def squares(self, x: float, y: float, side: float, rows: list[bytearray]) -> None:
        """Fill the dark modules of a code, joined in each row so that no seam shows."""
        self._fill((0, 0, 0))
        step = side / len(rows)
        path = []
        for index, row in enumerate(rows):
            bottom = self.paper.height - y - (index + 1) * step
            for start, count in _stretches(row):
                left, width = x + start * step, count * step
                path.append(f"{left:.3f} {bottom:.3f} {width:.3f} {step:.3f} re")
        self.canvas.addLiteral(" ".join([*path, "f"]))

    def turn_page(self) -> None:
        """Go on with an empty sheet."""
        self.canvas.showPage()
        self._colour = None

    def _fill(self, colour: Colour) -> None:
        if self._colour != colour:
            red, green, blue = colour
            self.canvas.addLiteral(f"{red:.3f} {green:.3f} {blue:.3f} rg")
            self._colour = colour


def _stretches(row: bytearray) -> list[tuple[int, int]]:
    """List where dark modules begin in a row, and how many follow each other."""
    found: list[tuple[int, int]] = []
    for index, dark in enumerate(row):
        if not dark:
            continue
        if found and sum(found[-1]) == index:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((index, 1))
    return found
