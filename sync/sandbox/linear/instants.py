"""Instants as the API writes them and reads them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from sync.sandbox.linear.troubles import bad_input

DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


def written(instant: int) -> str:
    """Return epoch milliseconds as ISO 8601."""
    moment = datetime.fromtimestamp(instant / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_instant(text: object, now: int) -> int:
    """Read an instant, a date, or a duration from now, as epoch milliseconds."""
    duration = DURATION.fullmatch(text) if isinstance(text, str) else None
    if duration and len(str(text)) > 2:
        parts = {name: int(number) for name, number in _numbers(duration).items()}
        span = int(timedelta(**parts).total_seconds() * 1000)
        return now - span if duration["sign"] else now + span
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise bad_input(f"{text!r} is not a date") from None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1000)


def _numbers(duration: re.Match[str]) -> dict[str, str]:
    return {name: text for name, text in duration.groupdict().items() if name != "sign" and text}
