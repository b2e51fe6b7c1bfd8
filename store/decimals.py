"""Decimal numbers as people write them, with a point or a comma, and never as guesses."""

from __future__ import annotations

import re
from decimal import Decimal

from store.errors import Refused
from store.text import clean

BLANKS = " \u00a0\u202f\u2009"
APOSTROPHES = "'’"
_FORM = re.compile(r"([-−+]?)([0-9]+(?:[.,'’ \u00a0\u202f\u2009][0-9]+)*)", re.ASCII)
_DIGITS_KEPT = 20


def parse_decimal(text: str) -> Decimal:
    """Read a number such as 1.234,50, 1,234.50, 1’234.50 or 95.

    Raises Refused for what is no number, and for 1.234 and 1,234, which are read as one thing
    in one country and as a thousand times that in the next.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None or sum(map(str.isdigit, text)) > _DIGITS_KEPT:
        raise Refused(f"“{clean(text)}” is no number; write it like 1234.50.")
    sign, body = found.groups()
    whole, fraction = _parts(body, text)
    value = Decimal(f"{whole}.{fraction}" if fraction else whole)
    return -value if sign in ("-", "−") else value


def plain(value: Decimal) -> str:
    """Write a number without an exponent and without idle zeros: 19, 7.5, 0."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _parts(body: str, text: str) -> tuple[str, str]:
    """Tell the whole digits from those behind the decimal point or comma."""
    marks = [character for character in body if not character.isdigit()]
    last = marks[-1] if marks else ""
    if last not in (".", ",") or marks.count(last) > 1:
        return _ungrouped(body, text), ""
    head, _mark, tail = body.rpartition(last)
    if len(marks) == 1 and len(tail) == 3 and len(head) <= 3 and head[0] != "0":
        raise Refused(
            f"“{clean(text)}” can be {head}{tail} or {head}.{tail}0."
            f" Write {head}{tail} for the one, {head}.{tail}0 for the other."
        )
    return _ungrouped(head, text), tail


def _ungrouped(digits: str, text: str) -> str:
    """Take the marks between thousands away; refused where they are not between thousands."""
    groups = re.split(r"[^0-9]", digits)
    one_mark = len({character for character in digits if not character.isdigit()}) <= 1
    by_thousands = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if len(groups) > 1 and not (one_mark and by_thousands):
        raise Refused(f"“{clean(text)}” is no number; write it like 1234.50.")
    return "".join(groups)
