"""Which letters of a name to mark, so that people see why it matches what they typed."""

from __future__ import annotations

from collections.abc import Sequence

from store.spelling import likeness
from store.text import fold, fold_letter


def highlights(query: str, name: str) -> tuple[int, ...]:
    """Return the positions in `name`, as it is written, of the letters that the query means."""
    folded, origins = fold_with_origins(name)
    marked: set[int] = set()
    for token in fold(query).split():
        marked.update(origins[place] for place in token_places(token, folded))
    return tuple(sorted(marked))


def fold_with_origins(name: str) -> tuple[str, list[int]]:
    """Fold a name, with a blank before it; say of each letter at which position it comes from."""
    letters = [" "]
    origins = [0]
    for position, character in enumerate(name):
        for letter in fold_letter(character):
            letters.append(letter)
            origins.append(position)
    return "".join(letters), origins


def token_places(token: str, folded: str) -> Sequence[int]:
    """Find a token in a folded name: at a word, inside a word, abbreviated, or mistyped."""
    start = folded.find(" " + token)
    start = start + 1 if start >= 0 else folded.find(token)
    if start >= 0:
        return range(start, start + len(token))
    return _abbreviated(token, folded) or _mistyped(token, folded)


def _abbreviated(token: str, folded: str) -> list[int]:
    """Find the letters of a token one after another, beginning at a word; all of them or none."""
    places: list[int] = []
    for letter in token:
        place = _next_place(letter, folded, places[-1] + 1 if places else 0)
        if place < 0:
            return []
        places.append(place)
    return places


def _next_place(letter: str, folded: str, after: int) -> int:
    """Find a letter right after the last one, else where a word begins, else anywhere later."""
    if after and folded.startswith(letter, after):
        return after
    begins = folded.find(" " + letter, after)
    if begins >= 0:
        return begins + 1
    return folded.find(letter, after) if after else -1


def _mistyped(token: str, folded: str) -> list[int]:
    """Find the letters that a mistyped token has in common with the word it is most like."""
    likely, word = max(
        ((likeness(token, word), word) for word in folded.split()), default=(0.0, "")
    )
    if not likely:
        return []
    from rapidfuzz.distance import LCSseq

    start = folded.find(" " + word) + 1
    blocks = LCSseq.editops(token, word).as_matching_blocks()
    return [start + block.b + step for block in blocks for step in range(block.size)]
