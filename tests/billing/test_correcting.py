"""What a person corrects of an estimate, and what they agree on for a project."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.agreeing import agree, agreed
from billing.estimates.correcting import (
    NEW,
    corrected,
    doubts_of,
    figure_text,
    hours_text,
    parse_hours,
    with_line,
    with_new_line,
    without_line,
)
from billing.estimates.reading import read_estimate
from store.entries import undo
from store.errors import Refused
from store.ledger import Ledger
from store.project_progress import project_progress
from store.project_terms import project_terms
from store.projects import add_project

OFFER = b"""## Build
- Login: 12 h, 1320.00 EUR
- Import: 3 days, 2640.00 EUR
"""


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("12", 43_200),
        ("1.5", 5_400),
        ("1,5 h", 5_400),
        ("1:20", 4_800),
        ("0", 0),
        ("", None),
        (" h", None),
    ],
)
def test_hours_are_read_as_they_are_typed(text: str, seconds: int | None) -> None:
    assert parse_hours(text) == seconds


@pytest.mark.parametrize("text", ["-1", "1:75", "twelve", "1000000", "1.234", "1::2"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_hours(text)


@given(st.integers(0, 6_000_000).map(lambda minutes: minutes * 60))
def test_hours_are_read_back_as_they_were_written(seconds: int) -> None:
    assert parse_hours(hours_text(seconds)) == seconds


@pytest.mark.parametrize(
    ("currency", "text"), [("EUR", "1320.00"), ("JPY", "1320"), ("KWD", "1320.000")]
)
def test_an_amount_has_the_decimals_of_its_currency(currency: str, text: str) -> None:
    assert figure_text(Decimal(1320), currency) == text


def test_a_correction_settles_the_doubts_of_its_line() -> None:
    reading = read_estimate("offer.md", OFFER)
    assert doubts_of(reading, reading.lines[1])
    line = corrected(reading.lines[1], {"hours": "20", "stage": "Later"}, "EUR")
    after = with_line(reading, 1, line)
    assert [(row.stage, row.seconds) for row in after.lines] == [
        ("Build", 43_200),
        ("Later", 72_000),
    ]
    assert not doubts_of(after, after.lines[1])
    assert after.source_text == reading.source_text


def test_lines_are_added_behind_and_taken_away() -> None:
    reading = read_estimate("offer.md", OFFER)
    line = corrected(NEW, {"description": "Launch", "amount": "99,50"}, "EUR")
    more = with_new_line(reading, 0, line)
    assert [row.description for row in more.lines] == ["Login", "Launch", "Import"]
    assert more.amount == Decimal("4059.50")
    assert without_line(more, 1) == reading
    assert doubts_of(more, line) == []


@pytest.mark.parametrize(
    "changes",
    [{"description": " "}, {"amount": "1.005"}, {"due": "soon"}, {"amount": "ten"}],
)
def test_what_cannot_be_is_refused(changes: dict[str, str]) -> None:
    line = read_estimate("offer.md", OFFER).lines[0]
    with pytest.raises(Refused):
        corrected(line, changes, "EUR")


def test_a_project_is_agreed_on_and_taken_back_as_one(ledger: Ledger) -> None:
    with ledger.write() as work:
        key = add_project(work, "Website", "Acme").id
    before = {
        "kind": "hourly",
        "fee": "",
        "currency": "",
        "complete": "",
        "method": "cpi",
        "remaining": "",
    }
    with ledger.write() as work:
        assert agreed(work, key) == before
        changes = {"kind": "Fixed", "fee": "12.000,00", "currency": "usd", "remaining": "4:30"}
        terms = agree(work, key, changes)
        assert (terms.kind, terms.fee, terms.currency) == ("fixed", 1_200_000, "USD")
        assert project_progress(work, key) == (None, "reestimate", 16_200)
        assert agreed(work, key)["fee"] == "12000.00"
    with ledger.write() as work:
        undo(work)
        assert agreed(work, key) == before


def test_a_fee_is_needed_and_read_in_the_currency_that_holds(ledger: Ledger) -> None:
    with ledger.write() as work:
        key = add_project(work, "Website", "Acme").id
        with pytest.raises(Refused, match="needs an amount: the fee"):
            agree(work, key, {"kind": "fixed"})
        agree(work, key, {"kind": "capped", "fee": "5000", "currency": "JPY"})
        assert project_terms(work, key).fee == 5000
        agree(work, key, {"kind": "internal"})
        assert project_terms(work, key).fee is None
        with pytest.raises(Refused, match="no percentage"):
            agree(work, key, {"complete": "140"})
