"""Two things measured in turn, so that what disturbs the machine disturbs both."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

Probe = Callable[[], float]
"""Does a thing once and returns what it cost, in milliseconds or another unit of one's own."""


class Pairs(NamedTuple):
    """What two probes cost, round by round."""

    ours: list[float]
    floor: list[float]

    @property
    def ratio(self) -> float:
        """The median of the ratios of each round."""
        return median(mine / other for mine, other in zip(self.ours, self.floor, strict=True))

    def note(self, unit: str = "ms", digits: int = 1) -> str:
        """Show the two medians."""
        return f"{median(self.ours):.{digits}f} / {median(self.floor):.{digits}f} {unit}"


def interleave(ours: Probe, floor: Probe, rounds: int) -> Pairs:
    """Run both once to warm up, then in turn, each going first every other time."""
    ours()
    floor()
    pairs = Pairs([], [])
    for number in range(rounds):
        if number % 2:
            pairs.floor.append(floor())
            pairs.ours.append(ours())
        else:
            pairs.ours.append(ours())
            pairs.floor.append(floor())
    return pairs


def timed(action: Callable[[], object]) -> float:
    """Run an action and return how many milliseconds it took, the collector kept out."""
    gc.disable()
    began = time.perf_counter()
    action()
    took = time.perf_counter() - began
    gc.enable()
    return took * 1000
