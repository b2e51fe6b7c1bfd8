"""Text as PDF operators: each character looked up once, so that long tables are written fast.

ReportLab's own `drawString` takes four times as long. The fonts still are ReportLab's: it gives
characters their codes, and embeds those that were used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from billing.pdf import fonts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Glyph = tuple[str, str]
"""The name of the font within the PDF, and a character's code as it stands between brackets."""


class Typesetter:
    """Sets text for one canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self._document = canvas._doc  # ReportLab numbers fonts for each document
        self._glyphs: dict[str, dict[str, Glyph]] = {}
        self._common: dict[str, tuple[str, dict[str, str]]] = {}

    def operators(self, text: str, font: str, size: float) -> str:
        """Write what shows the text at the place where the text object begins."""
        if font in self._common:
            name, codes = self._common[font]
            try:
                return f"{name} {size:g} Tf ({''.join(map(codes.__getitem__, text))}) Tj"
            except KeyError:
                pass  # a character that is new, or in another part of the font
        shown = (
            f"{name} {size:g} Tf ({codes}) Tj"
            for chosen, piece in fonts.runs(text, font)
            for name, codes in self._pieces(piece, chosen)
        )
        return " ".join(shown)

    def _pieces(self, text: str, font: str) -> list[Glyph]:
        """Join the codes of neighbours that are in the same part of a font."""
        known = self._glyphs.setdefault(font, {})
        glyphs = [known.get(one) or self._learn(one, font, known) for one in text]
        pieces: list[Glyph] = []
        for name, code in glyphs:
            if pieces and pieces[-1][0] == name:
                pieces[-1] = (name, pieces[-1][1] + code)
            else:
                pieces.append((name, code))
        return pieces

    def _learn(self, character: str, font: str, known: dict[str, Glyph]) -> Glyph:
        face = fonts.font(font)
        ((subset, codes),) = face.splitString(character, self._document)
        name = face.getSubsetInternalName(subset, self._document)
        shown = "".join(f"\\{code:03o}" if _is_special(code) else chr(code) for code in codes)
        known[character] = (name, shown)
        common, mapped = self._common.setdefault(font, (name, {}))
        if name == common:
            mapped[character] = shown
        return known[character]


def _is_special(code: int) -> bool:
    return not 32 <= code < 127 or code in b"()\\"
