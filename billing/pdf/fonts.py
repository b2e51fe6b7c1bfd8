"""Embedded fonts, chosen for each character: Source Sans first, then what the system has.

Source Sans covers Latin, Greek and Cyrillic. For other scripts a TrueType font of the system is
taken: DejaVu, Droid Sans Fallback, WenQuanYi and IPAex on Linux, the Unicode, Chinese, Japanese
and Korean fonts of macOS and Windows. Text written from right to left is not typeset.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from unicodedata import bidirectional, category, name

from store.errors import Refused

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

TEXT, STRONG = "AyronText", "AyronStrong"
OWN = {
    TEXT: "SourceSansPro-Regular.ttf",
    STRONG: "SourceSansPro-Semibold.ttf",
}
FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)
FALLBACKS = (
    *("DejaVuSans.ttf", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf"),
    *("wqy-microhei.ttc", "wqy-zenhei.ttc", "ipaexg.ttf", "ipag.ttf", "NanumGothic.ttf"),
    *("Arial Unicode.ttf", "AppleGothic.ttf", "seguisym.ttf"),
    *("msyh.ttc", "msgothic.ttc", "malgun.ttf", "simsun.ttc", "Symbola.ttf", "Symbola_hint.ttf"),
)
MOST_NAMED = 5
UNPRINTABLE = "\ufffd"
"""What stands in cleaned text for a control character; drawn as a question mark."""
_LOADING = Lock()


def font(name: str) -> TTFont:
    """Load a font once: one of the two own, or one of `fallbacks()`."""
    from reportlab.pdfbase.pdfmetrics import getFont

    return _loaded(name, path(name)) if name in OWN else getFont(name)


def path(name: str) -> Path:
    """Find the file of one of the two own fonts."""
    spec = find_spec("font_source_sans_pro")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "files" / OWN[name]


def runs(text: str, name: str) -> list[tuple[str, str]]:
    """Split text into (font, piece), so that every character has a glyph."""
    if covers(name, text):
        return [(name, text)]
    found: list[tuple[str, str]] = []
    for character in text.replace(UNPRINTABLE, "?"):
        chosen = font_for(character, name)
        if not chosen:
            continue
        if found and found[-1][0] == chosen:
            found[-1] = (chosen, found[-1][1] + character)
        else:
            found.append((chosen, character))
    return found


def covers(name: str, text: str) -> bool:
    """Tell whether one font draws the whole text."""
    return _widths(name).keys() >= set(text)


@cache
def font_for(character: str, name: str) -> str:
    """Find the font that draws a character; none is needed for what is invisible."""
    if character in _widths(name):
        return name
    if category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return ""
    if bidirectional(character) not in ("R", "AL"):
        for fallback in fallbacks():
            if character in _widths(fallback):
                return fallback
    raise Refused(missing(character))


def check(text: str) -> None:
    """Refuse text with characters that no font here draws, and name them all."""
    rest = sorted(set(text) - _widths(TEXT).keys() - {UNPRINTABLE, "\n"})
    lacking = [character for character in rest if not _is_drawn(character)]
    if lacking:
        raise Refused(missing("".join(lacking)))


def missing(characters: str) -> str:
    """Say which characters cannot be drawn, and what to do about it."""
    named = [
        f"“{character}” (U+{ord(character):04X} {name(character, 'without a name')})"
        for character in characters[:MOST_NAMED]
    ]
    more = f" and {len(characters) - MOST_NAMED} more" if len(characters) > MOST_NAMED else ""
    if any(bidirectional(character) in ("R", "AL") for character in characters):
        remedy = "Text written from right to left cannot be set on an invoice: use Latin letters."
    else:
        remedy = (
            "Install a TrueType font that has them (Debian: fonts-droid-fallback,"
            " fonts-wqy-microhei or fonts-ipaexfont-gothic), or change the text."
        )
    return f"No font here has {', '.join(named)}{more}. {remedy}"


def width(text: str, name: str, size: float) -> float:
    """Measure text in points."""
    widths = _widths(name)
    try:
        return sum(map(widths.__getitem__, text)) * size / 1000
    except KeyError:
        return sum(width(piece, chosen, size) for chosen, piece in runs(text, name))


@cache
def fallbacks() -> tuple[str, ...]:
    """Load the fonts of the system that may stand in, in order of preference."""
    found: dict[str, Path] = {}
    for folder in FOLDERS:
        for file in sorted(Path(folder).expanduser().glob("**/*.tt[fc]")):
            found.setdefault(file.name, file)
    loaded = []
    for wanted in FALLBACKS:
        if wanted in found and _is_loadable(wanted, found[wanted]):
            loaded.append(wanted)
    return tuple(loaded)


def _is_drawn(character: str) -> bool:
    try:
        font_for(character, TEXT)
    except Refused:
        return False
    return True


def _is_loadable(name: str, file: Path) -> bool:
    """Tell whether ReportLab can embed a font: it must have TrueType outlines."""
    from reportlab.pdfbase.ttfonts import TTFError

    try:
        _loaded(name, file)
    except (TTFError, OSError):
        return False
    return True


def _loaded(name: str, file: Path) -> TTFont:
    """Load a font, in one thread only: two objects of one name would garble a document."""
    with _LOADING:
        return _load(name, file)


@cache
def _load(name: str, file: Path) -> TTFont:
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    made = TTFont(name, str(file))
    registerFont(made)
    return made


@cache
def _widths(name: str) -> dict[str, float]:
    """List what a font draws, and how wide each is in thousandths of its size."""
    face = font(name).face
    return {
        chr(code): face.charWidths.get(code, face.defaultWidth)
        for code, glyph in face.charToGlyph.items()
        if glyph
    }
