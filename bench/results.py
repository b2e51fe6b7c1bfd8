"""What a row of the table says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class NotMeasured(Exception):
    """A row could not be measured here; the sentence says why."""


class Measured(NamedTuple):
    """A value, in the unit of the row's goal, and the figures behind it."""

    value: float
    note: str


class Bench(NamedTuple):
    """Where a row may work, and how thorough it is to be."""

    folder: Path
    quick: bool

    def rounds(self, many: int) -> int:
        """Say how many rounds to take where a thorough run takes `many`."""
        return max(3, many // 5) if self.quick else many


class Row(NamedTuple):
    """A path, what it is measured against, and the most that it may be."""

    name: str
    path: str
    against: str
    goal: float
    unit: str
    measure: Callable[[Bench], Measured]
