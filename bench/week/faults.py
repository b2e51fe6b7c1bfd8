"""What goes wrong, hour by hour, and for how long a server may be told to be left alone."""

from __future__ import annotations

from typing import Any

from sync.sandbox.faults import ALWAYS, HOWS, Fault

STATUSES = (402, 403, 404, 429, 451, 500, 502, 503, 504)
HANGING = ("hang", "drip")
BURST = 3
"""Requests that a burst of errors fails; what is tried four times outlives it."""

PLAN: dict[str, dict[str, Any]] = {
    **{how: {"how": how} for how in sorted(HOWS - {"answer"})},
    **{str(status): {"status": status} for status in STATUSES},
    "429 without a pause": {"status": 429, "retry_after": None},
    "429 until a date": {"status": 429, "retry_after": 30, "dated": True},
    "429 for half an hour": {"status": 429, "retry_after": 1800},
    "burst of 503": {"status": 503, "times": BURST},
    "clock an hour ahead": {"how": "skew", "shift": 3600},
    "clock an hour behind": {"how": "skew", "shift": -3600},
}
"""401 is none of them: a token that is refused needs a person."""
NAMES = sorted(PLAN)


def fault_of(name: str, list_path: str) -> Fault:
    """Make a fault; refusals meet the lists of tasks, everything else all that is asked."""
    wanted = {"times": ALWAYS, **PLAN[name]}
    refusal = wanted.get("status", 500) < 500 and wanted["status"] != 429
    return Fault(path=list_path if refusal else "/", **wanted)


def told_pause(name: str) -> int:
    """Return the seconds for which the last answer may have told us to ask nothing."""
    wanted = PLAN[name]
    return (wanted.get("retry_after", 1) or 60) if wanted.get("status") == 429 else 0
