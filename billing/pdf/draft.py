"""The mark of a draft: a word across the page, and a stamp at its head.

The word is a picture, so that the text of the page reads as if it were not there.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from billing.pdf import fonts
from billing.pdf.figures import Figures
from billing.pdf.paper import MILLIMETRE
from billing.pdf.pen import Pen

if TYPE_CHECKING:
    from reportlab.lib.utils import ImageReader

ANGLE, LETTER, MARGIN = 52, 220, 20
"""The slope of the word, the height of its letters in pixels, and the blank around it."""
GHOST = 240


def draw_draft_mark(pen: Pen, say: Figures) -> None:
    """Mark a page as a draft; everything else is drawn over the word."""
    paper, word = pen.paper, say.words.draft.upper()
    image = ghost(word)
    width, height = image.getSize()
    scale = min(paper.inner / width, 0.62 * paper.height / height)
    width, height = width * scale, height * scale
    pen.image((paper.width - width) / 2, (paper.height - height) / 2, width, height, image)
    style = pen.style(9, fonts.STRONG, pen.palette.accent)
    room = fonts.width(word, style.font, style.size) + 18
    left, top = paper.right - room, 6.5 * MILLIMETRE
    pen.frame(left, top, room, 16, pen.palette.accent)
    pen.text(left + 9, top + 11.3, word, style)


@cache
def ghost(word: str) -> ImageReader:
    """Paint a word in the palest grey, going up."""
    from PIL import Image, ImageDraw, ImageFont
    from reportlab.lib.utils import ImageReader

    font = ImageFont.truetype(
        fonts.path(fonts.STRONG), LETTER, layout_engine=ImageFont.Layout.BASIC
    )
    left, top, right, bottom = (int(edge) for edge in font.getbbox(word))
    size = right - left + 2 * MARGIN, bottom - top + 2 * MARGIN
    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).text((MARGIN - left, MARGIN - top), word, font=font, fill=GHOST)
    turned = image.rotate(ANGLE, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    return ImageReader(turned.convert("RGB"))
