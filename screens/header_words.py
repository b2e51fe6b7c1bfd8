"""What the header says: where one is, what runs, how the sync goes, which day it is."""

from __future__ import annotations

import time

from rich.cells import cell_len

from screens.facts import Facts
from store.local_time import duration_text
from store.records import Connection
from widgets.drawing.cells import cut, one_row
from widgets.drawing.words import Word

PLACES = (
    ("today", "1", "Today"),
    ("entries", "2", "Entries"),
    ("week", "3", "Week"),
    ("integrations", "6", "Integrations"),
)
STATES = {"live": "●", "trouble": "!", "signed_out": "○", "asleep": "○"}
STATE_WORDS = {"trouble": "trouble", "signed_out": "signed out", "asleep": "asleep"}
WIDE = 100


def header_words(
    place: str, facts: Facts, now: int, width: int, syncing: str
) -> tuple[list[Word], list[Word]]:
    """Say the header of a place in words for its left and its right end."""
    left = _places(place, width)
    right = [*_sync(facts, now, width, syncing), *_date(facts, now, width)]
    taken = sum(cell_len(word.text) for word in (*left, *right))
    return left, [*_timer(place, facts, now, width - taken - 7), *right]


def _places(place: str, width: int) -> list[Word]:
    gap = Word("   " if width >= WIDE else "  ")
    words = [Word("Ayron", "strong")]
    for name, key, title in PLACES:
        here = name == place
        words.append(gap)
        words.append(Word(f"{key} ", "key" if here else "muted", f"place.{name}"))
        words.append(Word(title, "strong" if here else "muted", f"place.{name}"))
    return words


def _timer(place: str, facts: Facts, now: int, room: int) -> list[Word]:
    """Say what runs, where no timer pane does."""
    entry = facts.status.entry
    if entry is None or place == "today" or room < 8:
        return []
    words = f"● {duration_text(entry.seconds(now))} {one_row(entry.task)}"
    return [Word(cut(words, room) + "   ", "key", "place.today")]


def _sync(facts: Facts, now: int, width: int, syncing: str) -> list[Word]:
    if syncing:
        return [Word(syncing + "  ", "muted", "place.integrations")]
    shown = facts.connections[: 2 if width >= WIDE else 1]
    return [_connection(connection, now) for connection in shown]


def _connection(connection: Connection, now: int) -> Word:
    mark = STATES.get(connection.state, "!")
    words = STATE_WORDS.get(connection.state, ago(connection.last_ok_at, now))
    kind = "muted" if connection.state in ("live", "asleep") else "warning"
    return Word(f"{connection.provider} {mark} {words}  ", kind, "place.integrations")


def _date(facts: Facts, now: int, width: int) -> list[Word]:
    """Write the date, where the sync does not need the room."""
    if width < WIDE and facts.connected:
        return []
    local = time.localtime(now // 1_000_000)
    return [Word(time.strftime(f"%a {local.tm_mday} %b {local.tm_year}", local))]


def ago(instant: int | None, now: int) -> str:
    """Say how long ago an instant was, roughly enough to be read and not watched."""
    if instant is None:
        return "not yet"
    seconds = max(0, now - instant) // 1_000_000
    if seconds < 10:
        return "just now"
    if seconds < 60:
        return f"{seconds // 10 * 10} s ago"
    if seconds < 3600:
        return f"{seconds // 60} min ago"
    return f"{seconds // 3600} h ago" if seconds < 86_400 else f"{seconds // 86_400} d ago"
