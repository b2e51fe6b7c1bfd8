"""Numbers of invoices: given one after the other, none twice and none left out.

A number is given in the transaction that issues; where that fails the number is free again. The
chain ties each document to the one before it in its series.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from store.errors import Refused
from store.ledger import require_admin
from store.text import clean
from store.work import Work

PATTERN = "{year}-{number:04}"
FIELD = re.compile(r"\{(year|yy|number(?::0[1-9])?)\}")
NAMES = {"invoice": "invoices", "credit": "credit notes"}


class Series(NamedTuple):
    """A series of numbers; `next` is the one to be given in `year`, `chain` the last link."""

    name: str
    pattern: str
    year: int
    next: int
    chain: str

    def in_year(self, year: int) -> Series:
        """Return the series as it counts in a year; each year that is written begins at 1."""
        if year < self.year:
            raise Refused(
                f"The last number was given in {self.year}, and this machine says that it is"
                f" {year}. Set its clock right, then issue."
            )
        if year > self.year and "{yy" in self.pattern.replace("{year}", "{yy}"):
            return self._replace(year=year, next=1)
        return self._replace(year=year)

    @property
    def number(self) -> str:
        """The number that is to be given next."""
        return number_text(self.pattern, self.year, self.next)


def number_text(pattern: str, year: int, number: int) -> str:
    """Write a number by a pattern such as {year}-{number:04}."""
    parts = {"year": f"{year:04d}", "yy": f"{year % 100:02d}", "number": str(number)}

    def part(found: re.Match[str]) -> str:
        name, _colon, width = found[1].partition(":")
        return parts[name].zfill(int(width or 0))

    return FIELD.sub(part, pattern)


def series_of(work: Work, kind: str, year: int) -> Series:
    """Read the series that a kind of document is numbered in, as it counts in a year.

    Credit notes are numbered among the invoices unless they were given a series of their own.
    """
    return _stored(work, _name(work, kind)).in_year(year)


def hold_series(work: Work, kind: str, year: int) -> Series:
    """The same, and nobody else may give a number until this transaction ends."""
    name = _name(work, kind)
    fresh = _stored(work, name)
    work.run(
        "INSERT INTO number_series (name, pattern, year, next) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (name) DO NOTHING",
        (name, fresh.pattern, year, fresh.next),
    )
    work.rows(f"SELECT name FROM number_series WHERE name = ?{work.row_lock}", (name,))
    return _stored(work, name).in_year(year)


def give_number(work: Work, series: Series, pdf_sha256: str) -> str:
    """Use up the number of a series that is held; returns the new link of the chain."""
    link = chained(series.chain, pdf_sha256)
    work.run(
        "UPDATE number_series SET year = ?, next = ?, chain = ? WHERE name = ?",
        (series.year, series.next + 1, link, series.name),
    )
    return link


def chained(previous: str, pdf_sha256: str) -> str:
    """Tie a document to the one before it; the first follows on an empty text."""
    return hashlib.sha256((previous + pdf_sha256).encode()).hexdigest()


def all_series(work: Work, year: int) -> list[Series]:
    """List the series; that of invoices is always there."""
    names = {"invoice", *(row[0] for row in work.rows("SELECT name FROM number_series"))}
    return [_stored(work, name).in_year(year) for name in sorted(names, reverse=True)]


def set_series(work: Work, kind: str, pattern: str | None, start: int | None, year: int) -> Series:
    """Say how invoices, or credit notes, are numbered from now on. An admin's right.

    `start` is for somebody who comes from another program, so only before the first number.
    """
    require_admin(work, "say how invoices are numbered")
    work.rows(f"SELECT name FROM number_series WHERE name = ?{work.row_lock}", (kind,))
    series = _stored(work, kind).in_year(year)
    if start is not None and series.chain:
        raise Refused("Numbers were given already, so they go on from there without a gap.")
    if start is not None and start < 1:
        raise Refused("Numbers begin at 1 or later.")
    changed = series._replace(
        pattern=_checked(pattern) if pattern is not None else series.pattern,
        next=series.next if start is None else start,
    )
    _refuse_same_numbers(work, changed)
    work.run(
        "INSERT INTO number_series (name, pattern, year, next) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET pattern = excluded.pattern, next = excluded.next,"
        " year = excluded.year",
        (kind, changed.pattern, changed.year, changed.next),
    )
    return changed


def _name(work: Work, kind: str) -> str:
    own = work.row("SELECT 1 FROM number_series WHERE name = ?", (kind,))
    return kind if own else "invoice"


def _stored(work: Work, name: str) -> Series:
    found = work.row(
        "SELECT name, pattern, year, next, chain FROM number_series WHERE name = ?", (name,)
    )
    pattern = PATTERN if name == "invoice" else "C{year}-{number:04}"
    return Series(*found) if found else Series(name, pattern, 0, 1, "")


def _checked(pattern: str) -> str:
    text = clean(pattern, 40)
    rest = FIELD.sub("", text)
    if len(re.findall(r"\{number", text)) != 1 or "{" in rest or "}" in rest:
        raise Refused(
            f"“{text}” does not say where the number goes. Write it like {PATTERN}; there are"
            " {year}, {yy}, {number} and {number:04}."
        )
    return text


def _refuse_same_numbers(work: Work, series: Series) -> None:
    """Refuse a pattern that two series share, or one whose next number was given already."""
    for name, pattern in work.rows("SELECT name, pattern FROM number_series"):
        if name != series.name and pattern == series.pattern:
            raise Refused(f"The {NAMES[name]} are numbered like that already.")
    if work.row("SELECT 1 FROM invoice WHERE number = ?", (series.number,)):
        raise Refused(f"There is a number {series.number} already. Choose another pattern.")
