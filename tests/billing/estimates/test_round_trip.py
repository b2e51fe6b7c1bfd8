"""What is written in any format and language reads back equal, without a doubt."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.estimates.reading import read_estimate
from tests.billing.estimates.writers import (
    Wanted,
    as_csv,
    as_markdown_table,
    as_pdf,
    as_points,
    as_text,
)

STAGES = ["Concept", "Gestaltung", "Développement", "Quality check", "Launch"]
WORDS = st.sampled_from(
    [
        *("Workshop", "Startseite", "Maquettes", "Interviews", "Backup", "Suche"),
        *("Formulaire", "Redirects", "Layout"),
    ]
)
LANGUAGES = st.sampled_from(["de", "en", "fr"])


@st.composite
def estimates(draw: st.DrawFn) -> list[Wanted]:
    """Make stages with lines of quarters of an hour and of cents."""
    stages = draw(st.lists(st.sampled_from(STAGES), min_size=1, max_size=4, unique=True))
    return [
        Wanted(
            stage,
            " ".join(draw(st.lists(WORDS, min_size=1, max_size=3))),
            900 * draw(st.integers(1, 4000)),
            Decimal(draw(st.integers(1, 10**8))) / 100,
        )
        for stage in stages
        for _ in range(draw(st.integers(1, 5)))
    ]


def assert_read(name: str, data: bytes, lines: list[Wanted]) -> None:
    """Check that a file reads as the lines that it was written from."""
    reading = read_estimate(name, data)
    found = [(line.stage, line.description, line.seconds, line.amount) for line in reading.lines]
    assert found == [tuple(line) for line in lines]
    assert reading.currency in ("EUR", "")
    assert reading.doubts == ()
    assert read_estimate(name, data) == reading


@given(estimates(), LANGUAGES, st.sampled_from(";\t|,"))
def test_csv(lines: list[Wanted], language: str, delimiter: str) -> None:
    assert_read("a.csv", as_csv(lines, language, delimiter), lines)


@given(estimates(), LANGUAGES)
def test_markdown_tables(lines: list[Wanted], language: str) -> None:
    assert_read("a.md", as_markdown_table(lines, language), lines)


@given(estimates(), LANGUAGES)
def test_points(lines: list[Wanted], language: str) -> None:
    assert_read("a.md", as_points(lines, language), lines)


@given(estimates(), LANGUAGES)
def test_text_with_leaders(lines: list[Wanted], language: str) -> None:
    assert_read("a.txt", as_text(lines, language), lines)


@settings(max_examples=8)
@given(estimates(), LANGUAGES)
def test_pdf(lines: list[Wanted], language: str) -> None:
    assert_read("a.pdf", as_pdf(lines, language), lines)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "Leistung;Stunden\nGestaltung für Müller;12,5\n"
    (line,) = read_estimate("a.csv", text.encode(encoding)).lines
    assert (line.description, line.seconds) == ("Gestaltung für Müller", 45_000)
