"""Primary keys: UUIDv7, made by the client so that a retried insert is the same row.

This module is on the quick path.
"""

from __future__ import annotations

import os

_last = 0


def new_id(wall: int) -> str:
    """Make a UUIDv7 for the instant `wall` (microseconds), ever increasing within a process.

    The twelve bits after the milliseconds hold the fraction of the millisecond, so ids made by
    one process sort by time even within a millisecond.
    """
    global _last
    milliseconds, rest = divmod(wall, 1000)
    stamp = (milliseconds << 12) | (rest * 4096 // 1000)
    _last = stamp if stamp > _last else _last + 1
    tail = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    value = (_last >> 12) << 80 | 0x7 << 76 | (_last & 0xFFF) << 64 | 0b10 << 62 | tail
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
