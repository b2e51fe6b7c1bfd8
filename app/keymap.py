"""The user's keys over the default ones, checked before they count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from app.commands import COMMANDS, Command

if TYPE_CHECKING:
    from textual.binding import Binding

TAKEN = frozenset({"up", "down", "left", "right", "enter", "escape", "tab", "shift+tab", "ctrl+c"})
SAME_BYTE = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+j": "enter"}
_MODIFIERS = ("ctrl", "shift", "alt", "super")

Keymap = dict[str, tuple[str, ...]]


def keymap(overrides: Mapping[str, str]) -> tuple[Keymap, list[str]]:
    """Lay the user's keys over the default ones.

    Returns the keys of every command, and a sentence for each line that does not count; the
    default stays in force there.
    """
    chosen: Keymap = {command.id: command.keys for command in COMMANDS}
    problems: list[str] = []
    for name, text in overrides.items():
        keys = tuple(key.strip() for key in text.split(",") if key.strip())
        problem = _problem(name, keys)
        if problem:
            problems.append(f"config.toml, [keys]: {problem}")
        else:
            chosen[name] = keys
    return _without_clashes(chosen, overrides, problems)


def bindings(chosen: Keymap) -> Iterable[Binding]:
    """Make the bindings of all commands.

    Letters come first, too, for the welcome gives way to them; `Dispatch.check_action` leaves
    them to a field that has the focus, and to any other dialog.
    """
    from textual.binding import Binding

    for command in COMMANDS:
        for key in chosen[command.id]:
            action = "letter" if printable(key) else "command"
            yield Binding(
                key,
                f"{action}('{command.id}')",
                command.sentence,
                show=False,
                priority=command.anywhere or printable(key),
                id=f"{command.id}.{key}",
            )


def printable(key: str) -> bool:
    """Tell whether a key types something into a field."""
    return len(key) == 1 or key == "space"


def _problem(name: str, keys: Sequence[str]) -> str:
    if name not in {command.id for command in COMMANDS}:
        return f"there is no command “{name}”; `?` in the app lists them."
    for key in keys:
        if key in TAKEN:
            return f"{name} cannot have “{key}”, which moves around."
        if key in SAME_BYTE:
            return f"{name} cannot have “{key}”: terminals send it as {SAME_BYTE[key]}."
        if not _known(key):
            return f"“{key}” for {name} is no key; write it like x, f5 or ctrl+x."
    return ""


def _known(key: str) -> bool:
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    if any(modifier not in _MODIFIERS for modifier in modifiers):
        return False
    if len(name) == 1:
        return name.isprintable() and (not modifiers or name.isalnum())
    from textual.keys import Keys

    return name == "space" or name in {key.value for key in Keys}


def _without_clashes(
    chosen: Keymap, overrides: Mapping[str, str], problems: list[str]
) -> tuple[Keymap, list[str]]:
    """Take back an override that puts two commands of one place on a key."""
    for command in COMMANDS:
        if command.id not in overrides or chosen[command.id] == command.keys:
            continue
        other = _clash(command, chosen)
        if other:
            problems.append(
                f"config.toml, [keys]: {command.id} and {other.id} cannot share a key;"
                f" {command.id} keeps its default."
            )
            chosen[command.id] = command.keys
    return chosen, problems


def _clash(command: Command, chosen: Keymap) -> Command | None:
    keys = set(chosen[command.id])
    for other in COMMANDS:
        shared = keys & set(chosen[other.id]) and set(command.places) & set(other.places)
        if shared and other.id != command.id:
            return other
    return None
