"""Corrections of a reading: what a person changes, adds and takes away before it is saved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from billing.estimates.records import Reading, ReadLine
from billing.money import Money, major, minor, parse_amount
from store.dates import date_text
from store.decimals import parse_decimal, plain
from store.errors import Refused
from store.text import clean

HOUR = 3600
MOST_HOURS = 100_000
NEW = ReadLine("", "", None, None, None, None, 0, "")
"""A line that stands in no source."""


def parse_hours(text: str) -> int | None:
    """Read hours such as 12, 1.5, 1:30 or 12 h as seconds; None where there is nothing."""
    bare = clean(text).removesuffix("h").strip()
    if not bare:
        return None
    clock = re.fullmatch(r"([0-9]{1,6}):([0-5][0-9])", bare)
    value = int(clock[1]) + Fraction(int(clock[2]), 60) if clock else Fraction(parse_decimal(bare))
    if not 0 <= value <= MOST_HOURS:
        raise Refused(f"“{clean(text)}” is no number of hours from 0 to {MOST_HOURS}.")
    return round(value * HOUR)


def hours_text(seconds: int | None) -> str:
    """Write hours so that they can be read again: 12, 1.5, 1:20."""
    if seconds is None:
        return ""
    hours = Fraction(seconds, HOUR)
    if (hours * 4).denominator == 1:
        return plain(Decimal(hours.numerator) / hours.denominator)
    return f"{seconds // HOUR}:{seconds % HOUR // 60:02d}"


def parse_sum(text: str, currency: str) -> int | None:
    """Read an amount in minor units; None where there is nothing."""
    return parse_amount(text, currency) if clean(text) else None


def sum_text(amount: int | None, currency: str) -> str:
    """Write an amount in minor units so that it can be read again."""
    return "" if amount is None else f"{major(Money(amount, currency)):f}"


def figure_text(amount: Decimal | None, currency: str) -> str:
    """Write an amount of a line, or of all lines, with the decimals of its currency."""
    return "" if amount is None else sum_text(minor(amount, currency), currency)


def corrected(line: ReadLine, changes: Mapping[str, str], currency: str) -> ReadLine:
    """Change description, stage, hours, amount or the day a line is due; refused without a name."""
    given = {name: clean(text) for name, text in changes.items()}
    if not given.get("description", line.description):
        raise Refused("A line needs a description.")
    return line._replace(
        description=given.get("description", line.description),
        stage=given.get("stage", line.stage),
        seconds=parse_hours(given["hours"]) if "hours" in given else line.seconds,
        amount=_amount(given["amount"], currency) if "amount" in given else line.amount,
        due_on=_day(given["due"]) if "due" in given else line.due_on,
    )


def with_line(reading: Reading, at: int, line: ReadLine) -> Reading:
    """Put a line in place of another, whose doubts are settled by that."""
    lines = [*reading.lines[:at], line, *reading.lines[at + 1 :]]
    return _settled(reading, at)._replace(lines=tuple(lines))


def without_line(reading: Reading, at: int) -> Reading:
    """Take a line away, with its doubts."""
    lines = reading.lines[:at] + reading.lines[at + 1 :]
    return _settled(reading, at)._replace(lines=lines)


def with_new_line(reading: Reading, at: int, line: ReadLine) -> Reading:
    """Add a line behind another; -1 is the beginning."""
    return reading._replace(lines=(*reading.lines[: at + 1], line, *reading.lines[at + 1 :]))


def doubts_of(reading: Reading, line: ReadLine) -> list[str]:
    """List what is doubtful about a line; of what stands in no source there is nothing."""
    return [found.sentence for found in reading.doubts if found.number == line.number != 0]


def _settled(reading: Reading, at: int) -> Reading:
    number = reading.lines[at].number
    kept = tuple(found for found in reading.doubts if not number or found.number != number)
    return reading._replace(doubts=kept)


def _amount(text: str, currency: str) -> Decimal | None:
    amount = parse_sum(text, currency)
    return None if amount is None else major(Money(amount, currency))


def _day(text: str) -> str | None:
    return date_text(text) if text else None
