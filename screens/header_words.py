"""What the header says: where one is, what runs, how the sync goes, which day it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len

from screens.facts import Facts
from screens.sync_mark import LONGEST_WELL, mark_of, short_mark_of
from store.local_time import duration_text
from widgets.drawing.cells import cut, one_row
from widgets.drawing.words import Word

PLACES = (
    ("today", "1", "Today"),
    ("entries", "2", "Entries"),
    ("week", "3", "Week"),
    ("projects", "4", "Projects"),
    ("invoices", "5", "Invoices"),
    ("integrations", "6", "Integrations"),
)
SHORT = {"integrations": "⇄"}
"""What stands for a long name where there is little room, unless one is there."""
SYNC = "place.integrations"
WIDE = 100
NAMED = 120
"""From this width on there is room for the name of the program."""
GAPS = (0, WIDE, 140)
"""From each of these widths on, one more blank stands between two places."""
EDGES = 2
"""Cells that the header leaves blank at its ends."""
GAP = "  "
LEAST_TIMER = len("● 0:00 ") + 12
"""So much of the timer is shown before anything else is."""


class Aside(NamedTuple):
    """What a header says besides the facts: a sync under way, a remark about the whole session.

    Of a remark only what stands before its first ` · ` is said where there is little room.
    """

    syncing: str = ""
    remark: str = ""


NO_ASIDE = Aside()


def header_words(
    place: str, facts: Facts, now: int, width: int, aside: Aside = NO_ASIDE
) -> tuple[list[Word], list[Word]]:
    """Say the header of a place in words for its left and its right end."""
    left = _places(place, width)
    room = width - EDGES - _length(left) - len(GAP)
    timer = _timer(place, facts, now)
    needed = min(cell_len(timer), LEAST_TIMER)
    for right in _ways_to_say(facts, now, width, aside):
        taken = _length(right) + len(GAP) * len(right)
        if needed + taken <= room:
            break
    return left, _spaced([*_running(timer, room - taken), *right])


def _ways_to_say(facts: Facts, now: int, width: int, aside: Aside) -> Iterator[list[Word]]:
    """Say what stands on the right in ever fewer words: the timer shall keep its room.

    First the year goes, then the date, then what is well; what is wrong stays to the end.
    """
    remark, year = aside.remark, _date(now, "%Y")
    day = _date(now, "")
    sync = _sync(facts, now, aside.syncing)
    short = _remark(remark.partition(" · ")[0])
    yield [*_remark(remark), *sync, *year]
    yield [*_remark(remark), *sync, *day]
    yield [*short, *sync, *year]
    yield [*short, *sync, *day]
    yield [*short, *sync]
    yield [*short, *_short_sync(facts, now, aside.syncing)]


def _spaced(words: list[Word]) -> list[Word]:
    """Put a gap before each word but the first."""
    return [word._replace(text=(GAP if at else "") + word.text) for at, word in enumerate(words)]


def _length(words: list[Word]) -> int:
    return sum(cell_len(word.text) for word in words)


def _places(place: str, width: int) -> list[Word]:
    words = [Word("Ayron", "strong")] if width >= NAMED else []
    gap = Word(" " * sum(width >= least for least in GAPS))
    for name, key, title in PLACES:
        here = name == place
        if width < NAMED and not here:
            title = SHORT.get(name, title)
        if words:
            words.append(gap)
        words.append(Word(f"{key} ", "key" if here else "muted", f"place.{name}"))
        words.append(Word(title, "strong" if here else "muted", f"place.{name}"))
    return words


def _timer(place: str, facts: Facts, now: int) -> str:
    """Say what runs, where no timer pane does."""
    entry = facts.status.entry
    if entry is None or place == "today":
        return ""
    return f"● {duration_text(entry.seconds(now))} {one_row(entry.task)}"


def _running(timer: str, room: int) -> list[Word]:
    return [Word(cut(timer, room), "key", "place.today")] if timer and room > 0 else []


def _remark(words: str) -> list[Word]:
    return [Word(words, "accent")] if words else []


def _sync(facts: Facts, now: int, syncing: str) -> list[Word]:
    if not facts.connections:
        return [Word(syncing, "muted", SYNC)] if syncing else []
    mark = mark_of(facts.connections, now, syncing)
    # As long as it ever gets while all is well, so that nothing beside it comes and goes.
    return [Word(mark.text.rjust(LONGEST_WELL), "warning" if mark.wrong else "muted", SYNC)]


def _short_sync(facts: Facts, now: int, syncing: str) -> list[Word]:
    """Say what is wrong in a glyph and a word, and that all is well in a glyph alone."""
    if not facts.connections:
        return []
    mark = short_mark_of(facts.connections, now, syncing)
    return [Word(mark.text, "warning" if mark.wrong else "muted", SYNC)]


def _date(now: int, year: str) -> list[Word]:
    local = time.localtime(now // 1_000_000)
    return [Word(time.strftime(f"%a {local.tm_mday} %b {year}".rstrip(), local))]
