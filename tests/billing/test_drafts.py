"""Drafts: what is billed and how it is grouped, what is left out, what one may change."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.crediting import credit_invoice
from billing.drafts import delete_draft, draft_invoice, left_out
from billing.editing import (
    add_line,
    collect_more,
    edit_draft,
    edit_line,
    move_line,
    regroup_draft,
    remove_lines,
)
from billing.issuing import issue_invoice
from billing.refreshing import changed_entries, refresh_draft
from billing.voiding import void_invoice
from store import entries, timer
from store.errors import NothingToDo, Refused
from store.invoices import Invoice
from store.ledger import Ledger
from store.members import add_member
from store.projects import add_project
from store.rates import Scope, set_rate
from store.stages import add_stage, finish_stage
from store.tasks import add_task
from store.work import Work
from tests.billing.studio import (
    CLIENT,
    NOVEMBER,
    again,
    agree,
    amounts,
    billed_on,
    client_id,
    draft,
    lines_of,
    open_studio,
    worked,
)
from tests.store.filling import at, write_down


def reasons(work: Work, invoice: Invoice) -> dict[str, str]:
    """Tell of each task that is left out why it is."""
    return {item.entry.task: item.reason for item in left_out(work, invoice).entries}


@pytest.mark.parametrize(
    ("grouping", "expected"),
    [
        ("task", [("Hero", "3.00"), ("Footer", "1.00")]),
        ("project", [("Website", "4.00")]),
        ("person", [("Ada", "4.00")]),
        ("day", [("Nov 25, 2026", "2.00"), ("Nov 26, 2026", "2.00")]),
        ("entry", [("Hero", "2.00"), ("Footer", "1.00"), ("Hero", "1.00")]),
    ],
)
def test_time_is_grouped(ledger: Ledger, grouping: str, expected: list[tuple[str, str]]) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        work.run("UPDATE member SET name = 'Ada'")
        hero, footer = (add_task(work, name, project) for name in ("Hero", "Footer"))
        write_down(work, hero, "2026-11-25 09:00", "2026-11-25 11:00")
        write_down(work, footer, "2026-11-26 09:00", "2026-11-26 10:00")
        write_down(work, hero, "2026-11-26 10:00", "2026-11-26 11:00")
        made = draft(work, grouping)
        assert [(what, hours) for what, hours, *_ in amounts(work, made.id)] == expected
        assert (made.net, made.tax, made.gross) == (38_000, 7_220, 45_220)


def test_one_group_at_two_rates_is_two_lines(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        task = add_task(work, "Hero", project)
        set_rate(work, "bill", Scope(), Decimal(100), "EUR", "2026-11-26")
        write_down(work, task, "2026-11-25 09:00", "2026-11-25 10:00")
        write_down(work, task, "2026-11-26 09:00", "2026-11-26 10:30")
        assert amounts(work, draft(work).id) == [
            ("Hero", "1.00", "95", 9_500),
            ("Hero", "1.50", "100", 15_000),
        ]


def test_what_is_left_out_is_said(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        worked(work, project, "Billed", "09:00", "10:00")
        unbilled = worked(work, project, "Chat", "10:00", "10:30")
        entries.edit(work, unbilled, billable=False)
        worked(work, project, "Blink", "10:30", "10:30")
        inside = add_project(work, "Inside", CLIENT).id
        agree(work, inside, "internal")
        worked(work, inside, "Bookkeeping", "11:00", "12:00")
        abroad = add_project(work, "Abroad", CLIENT).id
        agree(work, abroad, "hourly", own="USD")
        worked(work, abroad, "Dollars", "12:00", "13:00")
        timer.start(work, add_task(work, "Now", project))
        assert reasons(work, draft(work)) == {
            "Chat": "not billable",
            "Blink": "no time",
            "Bookkeeping": "not billable",
            "Dollars": "billed in USD",
            "Now": "running",
        }


def test_a_missing_rate_is_no_zero(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        work.run("DELETE FROM rate")
        worked(work, project, "Hero", "09:00", "10:00")
        with pytest.raises(NothingToDo, match="1:00 no rate"):
            draft(work)


def test_a_second_draft_gets_the_rest_and_says_so(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        worked(work, project, "First", "09:00", "10:00")
        first = draft(work)
        worked(work, project, "Second", "10:00", "11:00")
        second = draft(work)
        assert [line.description for line in lines_of(work, second.id)] == ["Second"]
        assert reasons(work, second) == {"First": "on another draft"}
        assert all(len(held) == 1 for held in billed_on(work).values())
        with pytest.raises(NothingToDo, match="2:00 on another draft"):
            draft(work)
        delete_draft(work, first.id)
        assert [line.description for line in lines_of(work, draft(work).id)] == ["First"]


def test_time_that_overlaps_is_marked(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        twice = [
            worked(work, project, "One", "09:00", "10:00"),
            worked(work, project, "Two", "09:30", "11:00"),
        ]
        worked(work, project, "Three", "11:00", "12:00")
        beside = worked(work, project, "Four", "12:00", "13:00")
        orbit = add_project(work, "Orbit", "Orbit Labs").id
        worked(work, orbit, "For somebody else", "12:30", "14:00")
        assert left_out(work, draft(work)).overlapping == {*twice, beside}


def test_fees_are_billed_once_and_when_they_are_due(ledger: Ledger) -> None:
    with ledger.write() as work:
        open_studio(work)
        shop = add_project(work, "Shop", CLIENT).id
        agree(work, shop, "fixed", 800_000)
        design = add_stage(work, shop, "Design", budget=300_000)
        add_stage(work, shop, "Build", budget=500_000)
        worked(work, shop, "Drawing", "09:00", "10:00")
        with pytest.raises(NothingToDo, match="in the fixed fee"):
            draft(work)
        finish_stage(work, design, "2026-11-20")
        made = draft(work)
        assert amounts(work, made.id) == [("Design", "1", "3000.00", 300_000)]
        assert [fee.stage for fee, _reason in left_out(work, made).fees] == ["Build"]
        with pytest.raises(NothingToDo):
            draft(work)


def test_the_time_of_everybody_is_billed_at_their_own_rates(sqlite_ledger: Ledger) -> None:
    with sqlite_ledger.write() as work:
        project = open_studio(work)
        worked(work, project, "Hero", "09:00", "10:00")
        add_member(work, "bo", "Bo")
        set_rate(work, "bill", Scope(person="bo"), Decimal(50), "EUR")
        mine, work.owner = work.owner, "bo"
        worked(work, project, "Hero", "09:30", "10:30")
        work.owner = mine
        made = draft(work, "person")
        assert [row[1:] for row in amounts(work, made.id)] == [
            ("1.00", "95", 9_500),
            ("1.00", "50", 5_000),
        ]
        assert left_out(work, made).overlapping == set()
        work.role = "member"
        with pytest.raises(Refused, match="Only an admin"):
            draft(work)
        with pytest.raises(Refused, match="Only an admin"):
            delete_draft(work, made.id)


def test_a_stage_that_is_voided_can_be_billed_again(ledger: Ledger) -> None:
    with ledger.write() as work:
        open_studio(work)
        shop = add_project(work, "Shop", CLIENT).id
        agree(work, shop, "fixed", 800_000)
        finish_stage(work, add_stage(work, shop, "Design", budget=300_000), "2026-11-20")
        made = draft(work)
    issue_invoice(ledger, made.id)
    with ledger.write() as work:
        with pytest.raises(NothingToDo):
            draft(work)
        void_invoice(work, made.id, "wrong")
        again_billed = draft(work)
        assert again_billed.net == 300_000
    issue_invoice(ledger, again_billed.id)
    with ledger.write() as work:
        credit_invoice(work, again_billed.id)
        assert draft(work).net == 300_000


def test_the_fee_of_a_whole_project_is_billed_when_it_is_asked_for(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        worked(work, project, "Hero", "09:00", "10:00")
        shop = add_project(work, "Shop", CLIENT).id
        agree(work, shop, "fixed", 800_000)
        first = draft(work)
        assert [reason for _fee, reason in left_out(work, first).fees] == ["not done yet"]
        second = draft(work, project_id=shop)
        assert amounts(work, second.id) == [("Shop", "1", "8000.00", 800_000)]
        with pytest.raises(NothingToDo):
            draft(work, project_id=shop)


def test_a_capped_project_is_never_billed_beyond_its_cap(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work, rate="100")
        agree(work, project, "capped", 25_000)
        worked(work, project, "One", "08:00", "10:00")
        first = draft(work)
        worked(work, project, "Two", "10:00", "11:00")
        second = draft(work)
        assert (first.net, second.net) == (20_000, 5_000)
        assert amounts(work, second.id)[1][1:] == ("-1", "50.00", -5_000)


@pytest.mark.parametrize("change", ["removed", "dearer", "other deleted", "cap raised"])
def test_what_a_cap_takes_back_follows_what_is_on_the_draft(ledger: Ledger, change: str) -> None:
    with ledger.write() as work:
        project = open_studio(work, rate="100")
        agree(work, project, "capped", 25_000)
        worked(work, project, "One", "08:00", "10:00")
        other = draft(work)
        worked(work, project, "Two", "10:00", "11:00")
        made = draft(work)
        add_line(work, made.id, "Train", Decimal(1), Decimal(40))
        if change == "removed":
            remove_lines(work, made.id, [1])
        elif change == "dearer":
            edit_line(work, made.id, 1, price=Decimal(300))
        elif change == "other deleted":
            delete_draft(work, other.id)
        else:
            agree(work, project, "capped", 27_000)
    net = {"removed": 4_000, "dearer": 9_000, "other deleted": 14_000, "cap raised": 11_000}
    assert issue_invoice(ledger, made.id).net == net[change]


def test_lines_are_added_changed_moved_and_removed(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        worked(work, project, "Hero", "09:00", "10:00")
        made = draft(work)
        add_line(work, made.id, "Train", Decimal(2), Decimal("49.90"))
        edit_line(work, made.id, 1, description="Landing page", price=Decimal(100))
        with pytest.raises(Refused, match="Time cannot be below zero"):
            edit_line(work, made.id, 1, quantity=Decimal(-3))
        move_line(work, made.id, 2, 1)
        assert amounts(work, made.id) == [
            ("Train", "2", "49.90", 9_980),
            ("Landing page", "1.00", "100", 10_000),
        ]
        assert again(work, made).net == 19_980
        edit_draft(work, made.id, discount="10%", notes="Thanks\nAda", terms_days=30)
        assert (again(work, made).net, again(work, made).notes) == (17_982, "Thanks\nAda")
        remove_lines(work, made.id, [2])
        assert (again(work, made).net, billed_on(work)) == (8_982, {})


def test_lines_of_other_taxes_are_taxed_apart(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        worked(work, project, "Hero", "09:00", "10:00")
        made = draft(work)
        add_line(work, made.id, "Book", Decimal(1), Decimal("100"))
        edit_line(work, made.id, 2, tax_percent=Decimal(7))
        assert (again(work, made).tax, again(work, made).gross) == (1_805 + 700, 22_005)
        edit_line(work, made.id, 2, tax_category="AE")
        assert again(work, made).tax == 1_805


def test_a_draft_is_grouped_anew_and_takes_in_more(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        worked(work, project, "Hero", "09:00", "10:00")
        worked(work, project, "Footer", "10:00", "11:00")
        made = draft(work)
        add_line(work, made.id, "Train", Decimal(1), Decimal(10))
        regroup_draft(work, made.id, "project")
        assert [row[:2] for row in amounts(work, made.id)] == [("Website", "2.00"), ("Train", "1")]
        worked(work, project, "Header", "11:00", "12:00")
        collect_more(work, made.id)
        assert [row[:2] for row in amounts(work, made.id)][2] == ("Website", "1.00")
        regroup_draft(work, made.id, "project")
        assert amounts(work, made.id)[0][:2] == ("Website", "3.00")
        assert again(work, made).net == 3 * 9_500 + 1_000


def test_time_that_is_edited_on_a_draft_is_shown_and_counted_anew(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        other = add_project(work, "Other", "Orbit Labs").id
        longer = worked(work, project, "Longer", "09:00", "10:00")
        gone = worked(work, project, "Gone", "10:00", "11:00")
        moved = worked(work, project, "Moved", "11:00", "12:00")
        free = worked(work, project, "Free", "12:00", "13:00")
        made = draft(work)
        entries.edit(work, longer, started_at=at("08:30"))
        entries.delete(work, [gone])
        entries.edit(work, moved, project_id=other)
        entries.edit(work, free, billable=False)
        assert {change.task: change.reason for change in changed_entries(work, made)} == {
            "Longer": "longer",
            "Gone": "deleted",
            "Moved": "for another client",
            "Free": "not billable",
        }
        refresh_draft(work, made.id)
        assert amounts(work, made.id) == [("Longer", "1.50", "95", 14_250)]
        assert (again(work, made).net, list(billed_on(work))) == (14_250, [longer])
        assert changed_entries(work, made) == []


def test_time_at_another_rate_goes_to_a_line_of_its_own(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        task = add_task(work, "Hero", project)
        write_down(work, task, "09:00", "10:00")
        moved = write_down(work, task, "10:00", "11:00")
        made = draft(work)
        dear = add_project(work, "Dear", CLIENT).id
        set_rate(work, "bill", Scope(None, dear), Decimal(200), "EUR")
        entries.edit(work, moved, project_id=dear)
        refresh_draft(work, made.id)
        assert amounts(work, made.id) == [
            ("Hero", "1.00", "95", 9_500),
            ("Hero", "1.00", "200", 20_000),
        ]


def test_what_a_person_wrote_over_stays(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        entry = worked(work, project, "Hero", "09:00", "10:00")
        made = draft(work)
        edit_line(work, made.id, 1, quantity=Decimal(1), price=Decimal(500))
        entries.edit(work, entry, started_at=at("08:00"))
        refresh_draft(work, made.id)
        assert amounts(work, made.id) == [("Hero", "1", "500", 50_000)]


def test_an_empty_draft_takes_lines_by_hand(ledger: Ledger) -> None:
    with ledger.write() as work:
        open_studio(work)
        made = draft_invoice(work, client_id(work), None)
        add_line(work, made.id, "Workshop", Decimal("1.5"), Decimal("800"))
        assert again(work, made).net == 120_000


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"price": Decimal(-1)}, "below zero"),
        ({"price": Decimal(10) ** 12}, "less than"),
        ({"quantity": Decimal("0.00001")}, "4 decimals"),
        ({"quantity": Decimal("NaN")}, "less than"),
        ({"description": " \n"}, "needs a description"),
        ({"tax_category": "XX"}, "no tax XX"),
        ({"tax_percent": Decimal(101)}, "0 to 100"),
    ],
)
def test_what_is_no_line_is_refused(
    sqlite_ledger: Ledger, change: dict[str, object], sentence: str
) -> None:
    with sqlite_ledger.write() as work:
        worked(work, open_studio(work), "Hero", "09:00", "10:00")
        made = draft(work)
        before = lines_of(work, made.id)
        with pytest.raises(Refused, match=sentence):
            edit_line(work, made.id, 1, **change)
        assert lines_of(work, made.id) == before


@pytest.mark.parametrize("discount", ["110%", "-5", "1000", "much"])
def test_a_discount_that_cannot_be_is_refused(sqlite_ledger: Ledger, discount: str) -> None:
    with sqlite_ledger.write() as work:
        worked(work, open_studio(work), "Hero", "09:00", "10:00")
        made = draft(work)
        with pytest.raises(Refused):
            edit_draft(work, made.id, discount=discount)


@pytest.mark.parametrize(
    ("currency", "rate", "gross"), [("JPY", "9800", 17_493), ("KWD", "30.125", 53_774)]
)
def test_currencies_have_their_own_decimals(
    ledger: Ledger, currency: str, rate: str, gross: int
) -> None:
    with ledger.write() as work:
        worked(work, open_studio(work, rate, currency), "Hero", "09:00", "10:30")
        assert draft(work).gross == gross


def test_time_is_rounded_as_the_client_wants(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(
            work, increment_minutes="15", increment_mode="up", increment_per="entry"
        )
        task = add_task(work, "Hero", project)
        write_down(work, task, "09:00", "09:01")
        write_down(work, task, "10:00", "10:16")
        assert amounts(work, draft(work).id) == [("Hero", "0.75", "95", 7_125)]


def test_periods_end_with_their_last_day(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = open_studio(work)
        task = add_task(work, "Hero", project)
        for day in ("2026-10-31", "2026-11-01", "2026-11-26"):
            write_down(work, task, f"{day} 23:00", f"{day} 23:59")
        assert draft(work).net == 2 * 9_342
        with pytest.raises(Refused, match="ends before"):
            draft_invoice(work, client_id(work), (NOVEMBER[1], NOVEMBER[0]))
