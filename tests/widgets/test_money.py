"""How money is drawn: the course of a budget, the columns of projects, what is billed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.margin_records import Bar, ProjectMargin
from billing.money import Money
from tests.widgets.samples import FRIDAY, entry
from tests.widgets.stand import standing
from tests.widgets.test_project_list import KNOWN
from widgets.drawing.entries import entry_words, marks
from widgets.drawing.facts import Fact
from widgets.fact_sheet import FactSheet
from widgets.project_list import ProjectList, project_rows


def margin(burn: str | None, percent: str | None, *, loses: bool = False) -> ProjectMargin:
    """Make the margin of a project of which only two figures matter."""
    texts = dict.fromkeys(
        ("id", "project", "kind", "complete_by", "method_words", "eac_reason"), ""
    )
    unknown = dict.fromkeys(ProjectMargin.__dataclass_fields__)
    known = {
        **texts,
        "currency": "EUR",
        "method": "cpi",
        "seconds": 0,
        "billable_seconds": 0,
        "unstaged_seconds": 0,
        "burn_percent": None if burn is None else Decimal(burn),
        "margin_percent": None if percent is None else Decimal(percent),
        "margin": Money(-1 if loses else 1, "EUR"),
        "stages": (),
        "missing": (),
        "bar": Bar(0, 0, None),
        "runs": False,
    }
    return ProjectMargin(**{**unknown, **known})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fact", "drawn"),
    [
        (Fact("hours", "7 of 10", part=0.5, plan=1.0), "███████      │"),
        (Fact("hours", "16 of 14", part=1.0, plan=0.5), "███████│██████"),
        (Fact("hours", "5 of 10 → 20", part=0.25, plan=0.5, ahead=1.0), "███▌░░░│░░░░░░"),
        (Fact("hours", "5", part=1.0, plan=None, ahead=1.0), "██████████████"),
        (Fact("hours", "0 of 10", part=0.0, plan=1.0), "             │"),
    ],
)
async def test_a_bar_shows_plan_actual_and_projection(fact: Fact, drawn: str) -> None:
    sheet = FactSheet()
    async with standing(sheet, (60, 3)) as (stand, _pilot):
        sheet.show([fact])
        await _pilot.pause()
        assert stand.rows()[0].startswith(f"hours      {drawn}▏ {fact.text}")


async def test_unknown_budgets_and_margins_take_no_room() -> None:
    listing = ProjectList()
    async with standing(listing, (76, 8)) as (stand, pilot):
        listing.show_rows(project_rows(KNOWN, "", archived=False))
        await pilot.pause()
        before = stand.rows()
        listing.margins = {"id of Website": margin(None, None)}
        await pilot.pause()
        assert stand.rows() == before


@pytest.mark.parametrize("width", [68, 76, 120])
async def test_what_is_used_and_left_stands_in_columns(width: int) -> None:
    listing = ProjectList()
    async with standing(listing, (width, 8)) as (stand, pilot):
        listing.margins = {
            "id of Website": margin("112.5", "-8.4", loses=True),
            "id of Internal": margin("40", None),
        }
        listing.show_rows(project_rows(KNOWN, "", archived=False))
        await pilot.pause()
        titles, _client, website, _none, internal = stand.rows()[:5]
        assert "! 112.5 %" in website
        assert ("-8.4 %" in website) == ("margin" in titles)
        assert internal.index("40 %") + 4 == website.index("112.5 %") + 7
        assert website.rstrip().endswith("10:00")
        assert listing.summary()[2] == "  Website 1 mapped ! 112.5 % -8.4 % 1:00 10:00"


def test_an_entry_says_that_it_is_billed_or_on_a_draft() -> None:
    billed = entry("Audit", FRIDAY, 60, invoice="2026-0007")
    assert entry_words(billed, "1:00").endswith("on invoice 2026-0007")
    assert marks(billed, 20) == "billed"
    drafted = entry("Audit", FRIDAY, 60, invoice="0193a7c2-1111-7000-8000-000000000000")
    assert entry_words(drafted, "1:00").endswith("on a draft")
    assert marks(drafted, 20) == "draft"
