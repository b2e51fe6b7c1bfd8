"""The logo on invoices: taken as a picture, kept as a plain PNG that nothing can hide in."""

from __future__ import annotations

from io import BytesIO

from store.errors import Refused
from store.ledger import require_admin
from store.work import Work

LARGEST_FILE = 1024 * 1024
MOST_PIXELS = 40_000_000
SIDES = (1600, 800)
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def logo(work: Work) -> bytes | None:
    """Read the logo as PNG."""
    found = work.row("SELECT logo FROM issuer WHERE id = 1")
    return bytes(found[0]) if found and found[0] is not None else None


def set_logo(work: Work, data: bytes | None) -> bytes | None:
    """Keep a picture as the logo, or none; returns what is kept."""
    require_admin(work, "change the logo")
    picture = None if data is None else redrawn(data)
    work.run("INSERT INTO issuer (id) VALUES (1) ON CONFLICT (id) DO NOTHING")
    kind = "image/png" if picture else None
    work.run("UPDATE issuer SET logo = ?, logo_type = ? WHERE id = 1", (picture, kind))
    return picture


def redrawn(data: bytes) -> bytes:
    """Draw a picture anew: nothing but its pixels is kept, and not more than print can show."""
    from PIL import Image

    if len(data) > LARGEST_FILE:
        raise Refused("A logo may have 1 MB at most.")
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused("A logo may have 40 million pixels at most.")
            picture = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused("That is no picture that can be read; give a PNG, JPEG, WebP or GIF.") from (
            error
        )
    picture.thumbnail(SIDES)
    return _as_png(picture)


def _as_png(picture: object) -> bytes:
    """Write a picture without its past; halve it for as long as it is too large a file."""
    from PIL import Image

    assert isinstance(picture, Image.Image)
    while True:
        written = BytesIO()
        bare = Image.new("RGBA", picture.size)
        bare.paste(picture)
        bare.save(written, "PNG", optimize=True)
        if written.tell() <= LARGEST_FILE:
            return written.getvalue()
        picture = picture.resize((max(1, picture.width // 2), max(1, picture.height // 2)))
