"""Numbers as people write them: which sign parts the decimals is settled for a whole file."""

from __future__ import annotations

import re
from decimal import Decimal

GROUPING = r" \u00a0\u202f\u2009'’"
"""What parts thousands beside point and comma: blanks of several widths, an apostrophe."""
EVIDENCE = re.compile(
    rf"(?<![\d.,])\d{{1,3}}(?:[.,{GROUPING}]\d{{3}}){{0,4}}([.,])(\d{{1,2}})(?![\d.,:])"
)


def decimal_sign(text: str) -> str:
    """Tell the sign before decimals from every figure of a text; empty where none shows it."""
    counts = {",": 0, ".": 0}
    for found in EVIDENCE.finditer(text):
        counts[found[1]] += 10 if re.search(r"[.,]\d{3}[.,]", found[0]) else 1
    if counts[","] == counts["."]:
        return ""
    return max(counts, key=lambda sign: counts[sign])


def number_of(text: str, sign: str) -> Decimal:
    """Read digits with separators; `sign` is the file's own before decimals, empty if unknown."""
    digits = re.sub(f"[{GROUPING}]", "", text)
    last = max(digits.rfind(","), digits.rfind("."))
    if last < 0:
        return Decimal(digits)
    mark = digits[last]
    if _groups(digits, last, mark, sign):
        return Decimal(re.sub(r"[.,]", "", digits))
    return Decimal(re.sub(r"[.,]", "", digits[:last]) + "." + digits[last + 1 :])


def is_ambiguous(text: str, sign: str) -> bool:
    """Say whether nothing tells thousands from decimals, as in 1.140 alone."""
    return not sign and re.fullmatch(r"\d{1,3}[.,]\d{3}", text.strip()) is not None


def _groups(digits: str, last: int, mark: str, sign: str) -> bool:
    """Say whether the last separator parts thousands."""
    if digits.count(mark) > 1:
        return True
    other = "," if mark == "." else "."
    if other in digits or len(digits) - last - 1 != 3 or last > 3:
        return False
    return mark != sign
