"""What a member sees of projects: hours and progress, never money."""

from __future__ import annotations

from decimal import Decimal

from billing.margin import burns, margins
from billing.margin_records import ProjectMargin, StageMargin
from billing.money import Money
from reports.money import purse
from store.entries import add
from store.ledger import Ledger
from store.project_terms import set_project_terms
from store.projects import add_project
from store.rates import Scope, set_rate
from store.stages import add_stage, finish_stage, place_task
from store.tasks import add_task
from store.work import Work

HOUR = 3_600_000_000
OF_MONEY = {"margin_percent", "planned_percent", "drift_points", "final_percent"}


def work_on(work: Work) -> None:
    """Work for six of eight hours on a project with rates and a stage that is done."""
    project = add_project(work, "Website", "Acme").id
    set_project_terms(work, project, "fixed", "", 100_000)
    set_rate(work, "bill", Scope(), Decimal(95), "EUR")
    set_rate(work, "cost", Scope(), Decimal(40), "EUR")
    stage = add_stage(work, project, "Design", 8 * 3600, 100_000)
    task = add_task(work, "Sketches", project)
    place_task(work, task, stage)
    add(work, task, work.now() - 7 * HOUR, work.now() - HOUR)
    finish_stage(work, stage)


def money_in(record: ProjectMargin | StageMargin) -> set[str]:
    """Name the fields that tell of money."""
    return {
        name
        for name in record.__dataclass_fields__
        if isinstance(getattr(record, name), Money)
        or (name in OF_MONEY and getattr(record, name) is not None)
    }


def test_burns_have_the_hours_of_margins_and_none_of_their_money(ledger: Ledger) -> None:
    with ledger.write() as work:
        work_on(work)
        (full,), (bare,) = margins(work), burns(work)
    assert {"cost", "revenue", "margin", "margin_percent", "fee"} <= money_in(full)
    assert money_in(bare) == set()
    assert money_in(bare.stages[0]) == set()
    assert bare.missing == ()
    assert (bare.seconds, bare.burn_percent, bare.complete_percent, bare.bar) == (
        full.seconds,
        full.burn_percent,
        full.complete_percent,
        full.bar,
    )
    assert bare.stages[0].eac_seconds == full.stages[0].eac_seconds == 6 * 3600


def test_a_purse_says_what_needs_attention_only_where_something_is_known(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = add_project(work, "Internal").id
        add(work, add_task(work, "Books", project), work.now() - 2 * HOUR, work.now() - HOUR)
        assert purse(work).attention.sentence == ""
        work_on(work)
        found = purse(work)
    assert found.attention.sentence.startswith("No project needs attention")
    assert {rate.amount for rate in found.rates.values()} == {95}
