"""How well a run of letters abbreviates a name: `acrd` for Acme Redesign.

An abbreviation is cut into pieces, each for one word, in the order of the words. A piece is the
word's beginning, and may go on with later letters of the word: `rd` for redesign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from store.narrowing import Holding, InOrder
from store.passes import best_places

PIECE = 0.2
"""What every new piece costs, so that fewer and longer pieces win."""
SKIPPED_WORD = 0.05
"""What a word costs that is passed over before or between pieces."""
LATER_LETTER = 0.3
"""What a letter is worth that does not continue the beginning of its word."""
WHOLE_WORD = 0.1
"""What a piece gains that is its whole word."""
SCATTERED = 0.25
"""The least that letters are worth which all begin at words, however far between."""

LIKELY = 40
"""How many names are looked at closely for each of the ways to be likely."""

_IMPOSSIBLE = float("-inf")


def abbreviation_score(letters: str, words: Sequence[str]) -> float:
    """Return how well `letters` abbreviate the words, 0 (not at all) to 1."""
    count = len(letters)
    ahead = [_IMPOSSIBLE] * count + [0.0]
    for word in reversed(words):
        ahead = _with_word(letters, word, ahead)
    if ahead[0] == _IMPOSSIBLE:
        return 0.0
    return min(1.0, max(SCATTERED, ahead[0] / count + 0.1))


class Abbreviations:
    """Short forms of names, by which the likeliest of many are found quickly."""

    def __init__(self, texts: Sequence[str], occurrences: Mapping[str, Sequence[int]]) -> None:
        """Take folded names, and in which of them each word occurs."""
        holding = Holding(len(texts), occurrences)
        # Most abbreviations are made of the first three letters of words, many of the first alone.
        self._starts = ["".join([word[:3] for word in text.split()]) for text in texts]
        self._initials = ["".join([word[0] for word in text.split()]) for text in texts]
        self._in_starts = InOrder(self._starts, holding)
        self._in_names = InOrder(texts, holding)

    def likely(self, query: str) -> Sequence[int]:
        """Select the places of a few names that `query` may well abbreviate."""
        places = self._in_starts.select(query)
        if len(places) <= LIKELY:
            places = self._in_names.select(query)
        if len(places) <= LIKELY:
            return places
        from rapidfuzz import fuzz

        letters = query.replace(" ", "")
        found = best_places(letters, self._initials, places, fuzz.ratio, LIKELY)
        found += best_places(letters, self._starts, places, fuzz.ratio, LIKELY)
        return list(dict.fromkeys(found))


def _with_word(letters: str, word: str, ahead: list[float]) -> list[float]:
    """Find, from each letter on, the best cut when `word` may take a piece.

    `ahead[i]` is the best that the later words make of `letters[i:]`.
    """
    first = word[0]
    here = [best - SKIPPED_WORD for best in ahead]
    here[-1] = 0.0
    for start, letter in enumerate(letters):
        if letter == first:
            for length, worth in _pieces(letters, start, word):
                here[start] = max(here[start], worth + ahead[start + length])
    return here


def _pieces(letters: str, start: int, word: str) -> Iterator[tuple[int, float]]:
    """List the pieces of `letters` at `start` that can stand for `word`: length and worth."""
    longest = min(len(word), len(letters) - start)
    run = 1
    while run < longest and letters[start + run] == word[run]:
        run += 1
    for length in range(1, run + 1):
        yield length, length - PIECE + (WHOLE_WORD if length == len(word) else 0.0)
    later = 0
    place = word.find(letters[start + run], run) if start + run < len(letters) else -1
    while place >= 0:
        later += 1
        yield run + later, run + LATER_LETTER * later - PIECE
        end = start + run + later
        place = word.find(letters[end], place + 1) if end < len(letters) else -1
