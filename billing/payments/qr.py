"""QR codes in a terminal, two rows of modules to a line."""

from __future__ import annotations

QUIET = 2
"""Light modules around the code; scanners of screens need no four."""
_CELLS = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
"""By what is dark, above and below: the light is drawn, on a dark ground."""


def qr_lines(text: str) -> list[str]:
    """Draw a code, to be shown in white on black whatever the theme is."""
    modules = qr_modules(text)
    if len(modules) % 2:
        modules.append([False] * len(modules[0]))
    return [
        "".join(_CELLS[pair] for pair in zip(above, below, strict=True))
        for above, below in zip(modules[::2], modules[1::2], strict=True)
    ]


def qr_modules(text: str) -> list[list[bool]]:
    """Encode a text at error level M; True is dark, the quiet zone is included."""
    import segno

    code = segno.make(text, error="m", micro=False, boost_error=False, encoding="utf-8")
    return [[bool(module) for module in row] for row in code.matrix_iter(border=QUIET)]
