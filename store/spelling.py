"""How well the words of a query are found in a name: whole, begun, inside a word, or mistyped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

BEGINS = 0.95
"""What it is worth that a token begins a word; a whole word is worth 1."""
INSIDE = 0.75
"""What it is worth that a token is found inside of a word."""
INSIDE_SHORT = 0.55
"""The same of one or two letters: they are inside of many words."""
NUMBER_BEGINS = 0.7
NUMBER_INSIDE = 0.5
"""The same of numbers: 214 is not 21."""
MISTYPED = 0.9
"""What a mistyped word is worth at most."""
IN_ORDER = 0.02
"""What a name gains when it has all words in the order of the query."""
COVERED = 0.01
"""What a name gains for each quarter of it that the query spells out."""

NEAR = 62.0
"""The least likeness (RapidFuzz's ratio, of 100) at which a word may be another, mistyped."""
OTHER_INITIAL = 8.0
"""What it takes from the likeness when the first letters differ: few people miss the first key."""


def spelling_score(text: str, tokens: Sequence[str]) -> float:
    """Score a name that contains every token."""
    padded = f" {text} "
    worth = 0.0
    letters = 0
    ordered = True
    last = -1
    for token in tokens:
        place = padded.find(" " + token)
        if place < 0:
            place = padded.find(token)
            worth += inside(token) * len(token)
        else:
            worth += (1.0 if f" {token} " in padded else begins(token)) * len(token)
        letters += len(token)
        ordered = ordered and place > last
        last = place
    return worth / letters + IN_ORDER * ordered + COVERED * (4 * letters // len(padded))


def begins(token: str) -> float:
    """Say what it is worth that a token begins a word."""
    return NUMBER_BEGINS if token[-1].isdigit() else BEGINS


def inside(token: str) -> float:
    """Say what it is worth that a token is inside of a word."""
    if token[-1].isdigit():
        return NUMBER_INSIDE
    return INSIDE if len(token) > 2 else INSIDE_SHORT


def near_score(
    words: Sequence[str], near: Sequence[Mapping[str, float]], tokens: Sequence[str]
) -> float:
    """Score a name by what each token may stand for; nothing for a token that fits no word."""
    worth = 0.0
    letters = 0
    for token, qualities in zip(tokens, near, strict=True):
        worth += len(token) * max([qualities.get(word, 0.0) for word in words])
        letters += len(token)
    return worth / letters


def likeness(token: str, word: str) -> float:
    """Return how likely `word`, or its beginning, was meant by a mistyped `token`: 0 to 0.9."""
    from rapidfuzz.fuzz import ratio

    length = len(token)
    best = max(ratio(token, word[:end]) for end in {length, length + 1, len(word)})
    if token[0] != word[0]:
        best -= OTHER_INITIAL
    return MISTYPED * (best / 100) ** 2 if best >= NEAR else 0.0
