"""A hundred thousand task names as agencies write them, the same on every machine.

The first thousand use few projects, the next nine thousand more, so that small sets look like
one studio's and large ones like a whole company's; each larger set contains the smaller.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

MOST = 100_000
TEAMS = ("ENG", "WEB", "OPS", "DES", "MKT")


class Name(NamedTuple):
    """A task as the picker knows it; `identifier` is empty where the provider has none."""

    client: str
    project: str
    task: str
    identifier: str

    def text(self) -> str:
        """Join the parts as the picker searches them."""
        return " ".join(filter(None, self))


def vocabulary() -> dict[str, list[str]]:
    """Read the phrases that names are made of, by section."""
    text = Path(__file__).with_name("vocabulary.txt").read_text(encoding="utf-8")
    sections: dict[str, list[str]] = {}
    for block in text.strip().split("\n\n"):
        title, *lines = block.splitlines()
        sections[title.strip("[]")] = [part.strip() for line in lines for part in line.split("|")]
    return sections


WORDS = vocabulary()


def names(count: int) -> list[Name]:
    """Return the first `count` names; at most a hundred thousand, all different."""
    if count > MOST:
        raise ValueError(f"There are {MOST} names.")
    chance = random.Random(2026)
    pairs = [(client, project) for client in WORDS["clients"] for project in WORDS["projects"]]
    pairs.sort(key=lambda _pair: chance.random())
    found: dict[str, Name] = {}
    while len(found) < count:
        busy = 50 if len(found) < 1_000 else 250 if len(found) < 10_000 else 1_400
        client, project = pairs[int(chance.random() ** 1.6 * busy)]
        name = Name(client, project, _task(chance), _identifier(chance, len(found)))
        if 20 <= len(name.text()) <= 80:
            found.setdefault(name.text(), name)
    return list(found.values())


def pick(chance: random.Random, choices: Sequence[str]) -> str:
    """Choose one, in a way that no Python version changes."""
    return choices[int(chance.random() * len(choices))]


def _task(chance: random.Random) -> str:
    """Name a piece of work: Fix sticky homepage hero for iOS #214."""
    words = [pick(chance, WORDS["verbs"]), pick(chance, WORDS["things"])]
    if chance.random() < 0.5:
        words.insert(1, pick(chance, WORDS["qualities"]))
    ending = chance.random()
    if ending < 0.4:
        words.append(pick(chance, WORDS["contexts"]))
    elif ending < 0.6:
        words.append("with " + _surname(chance))
    if chance.random() < 0.12:
        words.append(f"#{int(100 + chance.random() * 9_900)}")
    return " ".join(words)


def _surname(chance: random.Random) -> str:
    """Make up one of eight thousand surnames, the rare words of our names."""
    return "".join(pick(chance, WORDS["syllables"]) for _ in range(3)).capitalize()


def _identifier(chance: random.Random, number: int) -> str:
    """Give a quarter of the tasks an identifier, as Linear does."""
    return f"{pick(chance, TEAMS)}-{number + 1}" if chance.random() < 0.25 else ""
