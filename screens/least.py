"""The least terminal that there is something to see on."""

from __future__ import annotations

LEAST_WIDTH, LEAST_HEIGHT = 52, 14
TOO_SMALL = f"Ayron needs at least {LEAST_WIDTH}×{LEAST_HEIGHT}."
