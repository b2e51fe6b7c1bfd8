"""The words that names are made of and where each occurs: how mistyped words are found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from store.passes import places_sharing
from store.spelling import begins, inside, likeness

SHORTEST_MISTYPED = 3
REMEMBERED = 200
"""How many tokens are remembered with what they may stand for."""


class Vocabulary:
    """Distinct words with the places of the names that they occur in."""

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        places: dict[str, list[int]] = {}
        for place, words in enumerate(names):
            for word in words:
                if word in places:
                    places[word].append(place)
                else:
                    places[word] = [place]
        self._places = places
        self._words = list(places)
        self._spelled = [word for word in places if word.isalpha()]
        self._near: dict[str, dict[str, float]] = {}

    def near(self, token: str) -> dict[str, float]:
        """Return the words that `token` may stand for, each with how likely that is, 0 to 1."""
        if token not in self._near:
            if len(self._near) >= REMEMBERED:
                self._near.clear()
            self._near[token] = dict(self._mistyped(token)) | dict(self._spelled_out(token))
        return self._near[token]

    def places(self, words: Collection[str]) -> set[int]:
        """Collect where any of the words occurs."""
        return set().union(*[self._places[word] for word in words])

    def _spelled_out(self, token: str) -> Iterator[tuple[str, float]]:
        """Find the words that contain the token as it is."""
        for word in self._words:
            if token in word:
                part = begins(token) if word.startswith(token) else inside(token)
                yield word, 1.0 if word == token else part

    def _mistyped(self, token: str) -> Iterator[tuple[str, float]]:
        """Find words like the token; numbers and identifiers have to be typed right."""
        if len(token) < SHORTEST_MISTYPED or not token.isalpha():
            return
        least = len(token) - (1 if len(token) < 6 else 2)
        for place in places_sharing(token, self._spelled, range(len(self._spelled)), least):
            word = self._spelled[place]
            likely = likeness(token, word)
            if likely:
                yield word, likely
