"""How all connections are, in one glyph and a few words: the worst of them is what is said.

This module is on the way to the first frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from store.records import Connection
from widgets.drawing.cells import cut, one_row

GLYPHS = {"live": "●", "trouble": "!", "signed_out": "!", "asleep": "○", "locked": "◌"}
WORDS = {"trouble": "trouble", "signed_out": "signed out", "locked": "locked"}
"""What is wrong, the lightest first."""
OFF = "○ off"
SYNCING = "◐ syncing"
LONGEST_WELL = len("● 59 min ago")
_LONGEST_NAME = 16


class Mark(NamedTuple):
    """What is said of all connections, and whether something is wrong."""

    text: str
    wrong: bool


def mark_of(connections: Sequence[Connection], now: int, syncing: str = "") -> Mark:
    """Say how the connections are; while `syncing` says something, that is said of well ones."""
    wrong = _worst(connections)
    if wrong:
        return Mark(_trouble_text(wrong, connections), True)
    awake = [row for row in connections if row.state != "asleep"]
    if not awake:
        return Mark(OFF, False)
    return Mark(syncing or f"● {ago(min(row.last_ok_at or 0 for row in awake), now)}", False)


def short_mark_of(connections: Sequence[Connection], now: int, syncing: str = "") -> Mark:
    """Say the same where there is hardly any room."""
    wrong = _worst(connections)
    if wrong:
        return Mark(_glyph_and_word(wrong[0].state), True)
    return Mark(mark_of(connections, now, syncing).text[:1], False)


def label_of(provider: str) -> str:
    """Write the name of a provider, without loading what speaks with it."""
    return provider.capitalize()


def short_name(account: str) -> str:
    """Write whose account it is, without the address behind it."""
    return cut(one_row(account.partition(" (")[0].strip()), _LONGEST_NAME)


def ago(instant: int | None, now: int) -> str:
    """Say how long ago an instant was, roughly enough to be read and not watched."""
    if not instant:
        return "not yet"
    seconds = max(0, now - instant) // 1_000_000
    if seconds < 10:
        return "just now"
    if seconds < 60:
        return f"{seconds // 10 * 10} s ago"
    if seconds < 3600:
        return f"{seconds // 60} min ago"
    return f"{seconds // 3600} h ago" if seconds < 86_400 else f"{seconds // 86_400} d ago"


def _worst(connections: Sequence[Connection]) -> list[Connection]:
    """List the connections that are in the worst state there is, as long as it is a bad one."""
    states = list(WORDS)
    worst = max((states.index(row.state) for row in connections if row.state in WORDS), default=-1)
    return [row for row in connections if worst >= 0 and row.state == states[worst]]


def _trouble_text(wrong: Sequence[Connection], all_of_them: Sequence[Connection]) -> str:
    state = wrong[0].state
    if state == "locked" or (len(wrong) == len(all_of_them) > 1):
        return _glyph_and_word(state)
    if len(wrong) > 1:
        return f"{GLYPHS[state]} {len(wrong)} accounts: {WORDS[state]}"
    return f"{GLYPHS[state]} {_name(wrong[0], all_of_them)}: {WORDS[state]}"


def _name(row: Connection, all_of_them: Sequence[Connection]) -> str:
    """Name the provider, where that says which account is meant."""
    alike = [each for each in all_of_them if each.provider == row.provider]
    label = label_of(row.provider)
    return label if len(alike) == 1 else f"{label} {short_name(row.account)}"


def _glyph_and_word(state: str) -> str:
    return f"{GLYPHS[state]} {WORDS[state]}"
