"""What stands in an answer: JSON, a pause that is asked for, the words of an error."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

from store.clock import SECOND
from store.text import clean
from sync.errors import BadAnswer

DEFAULT_PAUSE = 5.0
LONGEST_PAUSE = 3600.0
_MOST_DIGITS = 18


def decode(body: bytes, service: str) -> Any:
    """Read JSON from outside; whatever is wrong with it is one error."""
    try:
        return json.loads(body.decode(), parse_constant=_refuse_number, parse_float=_finite)
    except (ValueError, RecursionError):
        raise BadAnswer(f"{service} sent something that is not the JSON asked for.") from None


def retry_after(text: str | None, now: int) -> float:
    """Read a Retry-After header, in seconds; a missing or odd one means a short pause."""
    try:
        seconds = float(text or "")
    except ValueError:
        seconds = _seconds_until(text or "", now)
    if not 0 <= seconds < float("inf"):
        return DEFAULT_PAUSE
    return min(seconds, LONGEST_PAUSE)


def until_reset(text: str | None, now: int) -> float:
    """Read when a limit is lifted, in milliseconds since 1970, as seconds from now."""
    given = (text or "").strip()
    if not (given.isascii() and given.isdigit() and len(given) < _MOST_DIGITS):
        return DEFAULT_PAUSE
    return min(max(0.0, int(given) / 1000 - now / SECOND), LONGEST_PAUSE)


def reason(body: bytes) -> str:
    """Find the provider's own words in an error answer."""
    try:
        errors = decode(body, "")["errors"]
        return clean(errors[0]["message"], 200) or "no reason given."
    except (BadAnswer, LookupError, TypeError):
        return "no reason given."


def _seconds_until(date: str, now: int) -> float:
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - now / SECOND)
    except (ValueError, OverflowError):
        return DEFAULT_PAUSE


def _refuse_number(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number
