"""The header of every place: where one is, what runs, how the sync goes, which day it is."""

from __future__ import annotations

import time

from screens.facts import Facts
from store.local_time import duration_text
from store.records import Connection
from widgets.bar_line import BarLine
from widgets.drawing.words import Word

PLACES = (
    ("today", "1", "Today"),
    ("entries", "2", "Entries"),
    ("week", "3", "Week"),
    ("integrations", "6", "Integrations"),
)
STATES = {"live": "●", "trouble": "!", "signed_out": "○", "asleep": "○"}
_MINUTE = 60_000_000


class Header(BarLine):
    """Shows the facts in one row; a place in it can be clicked."""

    def __init__(self, place: str) -> None:
        super().__init__(id="header")
        self._place = place
        self._facts: Facts | None = None
        self._syncing = ""
        self._now = 0

    def show_facts(self, facts: Facts) -> None:
        """Show new facts."""
        self._facts = facts
        self.tick(max(self._now, facts.status.now))

    def show_sync(self, words: str) -> None:
        """Show what a sync under way is at; empty when it is over."""
        self._syncing = words
        self.tick(self._now)

    def tick(self, now: int) -> None:
        """Show what time it is; drawn only where a word changes."""
        self._now = now
        if self._facts is None:
            return
        wide = self.size.width >= 100
        self.show(self._places(wide), [*self._timer(), *self._sync(wide), *self._date(wide)])

    def _places(self, wide: bool) -> list[Word]:
        gap = "   " if wide else "  "
        words = [Word("Ayron", "strong")]
        for place, key, name in PLACES:
            here = place == self._place
            words.append(Word(gap))
            words.append(Word(f"{key} ", "key" if here else "muted", f"place.{place}"))
            words.append(Word(name, "strong" if here else "muted", f"place.{place}"))
        return words

    def _timer(self) -> list[Word]:
        """Say what runs, where no timer pane does."""
        entry = self._facts.status.entry if self._facts else None
        if entry is None or self._place == "today":
            return []
        words = f"● {duration_text(entry.seconds(self._now))} {entry.task}"
        room = max(0, self.size.width - 76)
        return [Word(words[:room] + "   ", "key")] if room > 8 else []

    def _sync(self, wide: bool) -> list[Word]:
        if self._syncing:
            return [Word(self._syncing + "  ", "muted", "place.integrations")]
        connections = self._facts.connections if self._facts else ()
        return [self._connection(connection) for connection in connections[: 2 if wide else 1]]

    def _connection(self, connection: Connection) -> Word:
        mark = STATES.get(connection.state, "!")
        words = {"trouble": "trouble", "signed_out": "signed out", "asleep": "asleep"}.get(
            connection.state, ago(connection.last_ok_at, self._now)
        )
        kind = "muted" if connection.state in ("live", "asleep") else "warning"
        return Word(f"{connection.provider} {mark} {words}  ", kind, "place.integrations")

    def _date(self, wide: bool) -> list[Word]:
        """Write the date, unless trouble needs the room."""
        connections = self._facts.connections if self._facts else ()
        if not wide and connections and connections[0].state != "live":
            return []
        local = time.localtime(self._now // 1_000_000)
        day = time.strftime("%a", local) + f" {local.tm_mday} " + time.strftime("%b", local)
        return [Word(f"{day} {local.tm_year}" if wide else day)]


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
