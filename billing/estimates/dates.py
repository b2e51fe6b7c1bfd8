"""Days in an estimate: 2026-12-31, 31.12.2026, 31/12/2026, 31. Dezember 2026."""

from __future__ import annotations

import re

from store.local_time import iso_date, normal_date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier",
            "feb february februar fevrier",
            "mar march marz maerz mars",
            "apr april avril",
            "may mai",
            "jun june juni juin",
            "jul july juli juillet",
            "aug august aout",
            "sep sept september septembre",
            "oct okt october oktober octobre",
            "nov november novembre",
            "dec dez december dezember decembre",
        ),
        1,
    )
    for name in names.split()
}
ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
NUMBERS = re.compile(r"\b(\d{1,2})([./])(\d{1,2})\2(\d{4})\b")
NAMED = re.compile(r"\b(\d{1,2})\s([a-z]{3,9})\s(\d{4})\b")
TURNED = re.compile(r"\b([a-z]{3,9})\s(\d{1,2})\s(\d{4})\b")
BOTH = "{text} is read as day/month."


def date_in(text: str, folded: str) -> tuple[str | None, str]:
    """Find a date in a text, given as it is and folded; with what should be said of it."""
    if found := ISO.search(text):
        return _date(int(found[1]), int(found[2]), int(found[3])), ""
    if found := NUMBERS.search(text):
        return _from_numbers(found)
    if (found := NAMED.search(folded)) and found[2] in MONTHS:
        return _date(int(found[3]), MONTHS[found[2]], int(found[1])), ""
    if (found := TURNED.search(folded)) and found[1] in MONTHS:
        return _date(int(found[3]), MONTHS[found[1]], int(found[2])), ""
    return None, ""


def _from_numbers(found: re.Match[str]) -> tuple[str | None, str]:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "/" and second > 12:
        return _date(year, first, second), ""
    doubt = (
        BOTH.format(text=found[0]) if found[2] == "/" and first <= 12 and first != second else ""
    )
    return _date(year, second, first), doubt


def _date(year: int, month: int, day: int) -> str | None:
    """Write a date that is in the calendar; None for any other."""
    if not (1970 < year < 9999 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    return (
        iso_date((year, month, day))
        if normal_date((year, month, day)) == (year, month, day)
        else None
    )
