"""Two who issue at once, kill -9 at any moment, a full disk: no number missing, none twice."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator, Set
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from store.ledger import Ledger
from store.opening import open_ledger
from tests.billing.studio import assert_books_sound, open_studio, worked
from tests.billing.studio import draft as draft_november
from tests.clock import FixedClock
from tests.faults.evidence import assert_sound
from tests.faults.processes import child, lines

CHILDREN = "invoice_children"


def open_for_business(location: str) -> None:
    """Make a ledger with a studio in it."""
    ledger = open_ledger(location, FixedClock())
    with ledger.write() as work:
        worked(work, open_studio(work), "Hero", "09:00", "11:00")
    ledger.close()


def together(*processes: subprocess.Popen[str]) -> list[Iterator[list[str]]]:
    """Let processes that are ready begin at the same moment; return what they say from then on."""
    said = [lines(process) for process in processes]
    assert [next(words) for words in said] == [["ready"]] * len(said)
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return said


@pytest.mark.slow
def test_two_processes_that_issue_at_once_leave_no_gap(database_url: str) -> None:
    open_for_business(database_url)
    with ExitStack() as stack:
        issuers = [
            stack.enter_context(child("issue_some", database_url, 8, module=CHILDREN))
            for _ in range(2)
        ]
        said = [list(words) for words in together(*issuers)]
    numbers = sorted(number for words in said for _issued, number in words)
    assert numbers == [f"2026-{number:04}" for number in range(1, 17)]
    check_books(database_url)


@pytest.mark.slow
def test_one_draft_is_issued_once(database_url: str) -> None:
    open_for_business(database_url)
    ledger = open_ledger(database_url, FixedClock())
    with ledger.write() as work:
        made = draft_november(work)
    ledger.close()
    with ExitStack() as stack:
        issuers = [
            stack.enter_context(child("issue_the_same", database_url, made.id, module=CHILDREN))
            for _ in range(2)
        ]
        said = [list(words) for words in together(*issuers)]
    assert sorted(words[0][0] for words in said) == ["issued", "refused"]
    check_books(database_url)


@pytest.mark.slow
@pytest.mark.parametrize("kills", [12])
def test_a_kill_at_any_moment_leaves_sound_books(database_url: str, kills: int) -> None:
    open_for_business(database_url)
    dice = random.Random(11)
    acknowledged: set[str] = set()
    for _ in range(kills):
        with child("bill_for_ever", database_url, module=CHILDREN) as process:
            acknowledged |= killed(process, dice)
        check_books(database_url, acknowledged)
    assert len(acknowledged) >= kills


def killed(process: subprocess.Popen[str], dice: random.Random) -> set[str]:
    """Kill a process somewhere between what it says; return the numbers that it acknowledged."""
    words = lines(process)
    heard = list(islice(words, dice.randrange(1, 4)))
    try:
        process.wait(dice.random() * 0.3)  # somewhere inside of the next step
    except subprocess.TimeoutExpired:
        process.kill()
    return {number for _issued, number in [*heard, *words]}


@pytest.mark.slow
def test_a_full_disk_uses_no_number(tmp_path: Path) -> None:
    path = tmp_path / "ayron.db"
    open_for_business(str(path))
    room = path.stat().st_size + 700_000
    with child("bill_until_the_disk_is_full", path, room, module=CHILDREN) as process:
        said = list(lines(process))
    numbers = [words[1] for words in said if words[0] == "issued"]
    refused = [words for words in said if words[0] == "refused"]
    assert len(refused) == 1
    assert refused[0][1] == "LedgerUnavailable"
    assert "disk" in refused[0]
    assert numbers == [f"2026-{number:04}" for number in range(1, len(numbers) + 1)]
    assert len(numbers) >= 2
    assert_sound(path)
    check_books(str(path), set(numbers))


def check_books(location: str, acknowledged: Set[str] = frozenset()) -> None:
    """Check the books, and that all that was acknowledged is in them."""
    ledger: Ledger = open_ledger(location, FixedClock())
    with ledger.read() as work:
        assert_books_sound(work)
        known: set[Any] = {row[0] for row in work.rows("SELECT number FROM invoice")}
    ledger.close()
    assert acknowledged <= known
