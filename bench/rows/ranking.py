"""The picker's ranking, letter by letter, against one pass of RapidFuzz over the same names."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import cache, partial
from statistics import median, quantiles

from rapidfuzz import process
from rapidfuzz.distance import LCSseq

from bench.pairing import timed
from bench.results import Bench, Measured
from store.ranking import Index
from store.text import fold
from tests.data.names import names
from tests.data.queries import stored_queries

SCORER = LCSseq.similarity


def median_at(count: int, bench: Bench) -> Measured:
    """Compare the median keystroke with the median pass."""
    keystrokes, passes = _times(count, 25 if bench.quick else 5)
    ratio = median(keystrokes) / median(passes)
    return Measured(ratio, f"{median(keystrokes):.2f} / {median(passes):.2f} ms")


def slow_at(count: int, bench: Bench) -> Measured:
    """Find the 95th percentile of the keystrokes, in milliseconds."""
    keystrokes, _passes = _times(count, 25 if bench.quick else 5)
    return Measured(quantiles(keystrokes, n=20)[-1], f"longest {max(keystrokes):.0f} ms")


@cache
def _times(count: int, every: int) -> tuple[list[float], list[float]]:
    """Type every so-manyth stored query; after each, time one pass over all names."""
    folded = [fold(name.text()) for name in names(count)]
    index = Index(folded)
    index.rank("warm up")
    gc.collect()
    gc.freeze()
    keystrokes: list[float] = []
    passes: list[float] = []
    for query in stored_queries()[::every]:
        keystrokes += [timed(partial(index.rank, typed)) for typed in _typed(query.text)]
        passes.append(timed(partial(process.extract, query.text, folded, scorer=SCORER)))
    gc.unfreeze()
    return keystrokes, passes


def _typed(text: str) -> Iterator[str]:
    """List what stands in the field after each key; blanks change nothing, so they are skipped."""
    for length, letter in enumerate(text, 1):
        if letter != " ":
            yield text[:length]
