"""Text from outside: what `clean` lets through, and what `fold` makes of names."""

from __future__ import annotations

import subprocess
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text import clean, fold

ANY_TEXT = st.text(st.characters(), max_size=120)
TROUBLE = st.lists(
    st.sampled_from([*"ae \t\n\r\x1b\x00\x9b\u202e\u2066\u200d\u200c\ufe0f\u0301\u0300\u0323"])
    | st.characters(),
    max_size=60,
).map("".join)
BIDI = {*"\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}


@given(ANY_TEXT | TROUBLE)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT | TROUBLE, st.integers(min_value=2, max_value=40))
def test_cleaned_text_is_bounded_and_holds_nothing_that_acts(text: str, limit: int) -> None:
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    assert clean(cleaned, limit) == cleaned
    assert not {unicodedata.category(character) for character in cleaned} & {"Cc", "Cs", "Co"}
    assert not BIDI & set(cleaned)
    assert cleaned == cleaned.strip()
    cleaned.encode()


@pytest.mark.parametrize(
    "name",
    [
        "Überprüfen der Maße",
        "👩‍👩‍👧 family & ❤️",
        "नमस्ते क्‍ष",
        "שלום עולם",
        "می‌خواهم",
        "Tiếng Việt ở đây",
        "東京デザイン",
        "[bold]not markup[/bold] {x} <b> =1+1",
    ],
)
def test_writing_of_every_kind_survives(name: str) -> None:
    assert clean(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x1b]52;c;ZXZpbA==\x07b", "a\ufffd]52;c;ZXZpbA==\ufffdb"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("two\r\nlines\u2028more\xa0blank", "two lines more blank"),
        ("a\x00b\ud800", "a\ufffdb\ufffd"),
        ("zero\u200bwidth \U000e0041tag", "zerowidth tag"),
        ("e\u0301", "é"),
        ("z" + "\u0300" * 50, "z" + "\u0300" * 4),
        ("\u200d", ""),
        ("  spaced   out  ", "spaced out"),
        ("\ue000 private", "\ufffd private"),
        (None, ""),
        (42, "42"),
    ],
)
def test_what_could_act_or_hide_does_not_get_in(text: object, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_long_names_are_cut_with_a_sign() -> None:
    assert clean("x" * 10_000) == "x" * 499 + "…"
    assert clean("ü" * 10_000, limit=20) == "ü" * 19 + "…"


def test_an_emoji_newer_than_this_python_stays() -> None:
    unassigned = "\U0001fafe"
    assert clean(f"party {unassigned}") == f"party {unassigned}"
    assert clean("\uffff\ufdd0") == "\ufffd\ufffd"


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_folding_ignores_case_and_how_accents_are_encoded(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łódź Studio", "lodz studio"),
        ("Straße", "strasse"),
        ("Ærø – Øresund", "aero oresund"),
        ("Ångström", "angstrom"),
        ("São Paulo", "sao paulo"),
        ("ÞÓR & Ðvergar", "thor dvergar"),
        ("İstanbul, Iğdır", "istanbul igdir"),
        ("ENG-123: Fix  A/B test (v2)", "eng 123 fix a b test v2"),
        ("ﬁle №４２", "file no42"),
        ("Αθήνα Белая", "αθηνα белая"),
        ("हिन्दी", "हिनदी"),
        ("🚀!?", ""),
        ("", ""),
    ],
)
def test_folded_names(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_hundred_thousand_names_are_folded_within_a_second() -> None:
    plain = [f"Acme Redesign › Fix mobile header navigation #{n}" for n in range(60_000)]
    accented = [f"Müller & Söhne › Größentabelle prüfen für Łódź #{n}" for n in range(40_000)]
    fold("ü")
    began = time.process_time()
    for name in plain + accented:
        fold(name)
    assert time.process_time() - began < 1


def test_cleaning_ten_thousand_characters_takes_no_time_to_speak_of() -> None:
    began = time.process_time()
    clean("x\u0300\x1b\u202e" * 1_000_000)
    assert time.process_time() - began < 0.25


def test_plain_names_need_no_import() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "from store.text import clean, fold\n"
        "clean('Acme: Redesign'), fold('Acme: Redesign')\n"
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['__future__', 'store', 'store.text']"
