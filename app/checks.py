"""One thing that the doctor looked at."""

from __future__ import annotations

from typing import NamedTuple


class Check(NamedTuple):
    """One thing looked at: its name, whether it is well, what was seen, and what to do."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
