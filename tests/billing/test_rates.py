"""Rates: the most specific wins, the newest of its day counts, and the past keeps its values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.rates import RateBook
from store.clients import add_client
from store.errors import Refused
from store.ledger import Ledger
from store.projects import add_project
from store.rates import Rate, Scope, rates, set_rate
from store.work import Work
from tests.clock import FixedClock

BEGINNING = "1970-01-01"


@pytest.fixture
def place(ledger: Ledger) -> tuple[str, str]:
    """Make a client with a project; return their ids."""
    with ledger.write() as work:
        project = add_project(work, "Redesign", "Acme")
    assert project.client_id is not None
    return project.client_id, project.id


def bill(work: Work, place: tuple[str, str], when: str, person: str | None = None) -> str | None:
    """Find what an hour is billed at, as text."""
    found = RateBook(work).bill(place[1], place[0], person or work.owner, when)
    return f"{found.amount:f}" if found else None


def test_without_rates_everything_is_missing(ledger: Ledger, place: tuple[str, str]) -> None:
    with ledger.read() as work:
        assert bill(work, place, "2026-11-27") is None
        assert RateBook(work).cost(None, None, work.owner, "2026-11-27") is None


def test_the_most_specific_rate_wins(ledger: Ledger, place: tuple[str, str]) -> None:
    client, project = place
    with ledger.write() as work:
        me = work.owner
        for step, scope in enumerate(
            [
                Scope(),
                Scope(person=me),
                Scope(client_id=client),
                Scope(client_id=client, person=me),
                Scope(project_id=project),
                Scope(project_id=project, person=me),
            ],
            1,
        ):
            set_rate(work, "bill", scope, Decimal(step * 10), "EUR", "2026-01-01")
            assert bill(work, place, "2026-11-27") == str(step * 10)
        assert bill(work, place, "2026-11-27", "somebody") == "50"
        assert RateBook(work).bill(None, client, "somebody", "2026-11-27") is not None
        assert bill(work, place, "2025-12-31") is None


def test_the_first_rate_holds_from_the_beginning_and_the_next_from_today(
    ledger: Ledger, place: tuple[str, str]
) -> None:
    client, _project = place
    with ledger.write() as work:
        assert set_rate(work, "bill", Scope(), Decimal(80), "EUR").valid_from == BEGINNING
        assert set_rate(work, "cost", Scope(), Decimal(40), "EUR").valid_from == BEGINNING
        later = set_rate(work, "bill", Scope(client_id=client), Decimal(95), "EUR")
        assert later.valid_from == "2026-11-27"
        assert bill(work, place, "2026-11-26") == "80"
        assert bill(work, place, "2026-11-27") == "95"


def test_rates_that_never_meet_leave_each_other_alone(
    ledger: Ledger, place: tuple[str, str]
) -> None:
    with ledger.write() as work:
        other = add_client(work, "Orbit")
        set_rate(work, "bill", Scope(client_id=place[0]), Decimal(80), "EUR")
        assert set_rate(work, "bill", Scope(client_id=other.id), Decimal(90), "EUR").valid_from == (
            BEGINNING
        )
        inside = set_rate(work, "bill", Scope(project_id=place[1]), Decimal(99), "EUR")
        assert inside.valid_from == "2026-11-27"


def test_of_two_rates_from_one_day_the_later_counts_and_both_are_listed(
    ledger: Ledger, place: tuple[str, str], clock: FixedClock
) -> None:
    with ledger.write() as work:
        set_rate(work, "bill", Scope(), Decimal("59"), "EUR", "2026-11-01")
        clock.advance(seconds=1)
        set_rate(work, "bill", Scope(), Decimal("95.5000"), "eur", "2026-11-01")
        assert bill(work, place, "2026-11-01") == "95.5000"
        assert [rate.amount for rate in rates(work)] == [Decimal(59), Decimal("95.5")]


def test_a_rate_in_another_currency_is_for_other_projects(
    ledger: Ledger, place: tuple[str, str]
) -> None:
    with ledger.write() as work:
        set_rate(work, "bill", Scope(), Decimal(100), "USD")
        assert bill(work, place, "2026-11-27") is None
        set_rate(work, "bill", Scope(), Decimal(90), "EUR", "2026-01-01")
        assert bill(work, place, "2026-11-27") == "90"
        work.run("UPDATE client SET currency = 'USD'")
        assert bill(work, place, "2026-11-27") == "100"
        with pytest.raises(Refused, match="billed in USD"):
            set_rate(work, "bill", Scope(project_id=place[1]), Decimal(90), "EUR")


@pytest.mark.parametrize(
    ("amount", "currency", "day", "said"),
    [
        ("-1", "EUR", "", "zero or more"),
        ("1.00001", "EUR", "", "4 decimals"),
        ("1000000000", "EUR", "", "less than"),
        ("NaN", "EUR", "", "zero or more"),
        ("95", "EURO", "", "no currency"),
        ("95", "EUR", "2026-02-30", "no date"),
        ("95", "EUR", "tomorrow", "no date"),
    ],
)
def test_an_odd_rate_is_refused(
    sqlite_ledger: Ledger, amount: str, currency: str, day: str, said: str
) -> None:
    with sqlite_ledger.write() as work, pytest.raises(Refused, match=said):
        set_rate(work, "bill", Scope(), Decimal(amount), currency, day)


def test_only_an_admin_sets_a_rate_for_what_there_is(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    with sqlite_ledger.write() as work:
        for scope in (Scope("x"), Scope(None, "x"), Scope(person="x")):
            with pytest.raises(Refused, match="There is no"):
                set_rate(work, "bill", scope, Decimal(1), "EUR")
        with pytest.raises(Refused, match="not for both"):
            set_rate(work, "bill", Scope("x", "x"), Decimal(1), "EUR")
        work.role = "member"
        with pytest.raises(Refused, match="Only an admin"):
            set_rate(work, "bill", Scope(), Decimal(1), "EUR")


DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31)).map(str)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["workspace", "client", "project"]),
        st.booleans(),
        st.integers(0, 500),
        DAYS,
    ),
    min_size=1,
    max_size=12,
)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS, st.lists(DAYS, min_size=1, max_size=5))
def test_a_new_rate_never_changes_what_was_worked_before_its_day(
    sqlite_ledger: Ledger, steps: list[tuple[str, bool, int, str]], asked: list[str]
) -> None:
    with sqlite_ledger.write() as work:
        work.run("DELETE FROM rate")
        work.run("DELETE FROM project")
        project = add_project(work, "Redesign")
        client = work.rows("SELECT id FROM client") or [(add_client(work, "Acme").id,)]
        place = (client[0][0], project.id)
        done: list[Rate] = []
        for level, personal, amount, day in steps:
            before = {when: bill(work, place, when) for when in asked}
            scope = Scope(
                place[0] if level == "client" else None,
                place[1] if level == "project" else None,
                work.owner if personal else None,
            )
            done.append(set_rate(work, "bill", scope, Decimal(amount), "EUR", day))
            for when in asked:
                after = bill(work, place, when)
                assert when >= day or after == before[when]
                assert after == expected(done, when)
        work.run("DELETE FROM rate")


def expected(done: list[Rate], when: str) -> str | None:
    """Work out by hand which rate holds: the oracle looks at one rate after the other."""
    best: tuple[int, str, int] | None = None
    amount = None
    for order, rate in enumerate(done):
        weight = 4 * bool(rate.project_id) + 2 * bool(rate.client_id) + bool(rate.person)
        rank = (weight, rate.valid_from, order)
        if rate.valid_from <= when and (best is None or rank > best):
            best, amount = rank, f"{rate.amount:f}"
    return amount
