"""kill -9 in the middle of a sync: the next process makes up for it, and nothing is lost."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from subprocess import Popen
from threading import Event

import pytest

from store.opening import open_ledger
from sync.connecting import Connecting
from sync.kinds import kind_of
from sync.rounds import Rounds
from sync.sandbox.faults import ALWAYS, Fault
from sync.secrets import Secret
from sync.tokens import Application
from tests.clock import FixedClock
from tests.faults.evidence import add_task, assert_sound, query
from tests.faults.lands import LANDS, Land
from tests.faults.processes import child, lines
from tests.faults.remote_children import surroundings
from tests.faults.test_kill import assert_nothing_lost
from tests.sync.browsing import allow, free_port
from tests.sync.clocks import RunningClock

MODULE = "remote_children"
QUIET = ("rename", "due", "complete", "reopen", "give away", "drop", "take", "add", "move")
"""Changes that every land knows."""


class Today(FixedClock):
    """A clock that goes as the machine's own."""

    def wall(self) -> int:
        """Read the wall clock."""
        return time.time_ns() // 1000


@pytest.fixture
def lands(tmp_path: Path) -> Iterator[list[Land]]:
    """Run both lands, a little slowly, and connect a ledger with a task to them."""
    made = [LANDS[name](Today()) for name in sorted(LANDS)]
    ledger = open_ledger(str(tmp_path / "ayron.db"), RunningClock())
    with ledger.write() as work:
        add_task(work, "task-1")
    around = surroundings(tmp_path, RunningClock())
    for land in made:
        land.server.start()
        kind, url = kind_of(land.provider), land.server.url
        Connecting(ledger, around, kind, url, Event()).with_token(Secret(land.server.token))
        land.server.fail(Fault(ALWAYS, seconds=0.02))
    ledger.close()
    yield made
    for land in made:
        land.server.close()


def killed(folder: Path, heard_at_most: int, meanwhile: Callable[[], object]) -> list[list[str]]:
    """Let a process sync and work until it has told so much, kill it, return all it told."""
    with child("sync_and_work", folder, module=MODULE) as worker:
        heard: list[list[str]] = []
        for words in lines(worker):
            heard.append(words)
            if len(heard) == heard_at_most:
                worker.kill()
            elif len(heard) % 7 == 0:
                meanwhile()
        return heard


def check_the_mirror(folder: Path, lands: Sequence[Land]) -> None:
    """Sync once more where all is well, and check that everything is known."""
    ledger = open_ledger(str(folder / "ayron.db"), RunningClock())
    rounds = Rounds(ledger, surroundings(folder, RunningClock()), lambda fact: None, Event())
    assert [outcome.error for outcome in rounds.poll()] == [None] * len(lands)
    rounds.close()
    ledger.close()
    held = query(
        folder / "ayron.db",
        "SELECT remote_id, name, due_on, project_ids FROM remote_task WHERE gone IS NULL",
    )
    truth = {key: seen for land in lands for key, seen in land.truth().items()}
    assert {row[0]: (row[1], row[2], tuple(row[3].split())) for row in held} == truth


def kill_again_and_again(folder: Path, lands: list[Land], kills: int) -> None:
    """Kill a syncing process while both worlds change; look at the file after each kill."""
    dice = random.Random(11)
    acknowledged: list[list[str]] = []

    def change() -> None:
        land = dice.choice(lands)
        land.change(dice.choice(QUIET), dice.randrange(1000))

    for _ in range(kills):
        heard = killed(folder, dice.randrange(2, 80), change)
        acknowledged += [[*words, ""] for words in heard if words[0] in ("started", "stopped")]
        assert_sound(folder / "ayron.db")
        assert_nothing_lost(folder / "ayron.db", acknowledged)
    assert acknowledged
    for land in lands:
        land.heal()
    check_the_mirror(folder, lands)
    assert all(land.server.writes == [] for land in lands)


def test_two_kills_lose_nothing(tmp_path: Path, lands: list[Land]) -> None:
    kill_again_and_again(tmp_path, lands, kills=2)


@pytest.mark.slow
def test_ten_kills_lose_nothing(tmp_path: Path, lands: list[Land]) -> None:
    kill_again_and_again(tmp_path, lands, kills=10)


# -- two processes on one ledger -------------------------------------------------------------


def until(words: Iterator[list[str]], *wanted: str) -> list[str]:
    """Read what a process tells up to some words; it has some seconds to say them."""
    found = (each for each in islice(words, 2000) if each[: len(wanted)] == list(wanted))
    return next(found)


def accounts_asked(land: Land, since: int) -> int:
    """Count how often it was asked whose the token is, which each process that syncs does once."""
    asked = [f"{record['url']} {record['request_body']}" for record in land.server.traffic[since:]]
    return sum("/users/me?" in each or "query Account" in each for each in asked)


@pytest.mark.slow
def test_of_two_processes_one_polls_and_the_other_takes_over(
    tmp_path: Path, lands: list[Land]
) -> None:
    before = [len(land.server.traffic) for land in lands]
    with child("sync_and_work", tmp_path, module=MODULE) as first:
        told = lines(first)
        until(told, "idle", "polls")
        with child("sync_and_work", tmp_path, module=MODULE) as second:
            others = lines(second)
            for _ in range(3):
                until(others, "idle", "waits")
                until(told, "idle", "polls")
            assert [accounts_asked(*each) for each in zip(lands, before, strict=True)] == [1, 1]
            assert_sound(tmp_path / "ayron.db")
            first.kill()
            until(others, "idle", "polls")
    assert_sound(tmp_path / "ayron.db")
    for land in lands:
        land.heal()
    check_the_mirror(tmp_path, lands)


# -- a refresh whose answer nobody got -------------------------------------------------------


@pytest.fixture
def signed_in(tmp_path: Path) -> Iterator[Land]:
    """Sign a ledger in to Linear, whose token has run out since."""
    land = LANDS["linear"](Today())
    land.server.start()
    sandbox = land.sandbox  # type: ignore[attr-defined]
    redirect = f"http://localhost:{free_port()}/callback"
    sandbox.app.redirects = (redirect,)
    ledger = open_ledger(str(tmp_path / "ayron.db"), RunningClock())
    around = surroundings(tmp_path, RunningClock())
    Connecting(ledger, around, kind_of("linear"), land.server.url, Event()).with_oauth(
        Application(sandbox.client_id, None), redirect, allow
    )
    ledger.close()
    sandbox.grants.expire()
    yield land
    land.server.close()


def refreshes(land: Land) -> int:
    """Count the refreshes that were answered."""
    asked = [str(record["url"]) for record in land.server.traffic]
    return sum(url.endswith("/oauth/token") for url in asked) - 1


def killed_while_it_refreshes(folder: Path, land: Land) -> None:
    """Kill a process that has spent its refresh token and waits for the answer."""
    before = refreshes(land)
    land.server.fail(Fault(how="drip", path="/oauth/token"))
    with child("sync_once", folder, module=MODULE) as process:
        while refreshes(land) == before:
            assert process.poll() is None
            Event().wait(0.02)
        process.kill()


def last_words(process: Popen[str]) -> list[str]:
    """Read all that a process tells until it ends; return the last of it."""
    return list(lines(process))[-1]


@pytest.mark.slow
def test_a_refresh_whose_answer_was_lost_is_asked_for_again(
    tmp_path: Path, signed_in: Land
) -> None:
    for _ in range(2):
        killed_while_it_refreshes(tmp_path, signed_in)
    with child("sync_once", tmp_path, module=MODULE) as process:
        assert last_words(process) == ["synced", "well"]
    assert refreshes(signed_in) == 3
    with child("sync_once", tmp_path, module=MODULE) as process:
        assert last_words(process) == ["synced", "well"]
    assert refreshes(signed_in) == 3
    check_the_mirror(tmp_path, [signed_in])


@pytest.mark.slow
def test_a_refresh_that_was_lost_for_too_long_asks_to_connect_again(
    tmp_path: Path, signed_in: Land
) -> None:
    killed_while_it_refreshes(tmp_path, signed_in)
    signed_in.sandbox.skew = 3600  # type: ignore[attr-defined]
    with child("sync_once", tmp_path, module=MODULE) as process:
        assert last_words(process)[0] == "synced"
    ((state, error),) = query(tmp_path / "ayron.db", "SELECT state, error FROM connection")
    assert state == "signed_out"
    assert "connect again" in error
    assert_sound(tmp_path / "ayron.db")
