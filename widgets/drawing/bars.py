"""Horizontal bars with a resolution of an eighth of a cell."""

from __future__ import annotations

_EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(value: float, full: float, width: int) -> str:
    """Draw `value` as a bar; `full` fills `width` cells. Anything above nothing shows."""
    if value <= 0 or full <= 0:
        return ""
    eighths = min(width * 8, max(1, round(value / full * width * 8)))
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")
