"""What time is worth: held against entries valued one by one, by hand, in fractions."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.money import Money, half_up
from billing.rates import RateBook
from billing.time_totals import Total, totals
from billing.valuation import project_values, unbilled
from billing.worked import worked
from reports.week import week
from reports.week_values import week_values
from store import entries, timer
from store.client_terms import set_client_terms
from store.errors import Refused
from store.ledger import Ledger
from store.local_time import date_of, iso_date
from store.project_terms import set_project_terms
from store.projects import add_project
from store.rates import Scope, set_rate
from store.tasks import add_task
from store.time_sums import Span
from store.work import Work
from tests.clock import FixedClock
from tests.store.filling import at

MICRO_HOUR = 3600 * 1_000_000


def log(work: Work, task_id: str, start: str, stop: str, project_id: str | None = None) -> str:
    """Write down a span of time; return the entry's id."""
    done = entries.add(work, task_id, at(start), at(stop), project_id=project_id)
    return done.changed[0].id


def facts(found: list[Total]) -> list[tuple[str | None, int, int, Money | None]]:
    """Reduce totals to key, seconds, billable seconds and value."""
    return [
        (total.key, total.tally.seconds, total.tally.billable_seconds, total.tally.value)
        for total in found
    ]


def test_totals_by_everything(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        acme = add_project(work, "Redesign", "Acme")
        orbit = add_project(work, "API", "Orbit")
        inside = add_project(work, "Internal")
        set_client_terms(work, "Orbit", {"currency": "USD"})
        set_project_terms(work, inside.id, "internal", "", None)
        set_rate(work, "bill", Scope(), Decimal(90), "EUR")
        set_rate(work, "bill", Scope(), Decimal("120.50"), "USD", "2026-01-01")
        set_rate(work, "bill", Scope(project_id=acme.id), Decimal(100), "EUR", "2026-11-26")
        hero, api, books = (add_task(work, name) for name in ("Hero", "API", "Books"))
        log(work, hero, "2026-11-25 09:00", "2026-11-25 10:00", acme.id)
        log(work, hero, "2026-11-26 09:00", "2026-11-26 09:50", acme.id)
        log(work, api, "2026-11-26 23:00", "2026-11-27 01:00", orbit.id)
        log(work, books, "2026-11-27 10:00", "2026-11-27 11:00", inside.id)
        spare = log(work, hero, "2026-11-27 11:00", "2026-11-27 12:00", acme.id)
        entries.edit(work, spare, billable=False)
        assert facts(totals(work, "project")) == [
            ("Redesign", 10200, 6600, Money(17333, "EUR")),
            ("API", 7200, 7200, Money(24100, "USD")),
            ("Internal", 3600, 0, None),
        ]
        assert facts(totals(work, "client")) == [
            ("Acme", 10200, 6600, Money(17333, "EUR")),
            ("Orbit", 7200, 7200, Money(24100, "USD")),
            (None, 3600, 0, None),
        ]
        assert [total.key for total in totals(work, "task")] == ["Hero", "API", "Books"]
        friday = Span(at("2026-11-27 00:00"), at("2026-11-28 00:00"))
        assert facts(totals(work, "project", friday)) == [
            ("API", 3600, 3600, Money(12050, "USD")),
            ("Internal", 3600, 0, None),
            ("Redesign", 3600, 0, None),
        ]
        days = totals(work, "day")
        assert [(day.key, day.tally.seconds) for day in days] == [
            ("2026-11-25", 3600),
            ("2026-11-26", 6600),
            ("2026-11-27", 10800),
        ]
        assert days[1].tally.value is None
        assert days[1].tally.value_in("EUR") == 8333
        assert days[1].tally.value_in("USD") == 12050
        with pytest.raises(Refused, match="not what totals go by"):
            totals(work, "moon")


def test_what_has_no_rate_is_missing_and_never_zero(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = add_project(work, "Redesign", "Acme")
        log(work, add_task(work, "Hero"), "09:00", "10:00", project.id)
        (total,) = totals(work, "project")
        assert (total.tally.value, total.tally.missing_seconds) == (None, 3600)
        assert total.tally.cost is None
        assert week_values(work, week(work)) == {}
        set_rate(work, "cost", Scope(), Decimal(40), "EUR")
        (total,) = totals(work, "project")
        assert (total.tally.value, total.tally.cost) == (None, Money(4000, "EUR"))


def test_a_running_timer_counts_up_to_now(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        assert totals(work, "day") == []
        project = add_project(work, "Redesign", "Acme")
        set_rate(work, "bill", Scope(), Decimal(60), "EUR")
        timer.start(work, add_task(work, "Hero"), project_id=project.id)
        assert totals(work, "project") == []
        clock.advance(hours=49)
        for span in (None, Span(at("2026-11-01 00:00"), at("2026-12-31 00:00"))):
            assert facts(totals(work, "project", span)) == [
                ("Redesign", 49 * 3600, 49 * 3600, Money(294000, "EUR"))
            ]
        last = Span(at("2026-11-29 00:00"), at("2026-11-30 00:00"))
        assert facts(totals(work, "project", last))[0][1] == 15 * 3600 + 300
        assert len(totals(work, "day")) == 3
        assert unbilled(work) == []


def test_the_week_s_values_are_those_of_its_time(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = add_project(work, "Redesign", "Acme")
        inside = add_project(work, "Internal")
        set_project_terms(work, inside.id, "internal", "", None)
        set_rate(work, "bill", Scope(), Decimal(90), "EUR")
        hero = add_task(work, "Hero")
        log(work, hero, "2026-11-22 23:00", "2026-11-23 01:00", project.id)
        log(work, hero, "2026-11-24 09:00", "2026-11-24 10:00", inside.id)
        found = week(work)
        assert week_values(work, found) == {project.id: Money(9000, "EUR")}
        assert found.billable_seconds == 3600
        assert [(row.project, row.billable_seconds) for row in found.projects] == [
            ("Internal", 0),
            ("Redesign", 3600),
        ]


def test_unbilled_is_what_no_invoice_holds(ledger: Ledger) -> None:
    with ledger.write() as work:
        redesign, fixed = add_project(work, "Redesign", "Acme"), add_project(work, "App", "Acme")
        set_project_terms(work, fixed.id, "fixed", "", 100_000)
        set_rate(work, "bill", Scope(), Decimal(90), "EUR")
        hero = add_task(work, "Hero")
        first = log(work, hero, "09:00", "10:00", redesign.id)
        log(work, hero, "10:00", "12:00", redesign.id)
        log(work, hero, "12:00", "13:00", fixed.id)
        log(work, hero, "13:00", "14:00")
        (found,) = unbilled(work)
        assert (found.client, found.tally.value) == ("Acme", Money(27000, "EUR"))
        assert list(found.projects) == [redesign.id]
        hold(work, first, redesign.client_id or "")
        (found,) = unbilled(work)
        assert found.tally.value == Money(18000, "EUR")
        work.run("UPDATE invoice_entry SET freed = 1")
        assert unbilled(work)[0].tally.seconds == 10800


def hold(work: Work, entry_id: str, client_id: str) -> None:
    """Put an entry on a draft."""
    work.run(
        "INSERT INTO invoice (id, kind, state, client_id, currency, language, grouping,"
        " terms_days, created_by, created_at)"
        " VALUES ('i', 'invoice', 'draft', ?, 'EUR', 'en', 'task', 14, ?, 0)",
        (client_id, work.owner),
    )
    work.run(
        "INSERT INTO invoice_line (id, invoice_id, position, kind, description, quantity, unit,"
        " price, amount, tax_category, tax_percent)"
        " VALUES ('l', 'i', 1, 'time', 'x', '1', 'HUR', '90', 9000, 'Z', '0')"
    )
    work.run(
        "INSERT INTO invoice_entry (invoice_id, owner, entry_id, line_id, seconds)"
        " VALUES ('i', ?, ?, 'l', 3600)",
        (work.owner, entry_id),
    )


MINUTES = st.integers(0, 40 * 24 * 60)
WORKED = st.lists(
    st.tuples(MINUTES, st.integers(1, 3000), st.integers(0, 2), st.booleans()), max_size=15
)
RATES = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 300), st.integers(1, 28)), max_size=6)


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(WORKED, RATES, MINUTES, MINUTES)
def test_every_sum_is_that_of_its_entries_one_by_one(
    sqlite_ledger: Ledger,
    worked: list[tuple[int, int, int, bool]],
    priced: list[tuple[int, int, int]],
    one: int,
    other: int,
) -> None:
    with sqlite_ledger.write() as work:
        projects = emptied(work)
        task = add_task(work, "Hero")
        base = at("2026-10-15 00:00")
        for scope, amount, day in priced:
            where = Scope(project_id=projects[scope])
            set_rate(work, "bill", where, Decimal(amount), "EUR", f"2026-11-{day:02d}")
        for start, length, place, billable in worked:
            started = base + start * 60_000_000
            stopped = started + length * 60_000_000
            done = entries.add(work, task, started, stopped, project_id=projects[place])
            entries.edit(work, done.changed[0].id, billable=billable)
        assert margin_sums(work) == {
            key: (tally.spent, tally.billable, sum(tally.values.values()))
            for key, tally in project_values(work).items()
            if key
        }
        low, high = sorted((base + one * 60_000_000, base + other * 60_000_000))
        for span in (None, Span(low, high)):
            wanted = by_hand(work, span)
            found = project_values(work, span)
            shown = {
                key: (tally.spent, tally.billable, tally.no_bill, tally.value_in("EUR"))
                for key, tally in found.items()
                if tally.spent
            }
            assert shown == wanted
            days = totals(work, "day", span)
            assert sum(day.tally.spent for day in days) == sum(row[0] for row in wanted.values())


def emptied(work: Work) -> list[str | None]:
    """Take everything out of the ledger but two projects; return their ids, and None."""
    for table in ("journal_change", "journal", "entry", "task", "rate", "project"):
        work.run(f"DELETE FROM {table}")
    return [add_project(work, "Redesign").id, add_project(work, "App").id, None]


def margin_sums(work: Work) -> dict[str, tuple[int, int, Fraction]]:
    """Add up what the margin view works with, by project: it has to be the same."""
    found = worked(work, work.now(), RateBook(work))
    return {
        project: (row.spent, row.billable, row.value) for (project, _stage), row in found.items()
    }


def by_hand(work: Work, span: Span | None) -> dict[str | None, tuple[int, int, int, int]]:
    """Value each entry by itself: (time, billable time, time without a rate, cents)."""
    sums: dict[str | None, list[int]] = defaultdict(lambda: [0, 0, 0])
    values: dict[str | None, Fraction] = defaultdict(Fraction)
    book = RateBook(work)
    for owner, project, started, stopped, billable in work.rows(
        "SELECT owner, project_id, started_at, stopped_at, billable FROM entry"
    ):
        low, high = span or (started, stopped)
        spent = max(0, min(stopped, high) - max(started, low))
        if not spent:
            continue
        rate = book.bill(project, None, owner, iso_date(date_of(started)))
        sums[project][0] += spent
        sums[project][1] += spent * billable
        sums[project][2] += spent * billable * (rate is None)
        if rate and billable:
            values[project] += Fraction(rate.amount) * 100 * spent / MICRO_HOUR
    return {key: (row[0], row[1], row[2], int(half_up(values[key]))) for key, row in sums.items()}
