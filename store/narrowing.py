"""What a longer query can still match is among what the shorter one matched.

So each keystroke looks only at what the previous keystroke left over.
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
    """Two nested selections of names for the query being typed; one query at a time."""

    def __init__(self, texts: Sequence[str], occurrences: Mapping[str, Sequence[int]]) -> None:
        self._texts = texts
        self._masks = name_masks(len(texts), occurrences)
        self._holding: dict[str, list[int]] = {}
        self._in_order: dict[str, list[int]] = {}

    def holding(self, query: str) -> Sequence[int]:
        """List the names that have all letters of the query somewhere."""
        known = _nearest(self._holding, query)
        if known == query:
            return self._holding[query]
        masks, wanted = self._masks, letter_mask(query.replace(" ", ""))
        if known is None:
            found = [place for place, mask in enumerate(masks) if mask & wanted == wanted]
        else:
            before = self._holding[known]
            found = [place for place in before if masks[place] & wanted == wanted]
        self._holding[query] = found
        return found

    def in_order(self, query: str) -> Sequence[int]:
        """List the names that have the letters of the query in its order, gaps allowed."""
        known = _nearest(self._in_order, query)
        if known == query:
            return self._in_order[query]
        before = self.holding(query) if known is None else self._in_order[known]
        letters = query.replace(" ", "")
        found = places_sharing(letters, self._texts, before, len(letters))
        self._in_order[query] = found
        return found


def _nearest(known: dict[str, list[int]], query: str) -> str | None:
    """Find the longest known beginning of the query; forget what is no beginning of it."""
    for other in [other for other in known if not query.startswith(other)]:
        del known[other]
    return max(known, key=len, default=None)
