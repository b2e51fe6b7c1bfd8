"""Hours and money in a piece of text: `12,5 h`, `3:30`, `2 Tage`, `1.140,00 €`, `95 €/h`."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from billing.estimates.numerals import GROUPING, is_ambiguous, number_of
from billing.estimates.words import CODES, PER_DAY, SECONDS, SYMBOLS

PLAIN = r"\d{1,9}(?:[.,]\d{1,4})?"
LONG = rf"\d{{1,3}}(?:[.,{GROUPING.strip()}]\d{{3}}){{1,4}}(?:[.,]\d{{1,4}})?"
GROUPED = (
    rf"\d{{1,3}}(?:[.,{GROUPING}]\d{{3}}){{1,4}}(?:[.,]\d{{1,4}})?|\d{{1,12}}(?:[.,]\d{{1,4}})?"
)
CURRENCY = "|".join(
    [*map(re.escape, SYMBOLS), *(rf"\b{code}\b" for code in CODES), r"\bFr\.", "Euro"]
)
UNIT = "|".join(sorted(map(re.escape, SECONDS), key=len, reverse=True))
PER = r"(?:\s?(?:/|\bper\b|\bpro\b|\bpar\b|\bje\b|\ba\b)\s?(?P<per>[^\W\d_]{1,12}))?"
CLOCK = r"(?P<clock>(?<![\d:.,])\d{1,4}:[0-5]\d(?::[0-5]\d)?)(?![\d:])(?:\s?(?:h|std|hrs)\b)?"
HOUR = (
    r"(?<![\w.,])(?P<hour>\d{1,4})\s?h"
    r"(?:(?P<minute>[0-5]\d)|\s?(?P<minute2>[0-5]?\d)\s?m(?:in)?)(?!\w)"
)
BEFORE = (
    rf"(?P<sign1>[-−–]?)(?P<before>{CURRENCY})\s?(?P<sign2>[-−–]?)(?P<money1>{GROUPED})(?!\w){PER}"
)
AFTER = (
    rf"(?<![\w.,])(?P<sign3>[-−–]?)(?P<money2>{GROUPED})(?:,[-–—])?\s?(?P<after>{CURRENCY})(?!\w)"
    + PER.replace("per>", "per2>")
)
TIME = (
    rf"(?<![\w.,])(?:(?P<low>{PLAIN})\s?(?:-|–|\bto\b|\bbis\b)\s?)?(?P<time>{LONG}|{PLAIN})\s?"
    rf"(?P<unit>{UNIT})(?!\w)\.?"
)
FIGURE = re.compile("|".join((CLOCK, HOUR, BEFORE, AFTER, TIME)), re.IGNORECASE)
BARE = re.compile(rf"(?P<sign>[-−–]?)\s?(?:ca\.?|~|≈|about)?\s?(?P<number>{GROUPED})(?:,[-–—])?")
THREE_DECIMALS = ("BHD", "KWD")
MOST_SECONDS = 10**9
MOST_FIGURES = 20
FLAT = ("2D", "3D")
"""What looks like days and is a kind of drawing."""
RANGE = "{text} is a range; the upper end is taken."
DAYS = "{text} is read as {hours} h: 8 h a day."


class Figure(NamedTuple):
    """One figure. `kind` is hours, money, rate or number; hours are seconds, a rate is an hour's.

    `doubt` is what should be said of it, empty as a rule.
    """

    kind: str
    value: Fraction
    currency: str
    start: int
    end: int
    doubt: str = ""


def figures_in(text: str, sign: str) -> list[Figure]:
    """Find the figures that say what they are, from left to right."""
    found = []
    for match in FIGURE.finditer(text):
        if match[0] not in FLAT:
            found.append(_figure(match, sign))
        if len(found) == MOST_FIGURES:
            break
    return [figure for figure in found if abs(figure.value) <= MOST_SECONDS * 1000]


def whole_figure(text: str, sign: str) -> Figure | None:
    """Read a piece of text that is one figure and nothing else, with or without a unit."""
    stripped = re.sub(r"^(?:ca\.?|~|≈|about)\s*", "", text.strip(), flags=re.IGNORECASE)
    match = FIGURE.fullmatch(stripped)
    if match:
        return _figure(match, sign)
    bare = BARE.fullmatch(stripped)
    if bare is None:
        return None
    value = Fraction(number_of(bare["number"], sign)) * (-1 if bare["sign"] else 1)
    return Figure("number", value, "", 0, len(text), _ambiguous(bare["number"], sign))


def seconds_of(value: Fraction) -> int:
    """Round half up to whole seconds."""
    return int((value * 2 + 1) // 2)


def decimal_of(value: Fraction) -> Decimal:
    """Write an exact decimal fraction as one."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def currency_of(text: str) -> str:
    """Find the first currency that a text names."""
    match = re.search(CURRENCY, text, re.IGNORECASE)
    return _code(match[0]) if match else ""


def _figure(match: re.Match[str], sign: str) -> Figure:
    start, end = match.span()
    if match["clock"]:
        hours, minutes, *seconds = match["clock"].split(":")
        value = _clock(hours, minutes) + sum(map(int, seconds))
        return Figure("hours", value, "", start, end)
    if match["hour"]:
        return Figure(
            "hours", _clock(match["hour"], match["minute"] or match["minute2"]), "", start, end
        )
    if match["time"]:
        return _time(match, sign)
    number = match["money1"] or match["money2"]
    value = Fraction(number_of(number, sign))
    if match["sign1"] or match["sign2"] or match["sign3"]:
        value = -value
    per = match["per"] or match["per2"]
    currency = _code(match["before"] or match["after"])
    if per and per.casefold() in (*SECONDS, *PER_DAY):
        value = value * 3600 / SECONDS.get(per.casefold(), 8 * 3600)
        return Figure("rate", value, currency, start, end)
    doubt = _ambiguous(number, sign) if currency in THREE_DECIMALS else ""
    return Figure("money", value, currency, start, end, doubt)


def _time(match: re.Match[str], sign: str) -> Figure:
    unit = SECONDS[match["unit"].casefold()]
    text = match["time"]
    exact = Decimal(text.replace(",", ".")) if is_ambiguous(text, sign) else number_of(text, sign)
    value = Fraction(exact) * unit
    doubt = RANGE.format(text=match[0]) if match["low"] else ""
    if unit >= 8 * 3600:
        doubt = f"{doubt} {_in_days(match[0], value)}".strip()
    return Figure("hours", value, "", *match.span(), doubt)


def _in_days(text: str, value: Fraction) -> str:
    return DAYS.format(text=text, hours=f"{float(value / 3600):g}")


def _clock(hours: str, minutes: str) -> Fraction:
    return Fraction(int(hours) * 3600 + int(minutes) * 60)


def _code(text: str) -> str:
    if text in SYMBOLS:
        return SYMBOLS[text]
    return {"FR.": "CHF", "EURO": "EUR"}.get(text.upper(), SYMBOLS.get(text.lower(), text.upper()))


def _ambiguous(number: str, sign: str) -> str:
    if not is_ambiguous(number, sign):
        return ""
    return f"{number} may be thousands or decimals; it is read as thousands."
