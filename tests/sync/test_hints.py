"""Hints go from any process to the one that polls: each once, whatever else is in the file."""

from __future__ import annotations

import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from sync.hints import EVERYTHING, MOST_BYTES, Hint, Hints, coalesce

WEBSITE = Hint("asana", "connection-1", ("1201",))
STUDIO = Hint("asana", "connection-1", ("1202",))
EACH = 600
LINEAR = Hint("linear", "connection-2", ("team-9",))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name the file of hints."""
    return tmp_path / "data" / "ayron.db.hints"


@pytest.fixture
def hints(path: Path) -> Hints:
    """Return hints that nobody has given yet."""
    return Hints(path)


def test_what_is_given_is_taken_once_and_joined(hints: Hints) -> None:
    assert not hints.waiting()
    assert hints.take() == []
    for hint in (WEBSITE, LINEAR, STUDIO, WEBSITE):
        hints.give(hint)
    assert hints.waiting()
    assert hints.take() == [Hint("asana", "connection-1", ("1201", "1202")), LINEAR]
    assert not hints.waiting()
    assert hints.take() == []


def test_a_hint_without_ids_stands_for_its_whole_connection() -> None:
    whole = Hint("asana", "connection-1")
    assert coalesce([WEBSITE, whole, STUDIO]) == [whole]
    assert coalesce([WEBSITE, EVERYTHING, LINEAR]) == [EVERYTHING]


def test_too_many_ids_stand_for_their_whole_connection(hints: Hints) -> None:
    hints.give(WEBSITE._replace(remote_ids=tuple(str(number) for number in range(5000))))
    assert hints.take() == [Hint("asana", "connection-1")]


def test_the_file_is_its_owners_alone(hints: Hints, path: Path) -> None:
    hints.give(WEBSITE)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_a_flood_ends_in_one_hint_for_everything(hints: Hints, path: Path) -> None:
    while path.stat().st_size < MOST_BYTES if path.exists() else True:
        hints.give(LINEAR._replace(remote_ids=("t" * 64,) * 90))
    for _ in range(50):
        hints.give(WEBSITE)
    assert path.stat().st_size < MOST_BYTES + 10_000
    assert hints.take() == [EVERYTHING]


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\xff\n",
        b'["asana", "connection-1", "12',
        b"[" * 20_000,
        b'["asana"]\n',
        b'["asana", "connection-1", 7]\n',
        b'["asana", "../../etc", "1201"]\n',
        b'{"provider": "asana"}\n',
    ],
)
def test_garbage_is_left_out(hints: Hints, path: Path, garbage: bytes) -> None:
    hints.give(LINEAR)
    with path.open("ab") as file:
        file.write(b"\n" + garbage)
    hints.give(WEBSITE)
    assert hints.take() == [LINEAR, WEBSITE]
    assert not hints.waiting()


def give_many(path: Path, connection: int) -> None:
    """Give hints, as a process of its own."""
    hints = Hints(path)
    for number in range(EACH):
        hints.give(Hint("asana", f"connection-{connection}-{number // 50}", (str(number),)))


def test_none_is_lost_between_processes(hints: Hints, path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    givers = [spawn.Process(target=give_many, args=(path, number)) for number in range(2)]
    for giver in givers:
        giver.start()
    taken: list[Hint] = []
    while any(giver.is_alive() for giver in givers):
        taken += hints.take()
    for giver in givers:
        giver.join()
        assert giver.exitcode == 0
    taken += hints.take()
    seen = [(hint.connection_id, each) for hint in taken for each in hint.remote_ids]
    assert len(seen) == len(set(seen)) == 2 * EACH
