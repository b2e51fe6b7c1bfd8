"""The words that names are made of and where each occurs: what a token can stand for.

Names are many and words are few, so a token is looked up among the words first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from store.passes import places_sharing
from store.spelling import begins, inside, likeness

SHORTEST_MISTYPED = 3
REMEMBERED = 200
"""How many tokens are remembered with the words that were found for them."""


class Vocabulary:
    """Distinct words with the places of the names that they occur in, in ascending order."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.occurrences: dict[str, list[int]] = {}
        """Where each word occurs."""
        self._containing: dict[str, Sequence[str]] = {}
        self._near: dict[str, dict[str, float]] = {}
        occurrences = self.occurrences
        for place, text in enumerate(texts):
            for word in text.split():
                if word in occurrences:
                    occurrences[word].append(place)
                else:
                    occurrences[word] = [place]

    def containing(self, token: str) -> Sequence[str]:
        """List the words that contain a token; those of a shorter one are looked through."""
        known = self._containing
        if token not in known:
            if len(known) >= REMEMBERED:
                known.clear()
            among = known.get(token[:-1], self.occurrences)
            known[token] = [word for word in among if token in word]
        return known[token]

    def beginning(self, token: str) -> Sequence[str]:
        """List the words that begin with a token."""
        return [word for word in self.containing(token) if word.startswith(token)]

    def exactly(self, token: str) -> Sequence[str]:
        """List the word that a token is, if it is one."""
        return [token] if token in self.occurrences else []

    def near(self, token: str) -> dict[str, float]:
        """Return the words that a token may stand for, each with how likely that is, 0 to 1."""
        known = self._near
        if token not in known:
            if len(known) >= REMEMBERED:
                known.clear()
            known[token] = self._mistyped(token) | self._spelled_out(token)
        return known[token]

    def count(self, words: Iterable[str]) -> int:
        """Count how often the words occur."""
        return sum(len(self.occurrences[word]) for word in words)

    def places(self, words: Iterable[str], most: int | None = None) -> list[int]:
        """List where any of the words occurs, in order: all places or the first few."""
        found: set[int] = set().union(*[self.occurrences[word][:most] for word in words])
        return sorted(found)[:most]

    def common_places(self, groups: Iterable[Iterable[str]]) -> list[int]:
        """List where a word of each group occurs, in order."""
        sets: list[set[int]] = []
        for words in groups:
            sets.append(set().union(*[self.occurrences[word] for word in words]))
            if not sets[-1]:
                return []
        return sorted(set.intersection(*sets))

    def _spelled_out(self, token: str) -> dict[str, float]:
        part = begins(token), inside(token)
        found = {word: part[not word.startswith(token)] for word in self.containing(token)}
        if token in found:
            found[token] = 1.0
        return found

    def _mistyped(self, token: str) -> dict[str, float]:
        """Find words like the token; numbers and identifiers have to be typed right."""
        if len(token) < SHORTEST_MISTYPED or not token.isalpha():
            return {}
        least = len(token) - (1 if len(token) < 6 else 2)
        places = places_sharing(token, self._spelled, range(len(self._spelled)), least)
        found = ((word, likeness(token, word)) for word in map(self._spelled.__getitem__, places))
        return {word: likely for word, likely in found if likely}

    @cached_property
    def _spelled(self) -> list[str]:
        """The words that can be mistyped: those without a digit."""
        return [word for word in self.occurrences if word.isalpha()]
