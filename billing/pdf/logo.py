"""The logo, read with suspicion and written anew."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from store.errors import Refused

if TYPE_CHECKING:
    from PIL.Image import Image
    from reportlab.lib.utils import ImageReader

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS = 40_000_000
WIDEST, HIGHEST = 1300, 480
"""What fills the place on paper at 600 dots per inch."""


class Logo(NamedTuple):
    """A picture that can be placed, and its size in pixels."""

    image: ImageReader
    width: int
    height: int

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """Work out the size at which it fits into a box."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


def read_logo(data: bytes) -> Logo:
    """Read a PNG, JPEG, GIF or WebP; refuse what is none, or is too large."""
    from PIL import Image, UnidentifiedImageError
    from reportlab.lib.utils import ImageReader

    try:
        given = Image.open(BytesIO(data), formats=FORMATS)
        if given.width * given.height > MOST_PIXELS:
            raise Refused("The logo has more than 40 million pixels; make it smaller.")
        given.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
        raise Refused("The logo cannot be read; it must be a PNG, JPEG, GIF or WebP.") from error
    picture = _plain(given)
    return Logo(ImageReader(picture), picture.width, picture.height)


def _plain(given: Image) -> Image:
    """Keep the pixels alone: no profile, no comment, no second frame."""
    from PIL import Image

    picture = given.convert("RGBA" if _is_see_through(given) else "RGB")
    picture.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
    written = BytesIO()
    picture.save(written, "PNG")
    return Image.open(BytesIO(written.getvalue()))


def _is_see_through(given: Image) -> bool:
    return "A" in given.getbands() or "transparency" in given.info
