"""Hours as somebody types them into an option or a field."""

from __future__ import annotations

from billing.estimates.figures import seconds_of, whole_figure
from billing.estimates.numerals import decimal_sign
from store.errors import Refused
from store.text import clean


def seconds_in(text: str) -> int:
    """Read `12`, `12,5`, `3:30`, `90 min` or `2d`; raises Refused for anything else."""
    figure = whole_figure(text, decimal_sign(text))
    if figure is None or figure.kind not in ("hours", "number") or figure.value < 0:
        raise Refused(f"“{clean(text)}” is no number of hours; write it like 12, 12.5 or 3:30.")
    return seconds_of(figure.value * (3600 if figure.kind == "number" else 1))
