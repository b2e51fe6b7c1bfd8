"""The keys that a footer shows, read off the table of commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.commands import COMMANDS, Command
from screens.facts import Facts
from widgets.drawing.words import Word

ON_THE_RIGHT = ("app.palette", "app.help")
NEEDS_TIMER = ("timer.stop", "timer.note", "timer.cancel")


def makes_sense(command: Command, place: str, *, running: bool) -> bool:
    """Tell whether a command does anything in a place, as far as the timer decides it."""
    if place not in command.places:
        return False
    if command.id in NEEDS_TIMER:
        return running
    return command.id != "timer.resume" or not running


def is_worth_saying(command: Command, facts: Facts) -> bool:
    """Tell whether a footer offers a command; its key answers all the same."""
    if command.id == "timer.resume":
        return facts.resumable
    if command.id == "sync.now":
        return any(row.state != "asleep" for row in facts.connections)
    return facts.undoable if command.id == "history.undo" else True


def hint_words(
    offered: Callable[[Command], object], key_of: Callable[[str], str]
) -> tuple[Sequence[Word], Sequence[Word]]:
    """Return the words for the left and for the right of a footer."""
    left: list[Word] = []
    right: list[Word] = []
    for command in COMMANDS:
        key = key_of(command.id)
        if command.label and key and offered(command):
            (right if command.id in ON_THE_RIGHT else left).extend(
                (
                    Word(key, "key", command.id),
                    Word(f" {command.label}", "muted", command.id),
                    Word("  "),
                )
            )
    return left, right[:-1]
