"""No window ever holds more requests than may be in it."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as some

from store.clock import SECOND
from sync.errors import Stopped
from sync.pace import Pace
from tests.clock import FixedClock
from tests.sync.clocks import RunningClock, Waiting

pauses = some.lists(some.integers(0, 3 * SECOND), max_size=80)


@given(some.integers(1, 7), some.sampled_from([0.5, 1, 2.25, 10]), pauses)
def test_no_window_holds_more_than_the_most(most: int, seconds: float, gaps: list[int]) -> None:
    clock = FixedClock()
    pace = Pace(most, seconds, clock, Waiting(clock))
    begun = []
    for gap in gaps:
        clock.boot_now += gap
        came = clock.boot_now
        pace.wait()
        begun.append(clock.boot_now)
        if len(begun) <= most or came - begun[-most - 1] >= seconds * SECOND:
            assert begun[-1] == came
    for first, last in zip(begun, begun[most:], strict=False):
        assert last - first >= seconds * SECOND


def test_threads_share_one_pace() -> None:
    clock = RunningClock()
    pace = Pace(5, 0.2, clock, Event())
    begun: list[int] = []

    def ask() -> None:
        for _ in range(4):
            pace.wait()
            begun.append(clock.boot())

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(begun) == 16
    assert max(begun) - min(begun) >= 0.6 * SECOND


def test_stopping_ends_the_wait() -> None:
    stop = Event()
    pace = Pace(1, 60, FixedClock(), stop)
    pace.wait()
    stop.set()
    with pytest.raises(Stopped):
        pace.wait()
