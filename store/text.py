"""The one way in for text from outside, and the form of a name that queries are matched against.

This module is on the quick path: plain ASCII needs no import at all.
"""

from __future__ import annotations

MOST_MARKS = 4
"""Combining marks kept on one letter: Hindi and Vietnamese need three, a defaced name has fifty."""

_JOINERS = "\u200c\u200d"
"""Format characters that emoji families and several scripts are written with."""

_REPLACEMENT = "\ufffd"

_PLAIN = (
    "[ -\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20c0"
    "\u2190-\u23ff\u25a0-\u27bf\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3]*"
)
"""Blocks of common letters and signs in which there is neither a mark nor a joiner."""

_BARE_LETTERS = {
    "æ": "ae",
    "ð": "d",
    "ø": "o",
    "þ": "th",
    "đ": "d",
    "ħ": "h",
    "ı": "i",
    "ł": "l",
    "ŋ": "n",
    "œ": "oe",
    "ŧ": "t",
}
"""Latin letters that Unicode does not take apart into a letter and an accent."""


def clean(text: object, limit: int = 500) -> str:
    """Make text from outside safe to store and to show on one line of at most `limit` characters.

    Controls become U+FFFD, so that an escape sequence shows as what it is; direction overrides,
    zero-width and tag characters are dropped; blanks of any kind become single spaces.
    Cleaning twice changes nothing.
    """
    if isinstance(text, str) and len(text) <= limit and text.isascii() and text.isprintable():
        return " ".join(text.split())
    given = "" if text is None else text if isinstance(text, str) else str(text)
    given = given[: limit * 8]
    if not (given.isprintable() and (given.isascii() or _is_plain(given))):
        given = _tame(given)
    given = " ".join(given.split()).rstrip(_JOINERS + " ")
    return given if len(given) <= limit else given[: limit - 1] + "…"


def fold(text: str) -> str:
    """Reduce text to what matters when it is searched: small letters without accents, and digits.

    Everything else becomes a blank, and blanks are single. Folding twice changes nothing.
    """
    if text.isascii():
        return b" ".join(text.encode().translate(_FOLDED_ASCII).split()).decode()
    return " ".join(text.translate(_folded_characters).split())


def fold_letter(character: str) -> str:
    """Fold one character by itself: a blank where words part, nothing for an accent."""
    return character.translate(_folded_characters)


def _is_plain(text: str) -> bool:
    """Say whether printable text needs no closer look: most names in any European language."""
    import re
    import unicodedata

    return re.fullmatch(_PLAIN, text) is not None and unicodedata.is_normalized("NFC", text)


def _tame(text: str) -> str:
    """Compose accents, and drop or replace what could act on a terminal."""
    import unicodedata

    shown = "".join(_shown(character) for character in text)
    return _thinned(unicodedata.normalize("NFC", shown))


def _shown(character: str) -> str:
    """Say what stands for one character on the screen."""
    if character.isprintable() or character in _JOINERS:
        return character
    if character.isspace():
        return " "
    from unicodedata import category

    kind = category(character)
    if kind == "Cn" and not _is_noncharacter(ord(character)):
        return character  # an emoji newer than this Python's tables
    return "" if kind == "Cf" else _REPLACEMENT


def _is_noncharacter(code: int) -> bool:
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _thinned(text: str) -> str:
    """Drop joiners that join nothing, and marks heaped upon one letter."""
    from unicodedata import category

    kept: list[str] = []
    marks = 0
    for character in text:
        if character in _JOINERS:
            if not kept or kept[-1] in _JOINERS or kept[-1] == " ":
                continue
        elif category(character) in ("Mn", "Me"):
            marks += 1
            if marks > MOST_MARKS:
                continue
        else:
            marks = 0
        kept.append(character)
    return "".join(kept)


class _FoldedCharacters(dict[int, str]):
    """What each character folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < 20_000:  # text from outside must not fill the memory
            self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    from unicodedata import combining, normalize

    bare = normalize("NFKD", normalize("NFKD", character.casefold()).casefold())
    return "".join(
        _BARE_LETTERS.get(part, part) if _is_searched(part) else " "
        for part in bare
        if not combining(part)
    )


def _is_searched(character: str) -> bool:
    """Tell letters, digits and the vowel signs of Indic scripts from everything else."""
    from unicodedata import category

    return character.isalnum() or category(character)[0] == "M"


_folded_characters = _FoldedCharacters(
    {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
)
_FOLDED_ASCII = "".join(_folded_characters.values()).encode().ljust(256)
"""The same of plain text, where `bytes.translate` is twice as fast as that of `str`."""
