"""Calendar dates as people and rows write them: 2026-11-27."""

from __future__ import annotations

import re

from store.errors import Refused
from store.local_time import Date, iso_date, normal_date
from store.text import clean

FIRST_DATE = "1970-01-01"
"""The beginning: what holds from this date on has always held."""


def parse_date(text: str) -> Date:
    """Take an ISO date apart; raises Refused for what is no date."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text.strip())
    date = tuple(map(int, found.groups())) if found else (0, 0, 0)
    year, month, day = date
    if not (1970 <= year < 9999 and 1 <= month <= 12 and normal_date((year, month, day)) == date):
        raise Refused(f"“{clean(text)}” is no date; write it like 2026-11-27.")
    return year, month, day


def date_text(text: str) -> str:
    """Take a date as somebody typed it; raises Refused for what is no date."""
    return iso_date(parse_date(text))
