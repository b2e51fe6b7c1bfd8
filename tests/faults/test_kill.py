"""kill -9 at any moment loses nothing that was acknowledged."""

from __future__ import annotations

import random
from itertools import islice
from pathlib import Path

import pytest

from tests.faults.evidence import assert_sound, make_ledger, query
from tests.faults.processes import child, lines

MINUTES_A_ROUND = 1000


def test_three_kills_lose_nothing(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path / "ayron.db", kills=3)


@pytest.mark.slow
def test_twenty_kills_lose_nothing(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path / "ayron.db", kills=20)


def kill_again_and_again(path: Path, kills: int) -> None:
    """Kill a process that works the timer; look at the file after each kill."""
    dice = random.Random(7)
    acknowledged: list[list[str]] = []
    make_ledger(path)
    for round_number in range(kills):
        acknowledged += killed_worker(path, round_number, dice.randrange(1, 60))
        assert_sound(path)
        assert_nothing_lost(path, acknowledged)
    assert len(acknowledged) >= kills


def killed_worker(path: Path, round_number: int, presses: int) -> list[list[str]]:
    """Let a worker press start and stop a number of times, kill it, return all it acknowledged."""
    with child("work_the_timer", path, round_number * MINUTES_A_ROUND) as worker:
        words = lines(worker)
        heard = list(islice(words, presses))
        assert len(heard) == presses
        worker.kill()
        return heard + list(words)


def assert_nothing_lost(path: Path, acknowledged: list[list[str]]) -> None:
    """Check that each acknowledged start is there, and each acknowledged stop too."""
    stopped_at = dict(query(path, "SELECT id, stopped_at FROM entry"))
    for verb, entry_id, _minute in acknowledged:
        assert entry_id in stopped_at
        if verb == "stopped":
            assert stopped_at[entry_id] is not None


@pytest.mark.slow
def test_a_kill_while_the_ledger_is_made_leaves_one_that_opens(tmp_path: Path) -> None:
    with child("migrate_slowly", tmp_path / "whole.db") as process:
        steps = sum(1 for word, *_ in lines(process) if word == "statement")
    assert steps > 20
    for step in range(1, steps + 1, 4):
        path = tmp_path / f"{step}.db"
        with child("migrate_slowly", path) as process:
            list(islice(lines(process), step))
            process.kill()
        make_ledger(path)
        assert_sound(path)
