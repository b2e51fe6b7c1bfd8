"""The timeline, the editor over it, the connections and the bars."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.widgets.samples import FRIDAY, HOSTILE, MINUTE, entry
from tests.widgets.stand import standing
from widgets.bar_line import BarLine
from widgets.drawing.words import Word
from widgets.entry_editor import EntryEditor, EntryFields, fields_of
from widgets.entry_list import DayHeading, EntryList


def timeline() -> EntryList:
    """Make a list with a heading, a finished, an overlapping and a running entry."""
    made = EntryList()
    made.now = FRIDAY
    made.show_entries(
        [
            DayHeading("Fri 27", 7200),
            entry("Homepage hero", FRIDAY - 300 * MINUTE, 88, note="headline"),
            entry("Stand-up", FRIDAY - 230 * MINUTE, 15, billable=False, flags=("overlap",)),
            entry("Audit", FRIDAY - 42 * MINUTE, None),
        ]
    )
    return made


async def test_a_timeline_says_when_how_long_what_and_where() -> None:
    made = timeline()
    async with standing(made, (100, 8)) as (stand, _pilot):
        assert made.summary() == [
            "  Fri 27 2:00",
            "> 10:52–12:20 1:28 Homepage hero Acme Redesign headline",
            "  12:02–12:17 0:15 Stand-up Acme Redesign overlaps · not billable",
            "  15:10–now ● 0:42 Audit Acme Redesign",
        ]
        assert stand.rows()[2].rstrip().endswith("! overlap no bill")


@pytest.mark.parametrize("width", [60, 78, 118, 198])
async def test_flags_push_no_column(width: int) -> None:
    made = timeline()
    async with standing(made, (width, 8)) as (stand, _pilot):
        rows = stand.rows()[1:4]
        assert len({row.index("Acme") for row in rows}) == 1
        assert [
            row.index(word) for row, word in zip(rows, ("Homep", "Stand", "Audit"), strict=True)
        ] == [24] * 3
        assert rows[1].index("! overlap") > rows[0].index("Acme")
        assert ("headline" in rows[0]) == (width > 60)


async def test_a_day_grows_with_the_entry_that_runs() -> None:
    made, runs = EntryList(), entry("Audit", FRIDAY - 42 * MINUTE, None)
    made.show_entries([DayHeading("Fri 27", 7200, FRIDAY, runs), runs])
    async with standing(made, (60, 4)) as (stand, pilot):
        made.tick(FRIDAY + 3 * MINUTE)
        await pilot.pause()
        assert "2:03" in stand.rows()[0]
        assert "0:45" in stand.rows()[1]


async def test_the_running_entry_grows() -> None:
    made = timeline()
    async with standing(made, (100, 8)) as (stand, pilot):
        made.tick(FRIDAY + 5 * MINUTE)
        await pilot.pause()
        assert "0:47" in stand.rows()[3]


async def test_the_cursor_stays_on_its_entry_when_others_come() -> None:
    made = timeline()
    async with standing(made, (100, 8)) as (_stand, pilot):
        made.focus()
        await pilot.press("down")
        rows = list(made.rows)
        made.show_entries([rows[0], entry("Early", FRIDAY - 400 * MINUTE, 10), *rows[1:]])
        assert made.entry is not None
        assert made.entry.task == "Stand-up"


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names_show_as_text(name: str) -> None:
    made = EntryList()
    made.show_entries([entry(name, FRIDAY - 90 * MINUTE, 30, project=name, note=name)])
    async with standing(made, (100, 4)) as (stand, _pilot):
        assert stand.rows()[0].startswith("▸ 14:22–14:52   0:30")
        assert not any("\x1b" in row for row in stand.rows())


async def test_the_editor_gives_back_what_it_was_given() -> None:
    editor = EntryEditor()
    fields = fields_of(entry("Homepage hero", FRIDAY - 300 * MINUTE, 88, note="headline"))
    async with standing(editor, (100, 8)) as (stand, pilot):
        editor.load("[b]Homepage[/] hero", fields, 2)
        await pilot.pause()
        assert editor.fields() == EntryFields("10:52", "12:20", "headline")
        assert "[b]Homepage[/] hero" in stand.rows()[2]
        await pilot.press("tab", "tab", "end", "!", "enter")
        saved = [message for message in stand.told if isinstance(message, EntryEditor.Saved)]
        assert [message.fields.note for message in saved] == ["headline!"]
        assert isinstance(stand.focused, Input)


async def test_escape_leaves_the_editor() -> None:
    editor = EntryEditor()
    async with standing(editor, (100, 8)) as (stand, pilot):
        editor.load("Homepage hero", EntryFields("09:00", "", ""), 0)
        await pilot.press("escape")
        assert any(isinstance(message, EntryEditor.Left) for message in stand.told)


async def test_a_bar_leaves_out_what_does_not_fit_and_acts_on_a_click() -> None:
    bar = BarLine()
    async with standing(bar, (30, 4)) as (stand, pilot):
        bar.show(
            [Word("s", "key", "a"), Word(" start  ", "muted", "a"), Word("x" * 20, "muted", "b")],
            [Word("? help", "key", "c")],
        )
        await pilot.pause()
        assert stand.rows()[0] == " s start               ? help "
        await pilot.click(BarLine, offset=(2, 0))
        await pilot.click(BarLine, offset=(25, 0))
        await pilot.click(BarLine, offset=(15, 0))
        pressed = [message for message in stand.told if isinstance(message, BarLine.Pressed)]
        assert [message.command for message in pressed] == ["a", "c"]
