"""The list of integrations and the sheet of facts below it."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len

from tests.widgets.stand import standing
from widgets.connection_list import ConnectionList, Row
from widgets.drawing.facts import Fact, wrapped
from widgets.fact_sheet import FactSheet


def row(when: str = "20 s ago") -> Row:
    """Say an account in trouble."""
    return Row(
        *("asana", "Lena [b]", "! trouble", "warning"),
        *(when, "next in 40 s", "4,845 tasks", None),
    )


async def test_an_integration_says_its_state_in_a_word() -> None:
    made = ConnectionList(lambda _subject: row())
    made.show_rows(["lena"])
    assert made.summary() == ["> asana Lena [b] ! trouble 4,845 tasks"]
    async with standing(made, (110, 4)) as (stand, _pilot):
        for words in ("Lena [b]", "! trouble", "20 s ago", "next in 40 s", "4,845 tasks"):
            assert words in stand.rows()[0]


async def test_where_there_is_little_room_the_next_poll_goes() -> None:
    made = ConnectionList(lambda _subject: row())
    made.show_rows(["lena"])
    async with standing(made, (76, 4)) as (stand, _pilot):
        assert "next in" not in stand.rows()[0]
        assert "4,845 tasks" in stand.rows()[0]


async def test_only_rows_whose_words_changed_are_drawn_again() -> None:
    said: dict[Any, Row] = {"lena": row("10 s ago"), "mia": row("10 s ago")}
    made = ConnectionList(said.__getitem__)
    made.show_rows(list(said))
    async with standing(made, (110, 4)) as (stand, pilot):
        made.tick()
        said["mia"] = row("30 s ago")
        made.tick()
        await pilot.pause()
        assert "10 s ago" in stand.rows()[0]
        assert "30 s ago" in stand.rows()[1]


async def test_facts_are_broken_between_words_below_their_name() -> None:
    sheet = FactSheet()
    async with standing(sheet, (30, 6)) as (stand, pilot):
        sheet.show([Fact("Where", "Northwind Studio and Acme"), Fact("Who", "[b]Lena[/]")])
        await pilot.pause()
        assert [line.rstrip() for line in stand.rows()[:3]] == [
            "Where      Northwind Studio",
            "           and Acme",
            "Who        [b]Lena[/]",
        ]
        assert sheet.size.height == 3
        assert sheet.summary() == ["Where: Northwind Studio and Acme", "Who: [b]Lena[/]"]


async def test_a_meter_stands_before_what_it_measures() -> None:
    sheet = FactSheet()
    async with standing(sheet, (60, 4)) as (stand, pilot):
        sheet.show([Fact("Requests", "60 of 120", part=0.5)])
        await pilot.pause()
        assert stand.rows()[0].rstrip() == "Requests   ███████       ▏ 60 of 120"
        sheet.show([Fact("Requests", "999 of 120", part=8.3)])
        await pilot.pause()
        assert "██████████████▏ 999" in stand.rows()[0]


async def test_a_countdown_draws_only_its_row() -> None:
    sheet = FactSheet()
    async with standing(sheet, (60, 4)) as (_stand, pilot):
        sheet.show([Fact("Who", "Lena"), Fact("Next", "in 9 s")])
        await pilot.pause()
        first, second = sheet._rows
        sheet._dirty_regions.clear()
        sheet.show([Fact("Who", "Lena"), Fact("Next", "in 8 s")])
        assert sheet._rows[0] == first
        assert sheet._rows[1] != second
        assert [region.y for region in sheet._dirty_regions] == [1]


def test_no_row_is_wider_than_its_room() -> None:
    for width in range(1, 30):
        rows = wrapped("一二三 averyveryverylongwordindeed and x", width)
        assert all(cell_len(text) <= width for text in rows)
