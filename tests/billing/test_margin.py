"""Margins from entries, rates and estimates, on both engines, against sums made entry by entry."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from billing.attention import FINE, NOTHING, attention
from billing.margin import margins
from billing.margin_records import MissingRate, ProjectMargin
from billing.money import Money, half_up
from billing.rates import RateBook
from billing.valuation import project_values
from store import timer
from store.errors import Refused
from store.ledger import Ledger
from store.local_time import day_start
from store.project_progress import choose_method, say_complete, say_remaining
from store.project_terms import set_project_terms
from store.projects import add_project, archive_project
from store.rates import Scope, set_rate
from store.stages import add_stage, archive_stage, find_stage, finish_stage, place_task
from store.tasks import add_task, archive_task
from store.work import Work
from tests.clock import FixedClock
from tests.store.filling import RemoteTask, adopted, map_project, mirror, write_down

HOUR = 3600


def set_rates(work: Work, bill: str = "100", cost: str = "60") -> None:
    """Say what an hour of anybody is billed at and costs."""
    set_rate(work, "bill", Scope(), Decimal(bill), "EUR")
    set_rate(work, "cost", Scope(), Decimal(cost), "EUR")


def euros(text: str) -> Money:
    """Make an amount in euros."""
    return Money(int(Decimal(text) * 100), "EUR")


def build(work: Work, kind: str = "hourly", fee: int | None = None) -> tuple[str, str, str]:
    """Make a project with two stages of 40 and 60 hours, and ten hours in the first."""
    set_rates(work)
    project = add_project(work, "Website", "Acme").id
    set_project_terms(work, project, kind, "", fee)
    design = add_stage(work, project, "Design", 40 * HOUR, 400_000)
    add_stage(work, project, "Build", 60 * HOUR, 600_000)
    task = add_task(work, "Wireframes", project)
    place_task(work, task, design)
    write_down(work, task, "2026-11-23 08:00", "2026-11-23 18:00", project_id=project)
    return project, design.id, task


def only(work: Work, as_of: int | None = None) -> ProjectMargin:
    """Return the margin of the one project."""
    (found,) = margins(work, as_of)
    return found


def test_an_hourly_project_by_hand(ledger: Ledger) -> None:
    with ledger.write() as work:
        build(work)
        found = only(work)
    assert (found.seconds, found.budget_seconds, found.budget) == (
        *(10 * HOUR, 100 * HOUR, euros("10000")),
    )
    assert (found.revenue, found.cost, found.margin) == (
        *(euros("1000"), euros("600"), euros("400")),
    )
    assert (found.margin_percent, found.burn_percent) == (Decimal("40.0"), Decimal("10.0"))
    assert (found.planned_margin, found.planned_percent) == (euros("4000"), Decimal("40.0"))
    assert (found.drift_points, found.hourly) == (Decimal("0.0"), euros("100"))
    design, rest = found.stages
    assert (design.seconds, design.burn_percent, design.revenue) == (
        *(10 * HOUR, Decimal("25.0"), euros("1000")),
    )
    assert (rest.seconds, rest.burn_percent, rest.cost) == (0, Decimal("0.0"), euros("0"))


def test_time_that_is_not_billable_costs_and_earns_nothing(ledger: Ledger) -> None:
    with ledger.write() as work:
        project, _design, task = build(work)
        entry = write_down(work, task, "2026-11-24 08:00", "2026-11-24 18:00", project_id=project)
        work.run("UPDATE entry SET billable = 0 WHERE id = ?", (entry,))
        found = only(work)
    assert (found.revenue, found.cost, found.margin) == (
        *(euros("1000"), euros("1200"), euros("-200")),
    )
    assert (found.hourly, found.margin_percent) == (euros("50"), Decimal("-20.0"))


def test_a_fixed_fee_is_earned_by_what_is_done(ledger: Ledger) -> None:
    with ledger.write() as work:
        project, design, _task = build(work, "fixed", 1_000_000)
        assert only(work).revenue == euros("0")
        finish_stage(work, find_stage(work, project, design))
        found = only(work)
    assert (found.complete_percent, found.complete_by) == (Decimal("40.0"), "stages")
    assert found.revenue == euros("4000")
    assert found.stages[0].revenue == euros("4000")
    assert (found.eac_seconds, found.eac) == (25 * HOUR, euros("1500"))
    assert (found.final_revenue, found.final_margin) == (euros("10000"), euros("8500"))
    assert found.drift_seconds == -30 * HOUR
    assert "BAC / CPI" in found.method_words


def test_capped_work_earns_no_more_than_its_cap(ledger: Ledger) -> None:
    with ledger.write() as work:
        build(work, "capped", 80_000)
        found = only(work)
    assert (found.value, found.revenue, found.margin) == (
        *(euros("1000"), euros("800"), euros("200")),
    )
    assert found.stages[0].revenue == euros("800")


def test_internal_work_has_no_revenue(ledger: Ledger) -> None:
    with ledger.write() as work:
        build(work, "internal")
        found = only(work)
    assert (found.revenue, found.value, found.margin, found.cost) == (
        *(None, None, None, euros("600")),
    )
    assert (found.missing, found.billable_seconds) == ((), 0)


def test_what_has_no_rate_is_listed_and_never_zero(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = add_project(work, "Website").id
        task = add_task(work, "task")
        write_down(work, task, "2026-11-23 08:00", "2026-11-23 10:00", project_id=project)
        found = only(work)
        assert (found.cost, found.revenue, found.margin) == (None, None, None)
        assert found.missing == (
            MissingRate("bill", work.owner, 2 * HOUR),
            MissingRate("cost", work.owner, 2 * HOUR),
        )
        assert "no rate" in attention([found]).sentence
        set_rate(work, "bill", Scope(), Decimal(100), "EUR", "2026-11-24")
        write_down(work, task, "2026-11-24 08:00", "2026-11-24 09:00", project_id=project)
        found = only(work)
    assert found.revenue == euros("100")
    assert found.missing[0].seconds == 2 * HOUR


def test_a_running_timer_counts_up_to_the_moment(ledger: Ledger, clock: FixedClock) -> None:
    with ledger.write() as work:
        project, _design, task = build(work)
        timer.start(work, task, project_id=project)
    clock.advance(hours=2)
    with ledger.read() as work:
        found = only(work)
        assert (found.seconds, found.runs, found.cost) == (12 * HOUR, True, euros("720"))
        assert only(work, work.now() + HOUR * 1_000_000).seconds == 13 * HOUR
        assert only(work, work.now() - 10 * HOUR * 1_000_000).seconds == 10 * HOUR


def test_done_tasks_tell_how_much_is_done(ledger: Ledger) -> None:
    with ledger.write() as work:
        project, design, task = build(work)
        other = add_task(work, "Mockups", project)
        place_task(work, other, find_stage(work, project, design))
        archive_task(work, task)
        found = only(work)
        assert found.stages[0].complete_percent == Decimal("50.0")
        assert found.complete_percent == Decimal("20.0")
        assert found.eac_seconds == 50 * HOUR
        say_complete(work, project, Decimal("12.5"))
        assert (only(work).complete_percent, only(work).complete_by) == (Decimal("12.5"), "hand")
        say_complete(work, project, None)
        assert only(work).complete_by == "stages"


def test_tasks_done_elsewhere_count_also_where_they_were_never_picked(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = add_project(work, "Website").id
        map_project(work, "r1", project)
        picked = adopted(work, RemoteTask("1", project_ids=("r1",)))
        work.run("UPDATE task SET project_id = ? WHERE id = ?", (project, picked[0]))
        connection = work.rows("SELECT id FROM connection")[0][0]
        mirror(work, connection, RemoteTask("2", project_ids=("r1",), completed=True))
        mirror(work, connection, RemoteTask("3", project_ids=("elsewhere",), completed=True))
        assert (only(work).complete_percent, only(work).complete_by) == (Decimal("50.0"), "tasks")
        mirror(work, connection, RemoteTask("1", project_ids=("r1",), completed=True))
        assert only(work).complete_percent == Decimal("100.0")


def test_each_method_has_its_name_and_its_figure(ledger: Ledger) -> None:
    with ledger.write() as work:
        project, _design, task = build(work)
        write_down(work, task, "2026-11-24 08:00", "2026-11-24 18:00", project_id=project)
        say_complete(work, project, Decimal(10))
        assert only(work).eac_seconds == 200 * HOUR
        choose_method(work, project, "remaining")
        assert only(work).eac_seconds == 110 * HOUR
        say_remaining(work, project, 30 * HOUR)
        found = only(work)
        assert (found.method, found.eac_seconds, found.eac) == (
            *("reestimate", 50 * HOUR, euros("3000")),
        )
        assert "anew" in found.method_words
        with pytest.raises(Refused, match="no method"):
            choose_method(work, project, "magic")
        with pytest.raises(Refused, match="between 0 and 100"):
            say_complete(work, project, Decimal(101))


def test_it_is_too_early_to_say(ledger: Ledger) -> None:
    with ledger.write() as work:
        project, design, _task = build(work)
        add_stage(work, project, "Launch", HOUR)
        finish_stage(work, find_stage(work, project, design))
        found = only(work)
    assert (found.eac, found.eac_seconds, found.eac_reason) == (None, None, "too early")
    assert found.final_margin is None


def test_time_in_an_archived_stage_is_in_none(ledger: Ledger) -> None:
    with ledger.write() as work:
        project, design, _task = build(work)
        archive_stage(work, find_stage(work, project, design))
        found = only(work)
    assert [stage.name for stage in found.stages] == ["Build"]
    assert (found.unstaged_seconds, found.seconds) == (10 * HOUR, 10 * HOUR)


def test_the_sentence_names_the_project_that_loses_most(ledger: Ledger) -> None:
    with ledger.write() as work:
        assert attention(margins(work)).sentence == NOTHING
        build(work)
        assert attention(margins(work)).sentence == FINE
        losing = add_project(work, "Orbit").id
        set_project_terms(work, losing, "fixed", "", 50_000)
        add_stage(work, losing, "All", 10 * HOUR)
        task = add_task(work, "Orbit task", losing)
        write_down(work, task, "2026-11-25 08:00", "2026-11-25 18:00", project_id=losing)
        say_complete(work, losing, Decimal(50))
        found = attention(margins(work))
        assert found.project_id == losing
        assert found.sentence == (
            "Orbit needs attention: it loses €700.00 in the end, for it will cost €1,200.00,"
            " and its work is worth €1,000.00, above the fee of €500.00."
        )
        archive_project(work, losing)
        assert [margin.project for margin in margins(work)] == ["Website"]


@pytest.mark.parametrize(("kind", "what"), [("fixed", "fee"), ("capped", "cap")])
def test_work_above_a_fee_or_a_cap_needs_attention(ledger: Ledger, kind: str, what: str) -> None:
    with ledger.write() as work:
        set_rates(work)
        project = add_project(work, "Orbit").id
        set_project_terms(work, project, kind, "", 10_000)
        task = add_task(work, "Orbit task", project)
        write_down(work, task, "2026-11-25 08:00", "2026-11-25 18:00", project_id=project)
        found = only(work)
    assert found.value
    said = attention([replace(found, final_margin=None, margin=None)]).sentence
    assert f"above the {what} of €100.00" in said


def test_a_late_stage_needs_attention(ledger: Ledger) -> None:
    with ledger.write() as work:
        set_rates(work)
        project = add_project(work, "Website").id
        add_stage(work, project, "Design", 40 * HOUR, None, "2026-11-20")
        found = only(work)
    assert found.stages[0].late
    assert "Design was due on 2026-11-20" in attention([found]).sentence


def test_a_member_sees_no_margins(sqlite_ledger: Ledger) -> None:
    with sqlite_ledger.write() as work:
        work.role = "member"
        with pytest.raises(Refused, match="admin"):
            margins(work)


@pytest.mark.parametrize("seed", range(3))
def test_sums_by_sql_are_those_of_every_entry(ledger: Ledger, seed: int) -> None:
    chance = random.Random(seed)
    with ledger.write() as work:
        fill(work, chance)
        found = margins(work)
        book = RateBook(work)
        for margin in found:
            value, cost, seconds = by_entry(work, book, margin.id)
            assert margin.seconds == seconds
            assert margin.value == Money(int(half_up(value)), "EUR")
            assert margin.cost == Money(int(half_up(cost)), "EUR")
        assert sum(stage.seconds for m in found for stage in m.stages) + sum(
            m.unstaged_seconds for m in found
        ) == pytest.approx(sum(m.seconds for m in found), abs=10)
        totals = project_values(work)
        assert {margin.id: margin.seconds for margin in found if margin.seconds} == {
            key: tally.seconds for key, tally in totals.items() if key
        }


def fill(work: Work, chance: random.Random) -> None:
    """Write rates that change, and entries around the days on which they do."""
    work.run("INSERT INTO member (handle, name, role, created_at) VALUES ('ben', 'B', 'member', 0)")
    projects = [add_project(work, f"P{number}", f"C{number % 2}").id for number in range(3)]
    for kind in ("bill", "cost"):
        set_rate(work, kind, Scope(), Decimal("71.35"), "EUR", "1970-01-01")
        for _ in range(5):
            scope = chance.choice(
                [
                    Scope(),
                    Scope(person="ben"),
                    Scope(project_id=projects[0]),
                    Scope(person=work.owner),
                ]
            )
            day = f"2026-1{chance.randint(0, 1)}-{chance.randint(1, 28):02d}"
            amount = Decimal(chance.randint(2000, 15000)) / 100
            set_rate(work, kind, scope, amount, "EUR", day)
    stage = add_stage(work, projects[0], "S", 10 * HOUR)
    first = day_start((2026, 10, 1))
    for number in range(120):
        owner = chance.choice([work.owner, "ben"])
        own, work.owner = work.owner, owner
        task = add_task(work, f"T{number}")
        work.owner = own
        project = chance.choice(projects)
        if owner == own and chance.random() < 0.5:
            place_task(work, task, stage)
        started = first + chance.randint(0, 57 * 86_400) * 1_000_000
        stopped = started + chance.randint(1, 9 * HOUR * 10**6)
        work.run(
            "INSERT INTO entry (id, owner, task_id, project_id, started_at, stopped_at, zone, note,"
            " billable, tags, flags, boot_id, boot_at) VALUES"
            " (?, ?, ?, ?, ?, ?, 'Europe/Berlin', '', ?, '', '', '', 0)",
            (work.new_id(), owner, task, project, started, stopped, chance.randint(0, 1)),
        )


def by_entry(work: Work, book: RateBook, project_id: str) -> tuple[Fraction, Fraction, int]:
    """Value a project's entries one by one, without any grouping."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    value = cost = Fraction(0)
    spent = 0
    for owner, started, stopped, billable, client_id in work.rows(
        "SELECT owner, started_at, stopped_at, billable, client_id FROM entry"
        " JOIN project ON project.id = project_id WHERE project_id = ?",
        (project_id,),
    ):
        day = datetime.fromtimestamp(started / 10**6, ZoneInfo("Europe/Berlin")).date().isoformat()
        hours = Fraction(stopped - started, 3_600_000_000)
        bill = book.bill(project_id, client_id, owner, day)
        price = book.cost(project_id, client_id, owner, day)
        assert bill is not None
        assert price is not None
        value += hours * Fraction(bill.amount) * 100 if billable else 0
        cost += hours * Fraction(price.amount) * 100
        spent += stopped - started
    return value, cost, spent // 10**6
