"""The letters of a name that are marked for a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.highlights import highlights


def marked(query: str, name: str) -> str:
    """Show the marked letters of a name, with dots for the rest."""
    places = highlights(query, name)
    return "".join(
        letter if place in places or letter == " " else "." for place, letter in enumerate(name)
    )


@pytest.mark.parametrize(
    ("query", "name", "shown"),
    [
        ("home", "Homepage hero", "Home.... ...."),
        ("hero home", "Homepage hero", "Home.... hero"),
        ("page", "Homepage hero", "....page ...."),
        ("acrd", "Acme Redesign", "Ac.. R.d....."),
        ("ENG 214", "ENG-214 Flaky import", "ENG.214 ..... ......"),
        ("eng214", "ENG-214 Flaky import", "ENG.214 ..... ......"),
        ("lodz", "Visit Łódź", "..... Łódź"),
        ("strasse", "Große Straße", "..... Straße"),
        ("homepge", "Homepage hero", "Homep.ge ...."),
        ("acme hero", "Homepage hero", "........ hero"),
        ("zebra", "Homepage hero", "........ ...."),
        ("", "Homepage hero", "........ ...."),
        ("hero", "", ""),
    ],
)
def test_marked_letters(query: str, name: str, shown: str) -> None:
    assert marked(query, name) == shown


def test_an_accent_written_apart_does_not_part_the_word() -> None:
    assert highlights("cafe", "Cafe\u0301 menu") == (0, 1, 2, 3)


@given(st.text(max_size=12), st.text(max_size=40))
def test_marks_lie_within_the_name(query: str, name: str) -> None:
    places = highlights(query, name)
    assert all(0 <= place < len(name) for place in places)
    assert list(places) == sorted(set(places))
