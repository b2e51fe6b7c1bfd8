"""The words that names are made of and where each occurs: how mistyped words are found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from store.passes import places_sharing
from store.spelling import begins, inside, likeness

SHORTEST_MISTYPED = 3
REMEMBERED = 200
"""How many tokens are remembered with what they may stand for."""


class Vocabulary:
    """Distinct words with the places of the names that they occur in."""

    def __init__(self) -> None:
        self.occurrences: dict[str, list[int]] = {}
        """The places of the names in which each word occurs."""
        self._near: dict[str, dict[str, float]] = {}

    def add(self, place: int, words: Sequence[str]) -> None:
        """Add the name at a place."""
        occurrences = self.occurrences
        for word in words:
            if word in occurrences:
                occurrences[word].append(place)
            else:
                occurrences[word] = [place]

    @cached_property
    def spelled(self) -> list[str]:
        """The words that can be mistyped: those without a digit."""
        return [word for word in self.occurrences if word.isalpha()]

    def near(self, token: str) -> dict[str, float]:
        """Return the words that `token` may stand for, each with how likely that is, 0 to 1."""
        if token not in self._near:
            if len(self._near) >= REMEMBERED:
                self._near.clear()
            self._near[token] = dict(self._mistyped(token)) | dict(self._spelled_out(token))
        return self._near[token]

    def places(self, words: Collection[str]) -> set[int]:
        """Collect where any of the words occurs."""
        return set().union(*[self.occurrences[word] for word in words])

    def _spelled_out(self, token: str) -> Iterator[tuple[str, float]]:
        """Find the words that contain the token as it is."""
        for word in self.occurrences:
            if token in word:
                part = begins(token) if word.startswith(token) else inside(token)
                yield word, 1.0 if word == token else part

    def _mistyped(self, token: str) -> Iterator[tuple[str, float]]:
        """Find words like the token; numbers and identifiers have to be typed right."""
        if len(token) < SHORTEST_MISTYPED or not token.isalpha():
            return
        least = len(token) - (1 if len(token) < 6 else 2)
        for place in places_sharing(token, self.spelled, range(len(self.spelled)), least):
            word = self.spelled[place]
            likely = likeness(token, word)
            if likely:
                yield word, likely
