"""Money in Projects: bars and margins, what needs attention, terms, rates, stages, estimates."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from billing.margin import margins
from screens.dialogs.dialog import Sentence
from screens.dialogs.rates import RateList, Rates
from screens.dialogs.review_estimate import ReviewEstimate, ReviewList
from screens.dialogs.sheet import Sheet
from screens.dialogs.stages import StageList, Stages
from store.client_terms import client_terms
from store.clients import find_client
from store.estimates import estimates
from store.issuer import issuer
from store.ledger import Ledger
from store.project_progress import project_progress
from store.project_terms import project_terms
from store.projects import find_project
from store.rates import Rate, Scope, rates, set_rate
from store.stages import Stage, stages
from store.tasks import add_task
from tests.clock import FixedClock
from tests.screens.agency import fill, run_timer
from tests.screens.members import bob_beside
from tests.screens.purse import price
from tests.screens.stage import SMALL, WIDE, opened
from tests.screens.stage import Stage as Scene
from widgets.fact_sheet import FactSheet
from widgets.project_list import ProjectList

OFFER = """# Offer

## Endpoints
- Login and sessions: 12 h, 1320.00 EUR
- Import of orders: 3 days, 2640.00 EUR

## Tests
- Load tests: 8 h, 880.00 EUR
"""


@pytest.fixture
def priced(sqlite_ledger: Ledger) -> Ledger:
    """Return a ledger with a week and its money."""
    fill(sqlite_ledger)
    price(sqlite_ledger)
    return sqlite_ledger


def money(scene: Scene) -> list[str]:
    """What is said about the money of the selected project."""
    return scene.app.screen.query_one("#money", FactSheet).summary()


def rows(scene: Scene) -> list[str]:
    return scene.app.screen.query_one(ProjectList).summary()


def all_rates(ledger: Ledger) -> list[Rate]:
    with ledger.read() as work:
        return rates(work)


def all_stages(ledger: Ledger, project: str) -> list[Stage]:
    with ledger.read() as work:
        return stages(work, find_project(work, project).id)


async def test_without_any_money_nothing_is_said_of_it(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as scene:
        await scene.press("4")
        assert rows(scene)[2] == "> Acme Redesign 1 mapped 11:05 11:05"
        assert not scene.app.screen.query_one("#attention").display
        assert "margin" not in scene.text
        assert "€" not in scene.text


@pytest.mark.parametrize("size", [SMALL, WIDE, (200, 60)])
async def test_the_list_shows_what_is_used_and_what_is_left(
    priced: Ledger, size: tuple[int, int]
) -> None:
    async with opened(priced, size) as scene:
        await scene.press("4")
        (row,) = [line for line in scene.lines if "Acme Redesign" in line and "!" in line][-1:]
        assert "! 110.8 %" in row
        assert "████████" in row
        with priced.read() as work:
            sentence = scene.app.screen.query_one("#attention", Sentence)
            found = {margin.project: margin for margin in margins(work)}
        assert str(sentence.content).startswith("Acme Redesign needs attention: ")
        assert found["Acme Redesign"].burn_percent == Decimal("110.8")


async def test_the_details_say_each_figure_and_where_it_goes(priced: Ledger) -> None:
    async with opened(priced) as scene:
        await scene.press("4")
        facts = money(scene)
        assert facts[0] == "kind: fixed fee €800.00"
        assert "hours: 11:05 of 10" in facts
        assert "used: 110.8 % of the estimate, over it" in facts
        assert "done: 0 % by its stages" in facts
        assert "cost: €443.33" in facts
        assert "your rate: 95 EUR an hour" in facts
        assert "at the end: too early" in facts
        assert "! Design · 0 % done · was due 2026-11-20" in facts
        assert "  hours: 7:20 of 6" in facts


async def test_a_finished_stage_lets_the_end_be_projected_by_a_named_method(
    priced: Ledger,
) -> None:
    async with opened(priced) as scene:
        await scene.press("4", "S")
        assert isinstance(scene.app.screen, Stages)
        await scene.press("d")
        assert all_stages(priced, "Acme Redesign")[0].done_on == "2026-11-27"
        listing = scene.app.screen.query_one(StageList)
        assert listing.summary()[0] == "> Design 6 h 500.00 done 2026-11-27"
        await scene.press("escape")
        facts = money(scene)
        assert "done: 60 % by its stages" in facts
        assert "revenue: €480.00 earned of the fee" in facts
        assert "margin: €36.67, 7.6 %, planned 50 %" in facts
        assert "at the end: 18:28 h, cost €738.89" in facts
        assert " : the rest goes as what is done went (EAC = BAC / CPI)" in facts


async def test_a_missing_rate_is_listed_with_its_key_and_mended_by_it(
    sqlite_ledger: Ledger,
) -> None:
    fill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        set_rate(work, "bill", Scope(), Decimal(95), "EUR")
    async with opened(sqlite_ledger) as scene:
        await scene.press("4")
        assert "! 11:05 h of me have no cost rate and are left out. R adds one." in money(scene)
        await scene.press("R", "a", "end", "enter", "ctrl+u")
        await scene.type("price")
        await scene.press("tab")
        await scene.type("40.5")
        await scene.press("enter")
        assert "“price” is no choice. There are: bill, cost." in scene.text
        await scene.press("ctrl+u")
        await scene.type("cost")
        await scene.press("enter")
        assert [(row.kind, row.amount) for row in all_rates(sqlite_ledger)] == [
            ("bill", Decimal(95)),
            ("cost", Decimal("40.5")),
        ]
        assert isinstance(scene.app.screen, Rates)
        assert "> cost always 40.5 EUR/h now" in scene.app.screen.query_one(RateList).summary()
        await scene.press("escape")
        assert not any("no cost rate" in fact for fact in money(scene))


async def test_a_new_rate_holds_from_its_day_and_the_old_one_stays(priced: Ledger) -> None:
    async with opened(priced) as scene:
        await scene.press("4", "R", "a", "enter", "tab")
        await scene.type("120")
        await scene.press("tab", "tab", "tab")
        await scene.type("2026-12-01")
        await scene.press("enter")
        project = [rate for rate in all_rates(priced) if rate.project_id]
        assert [(rate.amount, rate.valid_from) for rate in project] == [
            (Decimal(120), "2026-12-01")
        ]
        assert "  bill from 2026-12-01 120 EUR/h" in scene.app.screen.query_one(RateList).summary()


async def test_the_terms_of_a_client_are_checked_field_by_field(priced: Ledger) -> None:
    async with opened(priced, SMALL) as scene:
        await scene.press("4", "up", "t")
        assert isinstance(scene.app.screen, Sheet)
        await scene.type("Hauptstr. 1")
        await scene.press("tab", "tab", "tab")
        await scene.type("Narnia")
        await scene.press("ctrl+s")
        assert "“Narnia” is no country" in scene.text
        assert scene.app.focused is scene.app.screen.query_one("#field-country")
        await scene.press("ctrl+u")
        await scene.type("DE")
        await scene.press("enter")
        with priced.read() as work:
            terms = client_terms(work, find_client(work, "Acme GmbH").id)
        assert (terms.street, terms.country, terms.terms_days) == ("Hauptstr. 1", "DE", 14)
        assert "Acme GmbH is saved." in scene.notices


async def test_how_a_project_earns_is_changed_and_taken_back_as_one(priced: Ledger) -> None:
    async with opened(priced) as scene:
        await scene.press("4", "t", "ctrl+u")
        await scene.type("capped")
        await scene.press("tab", "ctrl+u")
        await scene.type("1.500,50")
        await scene.press("tab", "tab")
        await scene.type("40")
        await scene.press("enter")
        with priced.read() as work:
            key = find_project(work, "Acme Redesign").id
            terms, progress = project_terms(work, key), project_progress(work, key)
        assert (terms.kind, terms.fee, progress.complete) == ("capped", 150_050, "40")
        assert money(scene)[0] == "kind: by the hour, at most €1,500.50"
        await scene.press("u")
        with priced.read() as work:
            terms, progress = project_terms(work, key), project_progress(work, key)
        assert (terms.kind, terms.fee, progress.complete) == ("fixed", 80_000, None)


async def test_who_bills_is_said_once_for_all(priced: Ledger) -> None:
    async with opened(priced, SMALL) as scene:
        await scene.press("4", "b")
        await scene.type("Northwind Studio")
        await scene.press("enter")
        with priced.read() as work:
            assert issuer(work).name == "Northwind Studio"


async def test_before_the_first_invoice_somebody_says_who_bills(priced: Ledger) -> None:
    async with opened(priced) as scene:
        await scene.press("5", "a")
        assert "Who bills" in scene.text
        await scene.type("Northwind Studio")
        await scene.press("enter")
        assert "Who is the invoice for?" in scene.text
        await scene.press("escape", "a")
        assert "Who is the invoice for?" in scene.text


async def test_an_estimate_is_reviewed_beside_its_source_and_saved_as_stages(
    priced: Ledger, tmp_path: Path
) -> None:
    path = tmp_path / "offer.md"
    path.write_text(OFFER, encoding="utf-8")
    async with opened(priced) as scene:
        await scene.press("4", "down", "down", "i")
        await scene.type(str(tmp_path / "nothing.md"))
        await scene.press("enter")
        assert "There is no file" in scene.text
        await scene.press("ctrl+u")
        await scene.type(str(path))
        await scene.press("enter")
        assert isinstance(scene.app.screen, ReviewEstimate)
        assert "│   4 - Login and sessions: 12 h, 1320.00 EUR" in scene.text
        assert "3 lines · 44 h · 4840.00 EUR · ! 1 to look at" in scene.text
        await scene.press("down", "enter", "tab", "tab", "ctrl+u")
        await scene.type("20:30")
        await scene.press("enter")
        listing = scene.app.screen.query_one(ReviewList)
        assert "> Import of orders 20.5 2640.00" in listing.summary()[2]
        assert "to look at" not in scene.text
        await scene.press("down", "d", "a")
        await scene.type("Rehearsal")
        await scene.press("tab", "ctrl+u")
        await scene.type("Launch")
        await scene.press("tab")
        await scene.type("3")
        await scene.press("enter", "ctrl+s")
        found = all_stages(priced, "Orbit API")
        assert [(row.name, row.budget_seconds, row.budget) for row in found] == [
            ("Endpoints", 117_000, 396_000),
            ("Launch", 10_800, None),
        ]
        with priced.read() as work:
            (kept,) = estimates(work, found[0].project_id)
        assert kept.source_text == OFFER.strip()


async def test_corrections_are_not_thrown_away_unasked(priced: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "offer.md"
    path.write_text(OFFER, encoding="utf-8")
    async with opened(priced, SMALL) as scene:
        await scene.press("4", "i")
        await scene.type(str(path))
        await scene.press("enter", "d", "escape")
        assert "Leave the estimate?" in scene.text
        await scene.press("enter")
        assert isinstance(scene.app.screen, ReviewEstimate)
        await scene.press("escape", "down", "enter")
        assert scene.app.place_name == "projects"
        assert [row.name for row in all_stages(priced, "Acme Redesign")] == ["Design", "Audit"]


async def test_a_task_is_put_into_a_stage_from_today_and_from_entries(priced: Ledger) -> None:
    def placed() -> dict[str, str]:
        with priced.read() as work:
            return dict(
                work.rows(
                    "SELECT task.name, stage.name FROM stage_task JOIN stage ON stage.id = stage_id"
                    " JOIN task ON task.owner = stage_task.owner AND task.id = task_id"
                )
            )

    async with opened(priced) as scene:
        await scene.press("2", "home", "S", "down", "enter")
        assert placed()["Homepage hero"] == "Audit"
        await scene.press("S", "down", "down", "enter")
        assert "Homepage hero" not in placed()


async def test_tasks_that_fit_a_stage_are_offered_and_put_there(priced: Ledger) -> None:
    with priced.write() as work:
        add_task(work, "Design of icons", find_project(work, "Acme Redesign").id)
    async with opened(priced, SMALL) as scene:
        await scene.press("4", "S", "t")
        assert "Design of icons → Design (its name)" in scene.text
        await scene.press("enter")
        assert "Put 1 task into stages." in scene.notices
        await scene.press("t")
        assert "No task of yours" in scene.notices[-1]
        with priced.read() as work:
            assert work.row("SELECT COUNT(*) FROM stage_task") == (3,)


async def test_a_member_sees_hours_and_the_own_rate_and_no_money_of_others(
    priced: Ledger, clock: FixedClock
) -> None:
    with bob_beside(priced, clock) as bob:
        with priced.write() as work:
            set_rate(work, "bill", Scope(person="bob"), Decimal(70), "EUR")
        async with opened(bob) as scene:
            await scene.press("4")
            facts = money(scene)
            assert "hours: 11:05 of 10" in facts
            assert "your rate: 70 EUR an hour" in facts
            assert not any(word in " ".join(facts) for word in ("€", "cost", "margin", "revenue"))
            await scene.press("R")
            shown = scene.app.screen.query_one(RateList).summary()
            assert shown == [
                "  Everything",
                "> bill always 95 EUR/h now",
                "  Everything · bob",
                "  bill from 2026-11-27 70 EUR/h now",
            ]
            await scene.press("a", "escape", "t", "i")
            assert scene.app.place_name == "projects"
            assert not isinstance(scene.app.screen, Sheet)


async def test_the_bar_of_the_running_project_grows_with_the_minute(
    priced: Ledger, clock: FixedClock
) -> None:
    run_timer(priced, "asana:11", 30)
    async with opened(priced) as scene:
        await scene.press("4")
        assert "hours: 11:35 of 10" in money(scene)
        clock.advance(minutes=1)
        place = scene.app.place
        assert place is not None
        place.pass_time(clock.wall())
        await scene.settle()
        assert "hours: 11:36 of 10" in money(scene)
