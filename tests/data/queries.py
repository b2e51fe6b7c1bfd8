"""What people type to find a task, of five kinds; `python -m tests.data.queries` writes them anew.

Each query is kept with the words its top row has to contain, as beginnings of words: a person
who typed `custo` cannot complain about either customer or custom.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from store.text import fold
from tests.data.names import Name, names, pick

STORED = Path(__file__).with_name("queries.tsv")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
IDLE = {"for", "in", "on", "with", "de", "the", "after", "before", "and"}


class Query(NamedTuple):
    """A query, its kind, and the beginnings of words that its top row must contain."""

    kind: str
    text: str
    words: tuple[str, ...]

    def found_in(self, folded: str) -> bool:
        """Say whether a folded name contains every word that was meant."""
        return all(f" {word}" in f" {folded}" for word in self.words)


def stored_queries() -> list[Query]:
    """Read the queries that are kept in the repository."""
    rows = (line.split("\t") for line in STORED.read_text(encoding="utf-8").splitlines())
    return [Query(kind, text, tuple(words.split())) for kind, text, words in rows]


def make_queries(seed: int, each: int = 50) -> Iterator[Query]:
    """Make `each` queries of every kind for tasks among the first thousand."""
    chance = random.Random(seed)
    targets = names(1_000)
    for kind, make in MAKERS.items():
        made = 0
        while made < each:
            query = make(chance, made, pick_name(chance, targets))
            if query is not None and len(query[0]) >= 4:
                yield Query(kind, query[0], tuple(query[1]))
                made += 1


def pick_name(chance: random.Random, targets: list[Name]) -> Name:
    """Choose a task that can be typed on any keyboard, whatever its accents."""
    while True:
        name = targets[int(chance.random() * len(targets))]
        if fold(name.text()).isascii():
            return name


Made = tuple[str, list[str]] | None


def abbreviation(chance: random.Random, number: int, name: Name) -> Made:
    """Run beginnings of words together, in one of five ways."""
    client, project, task = words_of(name.client), words_of(name.project), words_of(name.task)
    if len(task) < 2:
        return None
    first, last = task[0], task[-1]
    match number % 5:
        case 0:
            return client[0][:2] + skeleton(project[0]), [client[0], project[0]]
        case 1:
            parts = client[0][:2] + skeleton(project[0]) + first[:2] + last[:2]
            return parts, [client[0], project[0], first, last]
        case 2:
            return "".join(word[0] for word in client + project + task), client + project + task
        case 3:
            parts = client[0][:3] + project[0][0] + "".join(word[:2] for word in task[:3])
            return parts, [client[0], project[0], *task[:3]]
        case _:
            return "".join(word[:3] for word in task[:3]), task[:3]


def typo(chance: random.Random, number: int, name: Name) -> Made:
    """Type the client and two or three words of the task, with one or two slips."""
    words = [words_of(name.client)[0], *(word for word in words_of(name.task) if len(word) > 3)][:4]
    if len(words) < 3:
        return None
    typed = list(words)
    for place in sorted(range(len(words)), key=lambda _place: chance.random())[: 1 + number % 2]:
        typed[place] = slip(chance, typed[place])
    return " ".join(typed), words


def swapped(chance: random.Random, number: int, name: Name) -> Made:
    """Type words in another order than the name has them; every other time only their start."""
    words = [*words_of(name.task)[-2:], words_of(name.project)[0], words_of(name.client)[0]]
    if number % 2:
        words = [word[: max(3, len(word) * 2 // 3)] for word in words]
    words.sort(key=lambda _word: chance.random())
    return " ".join(words), words


def prefix(chance: random.Random, number: int, name: Name) -> Made:
    """Type the beginning of the task, or of the client and the task."""
    whole = fold(name.task if number % 2 else f"{name.client} {name.task}")
    typed = whole[: max(10, len(whole) * 3 // 4)].strip()
    return typed, typed.split()


def accent(chance: random.Random, number: int, name: Name) -> Made:
    """Type words with accents in plain letters."""
    words = [word for word in f"{name.client} {name.task}".split() if not word.isascii()]
    rest = [word for word in words_of(name.task) if word not in IDLE][:2]
    typed = list(dict.fromkeys([*(part for word in words for part in fold(word).split()), *rest]))
    return (" ".join(typed), typed) if words else None


MAKERS: dict[str, Callable[[random.Random, int, Name], Made]] = {
    "abbreviation": abbreviation,
    "typo": typo,
    "swapped": swapped,
    "prefix": prefix,
    "accent": accent,
}


def words_of(text: str) -> list[str]:
    """Split a text into the folded words that somebody would type."""
    return [word for word in fold(text).split() if word.isalpha() and word not in IDLE]


def skeleton(word: str) -> str:
    """Shorten a word to its first letter and the next consonant."""
    return word[0] + next((letter for letter in word[1:] if letter not in "aeiou"), "")


def slip(chance: random.Random, word: str) -> str:
    """Mistype one letter inside a word: swap, replace, leave out or add."""
    place = 1 + int(chance.random() * (len(word) - 2))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    other = pick(chance, LETTERS)
    swap = before + after[:1] + letter + after[1:]
    return pick(
        chance, [swap, before + other + after, before + after, before + other + word[place:]]
    )


if __name__ == "__main__":
    sys.stdout.writelines(
        f"{kind}\t{text}\t{' '.join(words)}\n" for kind, text, words in make_queries(7)
    )
