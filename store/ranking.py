"""The picker's ranking: which names a few typed letters mean, best first.

Four ways to match, from the surest to the boldest: every word of the query begins a word of the
name; every word is found somewhere; the query abbreviates the name; words are mistyped. RapidFuzz
makes the passes over all names. Queries are folded here; names come folded (`store.text.fold`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from store.abbreviation import initials, word_starts
from store.narrowing import Narrowing
from store.text import fold
from store.vocabulary import Vocabulary

MAPPED = 0.1
"""How much better a name must match than a mapped one to stand before it."""
ABBREVIATED = 0.9
"""What the best abbreviation is worth, a whole word being 1."""
INITIALS = 0.7
"""What two letters are worth that begin two words: less than being inside of one."""
ENOUGH = 50
"""So many names that contain the query make it needless to read it as an abbreviation."""
SURE = 0.75
"""A best match below this score makes us look for mistyped words as well."""
MOST_SCORED = 300
"""How many names are scored one by one for each way to match."""
LONGEST_ABBREVIATION = 16
CLEAR = 0.6
MARGIN = 0.12


class Match(NamedTuple):
    """A name that fits a query: its position among the texts, and how well it fits (0 to 1.06)."""

    position: int
    score: float


class Index:
    """Folded names, made ready for ranking. Make it and use it off the screen's thread.

    It is never changed, but it remembers the last query to be quick at the next letter: rank one
    query at a time.
    """

    def __init__(self, texts: Sequence[str], mapped: Collection[int] = ()) -> None:
        """Take folded texts in order of preference; `mapped` are positions that come first."""
        chosen = set(mapped)
        self._mapped = len(chosen)
        self._positions = sorted(chosen) + [
            place for place in range(len(texts)) if place not in chosen
        ]
        ordered = [texts[position] for position in self._positions]
        split = [text.split() for text in ordered]
        self._texts = [f" {text} " for text in ordered]
        self._starts = [word_starts(words) for words in split]
        self._initials = [initials(words) for words in split]
        joined = ["".join(words) for words in split]
        self._narrowing = Narrowing(_masks(split), joined)
        self._vocabulary = Vocabulary(split)

    def rank(self, query: str, limit: int = 200) -> list[Match]:
        """Return the matches of a query, best first; without letters it is everything in order."""
        typed = fold(query)
        tokens = typed.split()
        if not tokens:
            return [Match(position, 0.0) for position in self._positions[:limit]]
        scores = self._contained(typed, tokens)
        if len(scores) < ENOUGH:
            _keep_best(scores, self._abbreviated(typed, tokens))
        if max(scores.values(), default=0.0) < SURE:
            _keep_best(scores, self._mistyped(tokens))
        return self._best_first(scores, limit)
