"""The picker's ranking: which names a few typed letters mean, best first.

Four ways to match, from the surest to the boldest: every word of the query begins a word of the
name; every word is found somewhere; the query abbreviates the name; words are mistyped. RapidFuzz
makes the passes over all names. Queries are folded here; names come folded (`store.text.fold`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from store.abbreviation import Abbreviations, abbreviation_score
from store.highlights import highlights
from store.spelling import near_score, spelling_score
from store.text import fold
from store.vocabulary import Vocabulary

__all__ = ["Index", "Match", "clear_winner", "highlights"]

MAPPED = 0.06
"""How much better a name must match than a mapped one to stand before it."""
ABBREVIATED = 0.9
"""What the best abbreviation is worth, a whole word being 1."""
INITIALS = 0.5
"""What two letters are worth that begin two words: less than being inside of one."""
ENOUGH = 50
"""So many names that contain the query make it needless to read it as an abbreviation."""
SURE = 0.75
"""A best match below this score makes us look for mistyped words as well."""
MOST_SCORED = 300
"""How many names are scored one by one for each way to match."""
FEW = 20_000
"""Up to so many names, what abbreviations need is made at the first of them, not before."""
LONGEST_ABBREVIATION = 16
LONGEST_SCATTERED = 4
"""Letters that begin no words match up to this number; more of them fit by accident only."""
SCATTERED = 0.2
"""What letters are worth that are merely there, in order."""
CLEAR = 0.6
"""The least score of a clear winner."""
MARGIN = 0.12
"""How far every other match must be behind a clear winner."""


class Match(NamedTuple):
    """A name that fits a query: its position among the texts, and how well it fits (0 to 1.06)."""

    position: int
    score: float


class Index:
    """Folded names, made ready for ranking. Make it and use it off the screen's thread.

    The names never change, but the last query is remembered, to be quick at the next letter: rank
    one query at a time.
    """

    def __init__(self, texts: Sequence[str], mapped: Collection[int] = ()) -> None:
        """Take folded texts in order of preference; `mapped` are positions that come first."""
        chosen = set(mapped)
        others = [position for position in range(len(texts)) if position not in chosen]
        self._positions = sorted(chosen) + others
        self._mapped = len(chosen)
        self._texts = [texts[position] for position in self._positions]
        self._vocabulary = Vocabulary(self._texts)
        self._abbreviations: Abbreviations | None = None
        if len(texts) > FEW:
            self._prepare_abbreviations()

    def _prepare_abbreviations(self) -> Abbreviations:
        """Return the short forms of the names; most queries spell words out and need none."""
        if self._abbreviations is None:
            self._abbreviations = Abbreviations(self._texts, self._vocabulary.occurrences)
        return self._abbreviations

    def rank(self, query: str, limit: int = 200) -> list[Match]:
        """Return the matches of a query, best first; without letters, everything as it stands."""
        typed = fold(query)
        tokens = typed.split()
        if not tokens:
            return [Match(position, 0.0) for position in self._positions[:limit]]
        beginning = self._beginning(tokens)
        if not beginning:
            tokens = split_identifiers(tokens)
            beginning = self._beginning(tokens)
        scores = self._spelled(beginning, tokens)
        if len(beginning) < ENOUGH:
            inside = self._with_all(tokens, self._vocabulary.containing, "{}")
            _keep_best(scores, self._spelled(inside, tokens))
            _keep_best(scores, self._abbreviated(typed, tokens))
        if max(scores.values(), default=0.0) < SURE:
            _keep_best(scores, self._mistyped(tokens))
        return self._best_first(scores, limit)

    def _beginning(self, tokens: Sequence[str]) -> list[int]:
        """Find names in which every token begins a word; whole words first where they abound."""
        vocabulary = self._vocabulary
        found = self._with_all(tokens, vocabulary.beginning, " {}")
        if len(found) < MOST_SCORED:
            return found
        return list(dict.fromkeys([*self._with_all(tokens, vocabulary.exactly, " {} "), *found]))

    def _with_all(
        self, tokens: Sequence[str], words_for: Callable[[str], Sequence[str]], shape: str
    ) -> list[int]:
        """Find the first names that have a word for every token.

        The rarest token is looked up; the others are looked for in what it finds, in the `shape`
        that they have in a text between blanks.
        """
        vocabulary, texts = self._vocabulary, self._texts
        words = {token: words_for(token) for token in tokens}
        rarest, *others = sorted(words, key=lambda token: vocabulary.count(words[token]))
        found = vocabulary.places(words[rarest], None if others else MOST_SCORED)
        for token in others:
            wanted = shape.format(token)
            found = [place for place in found if wanted in f" {texts[place]} "]
        return found[:MOST_SCORED]

    def _spelled(self, places: Iterable[int], tokens: Sequence[str]) -> dict[int, float]:
        texts = self._texts
        return {place: spelling_score(texts[place], tokens) for place in places}

    def _abbreviated(self, typed: str, tokens: Sequence[str]) -> dict[int, float]:
        """Score the names that the query may abbreviate."""
        letters = "".join(tokens)
        if len(tokens) > 2 or not 2 <= len(letters) <= LONGEST_ABBREVIATION:
            return {}
        most = INITIALS if len(letters) == 2 else ABBREVIATED
        scores = {}
        for place in self._prepare_abbreviations().likely(typed):
            fit = abbreviation_score(letters, self._texts[place].split())
            if fit or len(letters) <= LONGEST_SCATTERED:
                scores[place] = max(SCATTERED, most * fit)
        return scores

    def _mistyped(self, tokens: Sequence[str]) -> dict[int, float]:
        """Score the names that have, for each token, a word that may have been meant."""
        near = [self._vocabulary.near(token) for token in tokens]
        places = self._vocabulary.common_places(near)[:MOST_SCORED]
        texts = self._texts
        return {place: near_score(texts[place].split(), near, tokens) for place in places}

    def _best_first(self, scores: dict[int, float], limit: int) -> list[Match]:
        """Sort by score, mapped names and then the order of preference deciding between equals."""
        mapped = self._mapped

        def standing(item: tuple[int, float]) -> tuple[float, int]:
            place, score = item
            return -round(score + MAPPED * (place < mapped), 3), place

        best = sorted(scores.items(), key=standing)[:limit]
        return [Match(self._positions[place], score) for place, score in best]


def split_identifiers(tokens: Iterable[str]) -> list[str]:
    """Part letters from the number after them: `eng123` is how people type ENG-123."""
    parts: list[str] = []
    for token in tokens:
        letters = token.rstrip("0123456789")
        parts += [part for part in (letters, token[len(letters) :]) if part]
    return parts


def clear_winner(matches: Sequence[Match]) -> Match | None:
    """Return the first match if it fits well and every other one fits clearly less."""
    if not matches or matches[0].score < CLEAR:
        return None
    second = max((match.score for match in matches[1:]), default=0.0)
    return matches[0] if matches[0].score - second >= MARGIN else None


def _keep_best(scores: dict[int, float], more: dict[int, float]) -> None:
    for place, score in more.items():
        if score > scores.get(place, 0.0):
            scores[place] = score
