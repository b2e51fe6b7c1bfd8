"""Reading rows of foreign JSON: loose about values, strict about types, all text cleaned."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from store.text import clean
from sync.provider import Page

Row = TypeVar("Row")

UNTITLED = "Untitled"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_is_id = re.compile("[A-Za-z0-9_-]{1,64}").fullmatch


class Malformed(ValueError):
    """A row that is not of the shape that was asked for."""


def read_page(rows: Sequence[Any], read: Callable[[Any], Row | None]) -> Page[Row]:
    """Read the rows of a page, leaving out what is broken or, being None, not wanted."""
    kept: list[Row] = []
    unreadable = 0
    for row in rows:
        try:
            found = read(row)
        except Malformed:
            unreadable += 1
            continue
        if found is not None:
            kept.append(found)
    return Page(kept, unreadable)


def may_be_id(found: Any) -> bool:
    """Say whether something can be an id; ids go into paths, so little may be in one."""
    return type(found) is str and _is_id(found) is not None


def id_in(data: Any, key: str) -> str:
    """Read the id of an object."""
    found = data.get(key) if type(data) is dict else None
    if type(found) is str and _is_id(found):
        return found
    raise Malformed


def text(data: dict[str, Any], key: str) -> str:
    """Read a text that may be missing."""
    found = data.get(key)
    if type(found) is not str and found is not None:
        raise Malformed
    return clean(found)


def truth(data: dict[str, Any], key: str) -> bool:
    """Read a yes or no; what is missing is a no."""
    found = data.get(key)
    if found is not None and type(found) is not bool:
        raise Malformed
    return found is True


def day(found: Any) -> str | None:
    """Read a date without a time."""
    if found is None:
        return None
    try:
        return date.fromisoformat(found).isoformat()
    except (TypeError, ValueError):
        raise Malformed from None


def instant(found: Any) -> int:
    """Read an instant in microseconds; 0 where there is none."""
    if found is None:
        return 0
    try:
        return (datetime.fromisoformat(found) - _EPOCH) // _MICROSECOND
    except (TypeError, ValueError):
        raise Malformed from None


def iso_instant(microseconds: int) -> str:
    """Write an instant with milliseconds, in UTC."""
    moment = _EPOCH + timedelta(microseconds=microseconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
