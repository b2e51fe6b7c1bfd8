"""Text broken into lines that fit."""

from __future__ import annotations

from billing.pdf.fonts import width
from billing.pdf.pen import Style
from billing.words import plain


def wrap(text: str, room: float, style: Style) -> list[str]:
    """Break text into lines no wider than `room`; line ends in it stay, empty lines at its ends go.

    A word that is too long is cut.
    """
    lines: list[str] = []
    for paragraph in plain(text).splitlines():
        lines += _wrapped(paragraph, room, style)
    return lines


def shortened(text: str, room: float, style: Style) -> str:
    """Cut text to one line, with an ellipsis where something is missing."""
    kept = " ".join(plain(text).splitlines())
    if width(kept, style.font, style.size) <= room:
        return kept
    return kept[: _fitting(kept, room - width("…", style.font, style.size), style)].rstrip() + "…"


def _wrapped(text: str, room: float, style: Style) -> list[str]:
    if width(text, style.font, style.size) <= room:
        return [text]
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, style.font, style.size) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        *cut, line = _cut(word, room, style)
        lines += cut
    return [*lines, line]


def _cut(word: str, room: float, style: Style) -> list[str]:
    """Cut a word into pieces that fit."""
    pieces = []
    while width(word, style.font, style.size) > room and len(word) > 1:
        at = max(1, _fitting(word, room, style))
        pieces.append(word[:at])
        word = word[at:]
    return [*pieces, word]


def _fitting(text: str, room: float, style: Style) -> int:
    """Count the characters from the start that fit."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle], style.font, style.size) <= room:
            low = middle
        else:
            high = middle - 1
    return low
