"""Lists read at once: each complete and in order, none far ahead, no thread left behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from threading import Barrier, Event
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sync.abreast import Ended, abreast
from sync.errors import Missing, RemoteError, Stopped


class Script(NamedTuple):
    """A reader: what it yields, and the error that it ends in."""

    items: list[int]
    error: RemoteError | None

    def read(self) -> Iterator[int]:
        """Yield the items, then fail if that is to happen."""
        yield from self.items
        if self.error:
            raise self.error


def readers_left() -> list[str]:
    """List the threads of readers that still run."""
    return [thread.name for thread in threading.enumerate() if thread.name == "reader"]


def endless(taken: list[int]) -> Iterator[int]:
    """Yield numbers, taking down each as it is asked for."""
    for number in range(1_000_000):
        taken.append(number)
        yield number


scripts = some.builds(
    Script, some.lists(some.integers(), max_size=9), some.sampled_from([None, Missing("Gone.")])
)


@given(some.lists(scripts, max_size=12), some.integers(1, 8), some.integers(1, 4))
def test_everything_comes_in_order_and_each_end_is_told(
    given_scripts: list[Script], most: int, ahead: int
) -> None:
    readers = [script.read for script in given_scripts]
    found: list[list[int | Ended]] = [[] for _ in readers]
    for number, item in abreast(readers, most, ahead):
        found[number].append(item)
    assert found == [[*script.items, Ended(script.error)] for script in given_scripts]
    assert readers_left() == []


def test_readers_run_at_once() -> None:
    meeting = Barrier(8)

    def meet() -> Iterator[int]:
        yield meeting.wait(5)

    assert len(list(abreast([meet] * 8, most=8))) == 16


def test_no_more_run_at_once_than_may() -> None:
    guard, running, most_seen = threading.Lock(), [0], [0]

    def count() -> Iterator[int]:
        with guard:
            running[0] += 1
            most_seen[0] = max(most_seen[0], running[0])
        yield from range(5)
        with guard:
            running[0] -= 1

    list(abreast([count] * 20, most=3, ahead=1))
    assert most_seen[0] <= 3


@given(some.integers(1, 5), some.integers(1, 20))
def test_nobody_reads_further_ahead_than_was_said(ahead: int, wanted: int) -> None:
    read: list[int] = []
    items = abreast([lambda: endless(read)], ahead=ahead)
    for _ in range(wanted):
        next(items)
    items.close()
    assert wanted <= len(read) <= wanted + ahead
    assert readers_left() == []


def test_stopping_one_ends_all() -> None:
    def stopped() -> Iterator[int]:
        yield 1
        raise Stopped

    read: list[int] = []
    with pytest.raises(Stopped):
        list(abreast([lambda: endless(read), stopped, lambda: endless(read)]))
    assert readers_left() == []


def test_an_error_of_our_own_is_not_hidden() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(abreast([broken, broken]))
    assert readers_left() == []


def test_leaving_does_not_wait_for_one_that_hangs() -> None:
    hanging, over = Event(), Event()

    def hang() -> Iterator[int]:
        yield 1
        hanging.set()
        over.wait(30)
        yield 2

    items = abreast([hang, hang])
    next(items)
    assert hanging.wait(5)
    items.close()
    assert readers_left() != []
    over.set()
    for thread in threading.enumerate():
        if thread.name == "reader":
            thread.join(5)
    assert readers_left() == []


def test_nothing_begins_before_the_first_is_wanted() -> None:
    read: list[int] = []
    abreast([lambda: endless(read)])
    assert read == []
