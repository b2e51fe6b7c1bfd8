"""A list of any length: what it shows, how it moves, what a click does."""

from __future__ import annotations

import time
from typing import Any

from tests.widgets.stand import standing
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.virtual_list import VirtualList


class Names(VirtualList):
    """Shows texts; one that ends in a colon is a heading."""

    DEFAULT_CSS = "Names { height: 10; }"

    def is_heading(self, row: Any) -> bool:
        return str(row).endswith(":")

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        line.put(pen.cursor).put(row, pen.plain)


def names(rows: list[str]) -> Names:
    """Make a list with rows in it before it is on the screen."""
    made = Names()
    made.show_rows(rows)
    return made


async def test_it_draws_what_is_in_view() -> None:
    shown = names(["Recent:", "one", "two"])
    async with standing(shown) as (stand, _pilot):
        assert [row.rstrip() for row in stand.rows()[:4]] == ["  Recent:", "▸ one", "  two", ""]
        assert shown.summary() == ["  Recent:", "> one", "  two"]


async def test_the_cursor_steps_over_headings_and_stays_inside() -> None:
    shown = names(["Recent:", "one", "All:", "two"])
    async with standing(shown) as (_stand, pilot):
        shown.focus()
        await pilot.press("down")
        assert shown.current == "two"
        await pilot.press("down", "j")
        assert shown.current == "two"
        await pilot.press("up", "k", "k")
        assert shown.current == "one"


async def test_pages_and_ends() -> None:
    shown = names([str(number) for number in range(100)])
    async with standing(shown) as (stand, pilot):
        shown.focus()
        await pilot.press("pagedown")
        assert shown.current == "9"
        await pilot.press("end")
        assert shown.current == "99"
        assert "▸ 99" in stand.rows()[9]
        await pilot.press("home")
        assert shown.current == "0"


async def test_the_heading_above_the_first_row_comes_back_into_view() -> None:
    shown = names(["Recent:", *(str(number) for number in range(40))])
    async with standing(shown) as (stand, pilot):
        shown.focus()
        await pilot.press("end", "home")
        await pilot.pause()
        assert stand.rows()[0].startswith("  Recent:")


async def test_a_click_selects_and_a_double_click_acts() -> None:
    shown = names(["one", "two", "All:", "three"])
    async with standing(shown) as (stand, pilot):
        await pilot.click(Names, offset=(3, 1))
        assert shown.current == "two"
        await pilot.click(Names, offset=(3, 2))
        assert shown.current == "two"
        await pilot.click(Names, offset=(3, 3), times=2)
        chosen = [message for message in stand.told if isinstance(message, VirtualList.Chosen)]
        assert [message.row for message in chosen] == ["three"]


async def test_enter_acts_on_a_row_and_on_nothing_else() -> None:
    shown = names(["one"])
    async with standing(shown) as (stand, pilot):
        shown.focus()
        await pilot.press("enter")
        shown.show_rows([])
        await pilot.press("enter", "down")
        chosen = [message for message in stand.told if isinstance(message, VirtualList.Chosen)]
        assert [message.row for message in chosen] == ["one"]
        assert shown.current is None


async def test_fewer_rows_take_the_cursor_along() -> None:
    shown = names([str(number) for number in range(50)])
    async with standing(shown) as (stand, pilot):
        shown.focus()
        await pilot.press("end")
        shown.show_rows(["a", "b"], 30)
        await pilot.pause()
        assert shown.current == "b"
        assert stand.rows()[0].startswith("  a")


async def test_a_hundred_thousand_rows_are_shown_at_once() -> None:
    shown = names(["one"])
    many = [f"task {number}" for number in range(100_000)]
    async with standing(shown) as (stand, pilot):
        began = time.perf_counter()
        shown.show_rows(many)
        assert time.perf_counter() - began < 0.05
        shown.focus()
        await pilot.press("end")
        await pilot.pause()
        assert "task 99999" in stand.rows()[9]
