"""How often the first row is right, at ten thousand names, with the queries kept beside them.

A row is right when it contains every word that was meant. Abbreviations are judged against fzf,
the peer that people know; where it is not installed, against what we have reached.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import defaultdict

import pytest

from store.ranking import Index
from store.text import fold
from tests.data.names import names
from tests.data.queries import Query, stored_queries

FLOORS = {"abbreviation": 80, "typo": 95, "swapped": 98, "prefix": 98, "accent": 98}


@pytest.fixture(scope="module")
def folded() -> list[str]:
    """Return ten thousand folded names."""
    return [fold(name.text()) for name in names(10_000)]


@pytest.fixture(scope="module")
def queries() -> dict[str, list[Query]]:
    """Return the stored queries by kind."""
    kinds: dict[str, list[Query]] = defaultdict(list)
    for query in stored_queries():
        kinds[query.kind].append(query)
    return kinds


def test_every_kind_has_forty_queries_or_more(queries: dict[str, list[Query]]) -> None:
    assert set(queries) == set(FLOORS)
    assert all(len(some) >= 40 for some in queries.values())


@pytest.mark.parametrize("kind", FLOORS)
def test_the_first_row_is_right(
    kind: str, folded: list[str], queries: dict[str, list[Query]]
) -> None:
    assert percent_right(queries[kind], folded) >= FLOORS[kind]


def test_abbreviations_are_right_at_least_as_often_as_with_fzf(
    folded: list[str], queries: dict[str, list[Query]]
) -> None:
    if shutil.which("fzf") is None:
        pytest.skip("fzf is not installed; the floor above judges abbreviations without it")
    right = sum(query.found_in(fzf_first(query.text, folded)) for query in queries["abbreviation"])
    ours = percent_right(queries["abbreviation"], folded)
    assert ours >= 100 * right / len(queries["abbreviation"])


def percent_right(queries: list[Query], folded: list[str]) -> float:
    """Rank the queries and count those whose first row has all words that were meant."""
    index = Index(folded)
    right = 0
    for query in queries:
        matches = index.rank(query.text)
        right += bool(matches) and query.found_in(folded[matches[0].position])
    return 100 * right / len(queries)


def fzf_first(query: str, folded: list[str]) -> str:
    """Return the first row of `fzf --filter`, empty if there is none."""
    done = subprocess.run(
        ["fzf", "--filter", query], input="\n".join(folded), capture_output=True, text=True
    )
    return done.stdout.partition("\n")[0]
