"""What a longer query can still match is among what the shorter one matched.

So each keystroke looks only at what the previous keystroke left over. Queries come folded; only
their letters count here. One query at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from store.passes import places_sharing

_LETTER_BITS = {letter: 1 << bit for bit, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}


def letter_mask(text: str) -> int:
    """Note which letters a text has, one bit each; other characters share the last four bits.

    Thirty bits fit one digit of a Python integer, which makes the test of a mask cheap.
    """
    mask = 0
    for letter in set(text):
        mask |= _LETTER_BITS.get(letter) or 1 << 26 + ord(letter) % 4
    return mask


def name_masks(count: int, occurrences: Mapping[str, Sequence[int]]) -> list[int]:
    """Note the letters of each name, given which words occur in which names."""
    masks = [0] * count
    for word, places in occurrences.items():
        mask = letter_mask(word)
        for place in places:
            masks[place] |= mask
    return masks


class Narrowing:
    """A selection of names that shrinks with each letter; subclasses say what is selected."""

    def __init__(self) -> None:
        self._known: dict[str, Sequence[int]] = {}

    def select(self, query: str) -> Sequence[int]:
        """List the places of the names that the query's letters allow."""
        known = self._known
        for other in [other for other in known if not query.startswith(other)]:
            del known[other]
        if query not in known:
            nearest = max(known, key=len, default=None)
            before = None if nearest is None else known[nearest]
            known[query] = self._narrow(query, before)
        return known[query]

    def _narrow(self, query: str, before: Sequence[int] | None) -> Sequence[int]:
        """Select among the places that a shorter query left over, or among all."""
        raise NotImplementedError


class Holding(Narrowing):
    """Names that have all letters of the query somewhere."""

    def __init__(self, count: int, occurrences: Mapping[str, Sequence[int]]) -> None:
        super().__init__()
        self._masks = name_masks(count, occurrences)

    def _narrow(self, query: str, before: Sequence[int] | None) -> Sequence[int]:
        masks, wanted = self._masks, letter_mask(query.replace(" ", ""))
        if before is None:
            return [place for place, mask in enumerate(masks) if mask & wanted == wanted]
        return [place for place in before if masks[place] & wanted == wanted]


class InOrder(Narrowing):
    """Names in whose text the letters of the query follow each other, gaps allowed."""

    def __init__(self, texts: Sequence[str], holding: Holding) -> None:
        super().__init__()
        self._texts = texts
        self._holding = holding

    def _narrow(self, query: str, before: Sequence[int] | None) -> Sequence[int]:
        letters = query.replace(" ", "")
        among = self._holding.select(query) if before is None else before
        return places_sharing(letters, self._texts, among, len(letters))
