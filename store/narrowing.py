"""What a longer query can still match is among what the shorter one matched.

So each keystroke looks only at what the previous keystroke left over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

SLICE = 25_000
"""Names handed to RapidFuzz at once. It keeps the interpreter's lock for a whole call, so this
bounds how long the screen may have to wait: about three milliseconds."""

_LETTER_BITS = {letter: 1 << bit for bit, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}


def letter_mask(text: str) -> int:
    """Note which letters a text has, one bit each; other characters share the last four bits.

    Thirty bits fit one digit of a Python integer, which makes the test of a mask cheap.
    """
    mask = 0
    for letter in set(text):
        mask |= _LETTER_BITS.get(letter) or 1 << 26 + ord(letter) % 4
    return mask


class Narrowing:
    """Two nested selections of names for the query being typed; one query at a time."""

    def __init__(self, masks: Sequence[int], joined: Sequence[str]) -> None:
        self._masks = masks
        self._joined = joined
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
        found = subsequence_places(letters, self._joined, before)
        self._in_order[query] = found
        return found


def subsequence_places(letters: str, texts: Sequence[str], places: Sequence[int]) -> list[int]:
    """Select the places whose text has `letters` in order, gaps allowed."""
    from rapidfuzz import process
    from rapidfuzz.distance import LCSseq

    found: list[int] = []
    for some in slices(places):
        chosen = [texts[place] for place in some]
        matches = process.extract(
            letters, chosen, scorer=LCSseq.similarity, score_cutoff=len(letters), limit=None
        )
        found += [some[index] for _text, _score, index in matches]
    return found


def slices(places: Sequence[int]) -> Iterable[Sequence[int]]:
    """Cut places into parts that RapidFuzz goes through in a few milliseconds."""
    return (places[start : start + SLICE] for start in range(0, len(places), SLICE))


def _nearest(known: dict[str, list[int]], query: str) -> str | None:
    """Find the longest known beginning of the query; forget what is no beginning of it."""
    for other in [other for other in known if not query.startswith(other)]:
        del known[other]
    return max(known, key=len, default=None)
