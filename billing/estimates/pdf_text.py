"""A program of its own: the pieces of text of a PDF with their places, as JSON on standard output.

It reads the file from standard input, apart from Ayron, so that a hostile file can neither hang
nor end more than this process. It imports nothing of Ayron.
"""

from __future__ import annotations

import json
import sys
from typing import Any

MOST_PAGES = 60
MOST_PIECES = 20_000
MOST_CHARACTERS = 1_000_000
MOST_MEMORY = 1_500_000_000


def main() -> int:
    """Print what was found; 2 for a locked file, 3 for a damaged one, 4 for too many pages."""
    _limit_memory()
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        count = len(document)
    except pypdfium2.PdfiumError as error:
        return 2 if "password" in str(error).lower() else 3
    if count > MOST_PAGES:
        return 4
    pieces: list[list[Any]] = []
    for page in range(count):
        pieces += _pieces(page, document[page])
        if len(pieces) > MOST_PIECES or sum(len(piece[5]) for piece in pieces) > MOST_CHARACTERS:
            return 4
    sys.stdout.buffer.write(json.dumps(pieces).encode())
    return 0


def _pieces(number: int, page: Any) -> list[list[Any]]:
    """List page, top, bottom, left, right and text of each piece."""
    text_page = page.get_textpage()
    found = []
    for place in range(min(text_page.count_rects(), MOST_PIECES)):
        left, bottom, right, top = text_page.get_rect(place)
        text = text_page.get_text_bounded(left, bottom, right, top)
        if text.strip():
            found.append([number, -top, -bottom, left, right, text.strip("\r\n")])
    return found


def _limit_memory() -> None:
    if sys.platform != "linux":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    sys.exit(main())
