"""The user's keys: what counts, what is refused, and that the defaults are sound."""

from __future__ import annotations

from itertools import combinations

import pytest

from app.commands import BY_ID, COMMANDS, PLACES
from app.keymap import bindings, keymap, printable

DESIGNED = {
    "timer.start": ("s", "ctrl+t"),
    "timer.stop": ("x", "ctrl+g"),
    "timer.resume": ("r",),
    "timer.note": ("n",),
    "history.undo": ("u",),
    "picker.filter": ("/",),
    "project.scope": ("p",),
    "place.today": ("1",),
    "place.entries": ("2",),
    "place.week": ("3",),
    "place.integrations": ("6",),
    "app.help": ("?",),
    "app.quit": ("q", "ctrl+q"),
    "app.save": ("ctrl+s",),
    "app.palette": ("ctrl+p",),
    "task.open": ("o",),
    "sync.now": ("ctrl+r",),
}


def test_the_default_keys_are_the_designed_ones() -> None:
    assert {name: BY_ID[name].keys for name in DESIGNED} == DESIGNED


def test_no_two_commands_of_one_place_share_a_key() -> None:
    for one, other in combinations(COMMANDS, 2):
        if set(one.places) & set(other.places):
            assert not set(one.keys) & set(other.keys), (one.id, other.id)


def test_every_command_is_told_in_a_sentence_and_works_somewhere() -> None:
    for command in COMMANDS:
        assert command.sentence[0].isupper()
        assert not command.sentence.endswith(".")
        assert set(command.places) <= set(PLACES)
        assert command.anywhere or not any(
            key.startswith("ctrl+") and key != "ctrl+r" for key in command.keys
        )


def test_own_keys_replace_default_ones() -> None:
    chosen, problems = keymap({"timer.start": "f5, ctrl+n", "timer.note": "N"})
    assert problems == []
    assert chosen["timer.start"] == ("f5", "ctrl+n")
    assert chosen["timer.note"] == ("N",)
    assert chosen["timer.stop"] == ("x", "ctrl+g")


def test_two_commands_can_swap_their_keys() -> None:
    chosen, problems = keymap({"timer.stop": "r", "timer.resume": "x"})
    assert problems == []
    assert (chosen["timer.stop"], chosen["timer.resume"]) == (("r",), ("x",))


def test_a_command_can_be_left_without_a_key() -> None:
    chosen, problems = keymap({"timer.cancel": "", "picker.filter": ""})
    assert problems == []
    assert chosen["picker.filter"] == ()


@pytest.mark.parametrize(
    ("name", "keys", "words"),
    [
        ("timer.begin", "s", "there is no command “timer.begin”"),
        ("timer.start", "ctrl+", "is no key"),
        ("timer.start", "strg+s", "is no key"),
        ("timer.start", "hello", "is no key"),
        ("timer.start", "enter", "moves around"),
        ("timer.start", "ctrl+i", "terminals send it as tab"),
        ("timer.start", "x", "cannot share a key"),
        ("app.quit", "s", "cannot share a key"),
    ],
)
def test_what_cannot_be_is_named_and_the_default_stays(name: str, keys: str, words: str) -> None:
    chosen, problems = keymap({name: keys})
    assert len(problems) == 1
    assert problems[0].startswith("config.toml, [keys]: ")
    assert words in problems[0]
    assert chosen == keymap({})[0]


def test_letters_yield_to_fields_and_other_keys_do_not() -> None:
    for binding in bindings(keymap({})[0]):
        action = "letter" if printable(binding.key) else "command"
        assert binding.action.startswith(f"{action}('")
