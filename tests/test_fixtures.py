"""The fixtures themselves: isolation that leaks would make every other test a liar."""

from __future__ import annotations

import os
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.clock import FRIDAY, FixedClock, moment
from tests.conftest import assert_at_rest

if TYPE_CHECKING:
    from store.ledger import Ledger


def test_the_environment_is_the_tests_own(tmp_path: Path) -> None:
    ours = {name for name in os.environ if name.startswith("AYRON_")}
    assert ours == {"AYRON_HOME"}
    assert Path.home().is_relative_to(tmp_path)
    assert time.localtime(FRIDAY // 1_000_000).tm_hour == 14


def test_the_browser_takes_notes(opened_urls: Callable[[], list[str]]) -> None:
    assert opened_urls() == []
    webbrowser.open("http://localhost:1/?a=1&b=2")
    assert opened_urls() == ["http://localhost:1/?a=1&b=2"]


def test_the_clock_stands_until_it_is_moved(clock: FixedClock) -> None:
    assert clock.wall() == clock.wall() == moment("2026-11-27 14:05")
    assert clock.advance(hours=1, minutes=1) == moment("2026-11-27 15:06")
    steady = clock.boot()
    clock.set("2026-11-27 13:00")
    assert clock.boot() == steady


def test_a_ledger_is_empty_and_at_rest(ledger: Ledger) -> None:
    with ledger.read() as work:
        assert work.rows("SELECT id FROM entry") == []
        with pytest.raises(AssertionError):
            assert_at_rest(ledger)
    assert_at_rest(ledger)
