"""Passes of RapidFuzz over many texts, in slices too short to be felt on the screen.

RapidFuzz keeps the interpreter's lock for a whole call, so one call over a hundred thousand names
would hold up a keystroke's echo by ten milliseconds and more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

SLICE = 20_000

Scorer = Callable[..., Any]


def best_places(
    wanted: str, texts: Sequence[str], places: Sequence[int], scorer: Scorer, most: int
) -> list[int]:
    """Return the `most` places whose texts score best against `wanted`."""
    from rapidfuzz import process

    found: list[tuple[float, int]] = []
    for start in range(0, len(places), SLICE):
        some = places[start : start + SLICE]
        chosen = [texts[place] for place in some]
        matches = process.extract(wanted, chosen, scorer=scorer, limit=most)
        found += [(-score, some[index]) for _text, score, index in matches]
    found.sort()
    return [place for _score, place in found[:most]]


def places_sharing(
    letters: str, texts: Sequence[str], places: Sequence[int], least: int
) -> list[int]:
    """Return the places whose texts have at least `least` of the letters in their order."""
    from rapidfuzz import process
    from rapidfuzz.distance import LCSseq

    found: list[int] = []
    for start in range(0, len(places), SLICE):
        some = places[start : start + SLICE]
        chosen = [texts[place] for place in some]
        matches = process.extract(
            letters, chosen, scorer=LCSseq.similarity, score_cutoff=least, limit=None
        )
        found += [some[index] for _text, _score, index in matches]
    return found
