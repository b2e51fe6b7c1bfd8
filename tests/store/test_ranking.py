"""What the picker shows for a few typed letters, on lists small enough to judge by eye."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ranking import Index, Match, clear_winner
from store.text import fold
from tests.data.names import names

DESK = [
    "Acme GmbH Acme Redesign Homepage hero",
    "Acme GmbH Acme Redesign Pricing page copy",
    "Acme GmbH Acme Redesign Accessibility audit",
    "Internal Bookkeeping",
    "Orbit Orbit API Flaky import ENG-214",
    "Orbit Orbit API Kick-off notes ENG-21",
    "Write proposal",
    "Internal Home office setup",
    "Łódź Studio Straße Überprüfen der Maße WEB-7",
    "Internal e-mail",
    "Internal Team meeting",
    "Hardware Order hardware",
]


def shown(query: str, texts: list[str] = DESK, mapped: tuple[int, ...] = ()) -> list[str]:
    """Rank a query and return the names as they are written."""
    index = Index([fold(text) for text in texts], mapped)
    return [texts[match.position] for match in index.rank(query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("home hero", "Acme GmbH Acme Redesign Homepage hero"),
        ("hero home", "Acme GmbH Acme Redesign Homepage hero"),
        ("acme homepage hero", "Acme GmbH Acme Redesign Homepage hero"),
        ("homepge", "Acme GmbH Acme Redesign Homepage hero"),
        ("homepage hreo", "Acme GmbH Acme Redesign Homepage hero"),
        ("homepagehero", "Acme GmbH Acme Redesign Homepage hero"),
        ("home page", "Acme GmbH Acme Redesign Homepage hero"),
        ("acrd", "Acme GmbH Acme Redesign Homepage hero"),
        ("ppc", "Acme GmbH Acme Redesign Pricing page copy"),
        ("wirte proposal", "Write proposal"),
        ("strasse", "Łódź Studio Straße Überprüfen der Maße WEB-7"),
        ("ÜBERPRÜFEN", "Łódź Studio Straße Überprüfen der Maße WEB-7"),
        ("email", "Internal e-mail"),
        ("e-mail", "Internal e-mail"),
        ("audit", "Acme GmbH Acme Redesign Accessibility audit"),
        ("keep", "Internal Bookkeeping"),
    ],
)
def test_the_first_row_is_what_was_meant(query: str, first: str) -> None:
    assert shown(query)[0] == first


@pytest.mark.parametrize("query", ["ENG-21", "eng 21", "eng21", "Eng21", "21"])
def test_an_identifier_finds_its_task_before_longer_ones(query: str) -> None:
    assert shown(query)[:2] == [DESK[5], DESK[4]]
    assert shown(query, mapped=(4,))[:2] == [DESK[5], DESK[4]]


def test_one_letter_shows_words_that_it_begins_then_words_that_it_is_in() -> None:
    assert shown("h")[:3] == [DESK[0], DESK[7], DESK[11]]
    assert set(shown("h")[3:]) == {text for text in DESK if "h" in fold(text)} - {*shown("h")[:3]}


def test_two_letters_show_beginnings_then_insides_then_initials() -> None:
    texts = ["Team room", "Start up", "Atrium", "Trade fair", "Sort receipts"]
    assert shown("tr", texts)[:3] == ["Trade fair", "Atrium", "Team room"]
    assert shown("st", texts)[0] == "Start up"


def test_only_what_matches_is_shown() -> None:
    assert shown("zebra crossing") == []
    assert shown("homepage invoice") == []
    assert shown("propo") == [DESK[6]]


@pytest.mark.parametrize("query", ["", "  ", "!?"])
def test_without_letters_everything_stands_as_it_was(query: str) -> None:
    assert shown(query) == DESK
    assert shown(query, mapped=(3, 1)) == [DESK[1], DESK[3], DESK[0], DESK[2], *DESK[4:]]


def test_equal_matches_keep_the_order_of_preference() -> None:
    assert shown("acme") == DESK[:3]
    assert shown("review", ["Review B", "Review A"]) == ["Review B", "Review A"]


def test_mapped_names_come_first_among_comparable_ones() -> None:
    assert shown("acme", mapped=(2,)) == [DESK[2], DESK[0], DESK[1]]
    assert shown("home", mapped=(0,)) == [DESK[0], DESK[7]]
    assert shown("hom", mapped=(7,)) == [DESK[7], DESK[0]]


def test_a_mapped_name_that_fits_much_worse_does_not_come_first() -> None:
    texts = ["Showcase", "Case study"]
    assert shown("case", texts, mapped=(0,)) == ["Case study", "Showcase"]


def test_the_better_of_many_matches_is_not_cut_off() -> None:
    texts = [f"Task {number}" for number in range(2_000, 3_000)] + ["Task 2"]
    assert shown("task 2", texts)[0] == "Task 2"
    assert len(shown("task", texts)) == 200


def test_the_limit_is_kept() -> None:
    index = Index([fold(text) for text in DESK])
    assert len(index.rank("a", limit=3)) == 3
    assert len(index.rank("", limit=3)) == 3


@given(st.lists(st.sampled_from("acme redsign 214ü-"), max_size=14).map("".join))
def test_typing_letter_by_letter_ends_where_pasting_ends(query: str) -> None:
    texts = [fold(text) for text in DESK]
    typed = Index(texts)
    for length in range(len(query)):
        typed.rank(query[:length])
    assert typed.rank(query) == Index(texts).rank(query)


def test_going_back_a_letter_shows_the_same_as_before() -> None:
    index = Index([fold(name.text()) for name in names(2_000)])
    steps = ["m", "me", "mer", "merb", "mer", "me", "meb", "redesign", "re"]
    fresh = [Index([fold(name.text()) for name in names(2_000)]).rank(step) for step in steps]
    assert [index.rank(step) for step in steps] == fresh


@given(st.lists(st.text(max_size=30), max_size=8), st.text(max_size=12))
def test_any_text_can_be_ranked_against_any_other(texts: list[str], query: str) -> None:
    matches = Index([fold(text) for text in texts], mapped=range(len(texts) // 2)).rank(query)
    positions = [match.position for match in matches]
    assert len(set(positions)) == len(positions)
    assert all(0 <= position < len(texts) for position in positions)
    assert all(0 <= match.score <= 1.1 for match in matches)


@given(st.lists(st.text("abcdeé 12", min_size=1, max_size=20), min_size=1, max_size=8))
def test_every_name_finds_itself_in_full(texts: list[str]) -> None:
    index = Index([fold(text) for text in texts])
    for place, text in enumerate(texts):
        assert place in [match.position for match in index.rank(text)]


def test_names_without_a_letter_match_nothing_but_stay_in_the_list() -> None:
    assert shown("a", ["🚀", "Alpha"]) == ["Alpha"]
    assert shown("", ["🚀", "Alpha"]) == ["🚀", "Alpha"]
    assert Index([]).rank("a") == []


def test_ranking_works_in_a_thread() -> None:
    index = Index([fold(text) for text in DESK])
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(index.rank, "acrd").result() == index.rank("acrd")


@pytest.mark.parametrize("query", ["homepage", "eng-214", "wirte proposal", "ppc", "wr"])
def test_a_query_that_can_mean_one_task_only_has_a_winner(query: str) -> None:
    matches = Index([fold(text) for text in DESK]).rank(query)
    assert clear_winner(matches) == matches[0]


@pytest.mark.parametrize("query", ["acme", "acrd", "home", "ar", "bk", "zebra", "eng 2"])
def test_a_query_that_can_mean_several_tasks_has_none(query: str) -> None:
    assert clear_winner(Index([fold(text) for text in DESK]).rank(query)) is None


def test_being_mapped_makes_no_winner_of_a_tie() -> None:
    texts = ["acme review", "orbit review"]
    assert clear_winner(Index(texts, mapped=(0,)).rank("review")) is None
    assert clear_winner([Match(0, 0.8), Match(1, 0.95)]) is None


def test_rapidfuzz_is_loaded_by_the_first_pass_only() -> None:
    code = (
        "import sys; from store.ranking import Index\n"
        "index = Index(['home page', 'hero image'])\n"
        "assert [match.position for match in index.rank('')] == [0, 1]\n"
        "assert 'rapidfuzz' not in sys.modules\n"
        "index.rank('hp')\n"
        "assert 'rapidfuzz' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
