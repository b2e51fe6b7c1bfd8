"""Several lists read at once, each in its own order, none further ahead than a few items."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Event, Semaphore, Thread
from typing import Generic, NamedTuple, TypeVar

from sync.errors import RemoteError, Stopped

Item = TypeVar("Item")
Reader = Callable[[], Iterator[Item]]

_JOIN_SECONDS = 0.5
"""How long the threads are waited for that still read when nobody wants more of it."""


class Ended(NamedTuple):
    """The end of one reader: complete, or broken off by an error."""

    error: RemoteError | None


def abreast(
    readers: Sequence[Reader[Item]], most: int = 8, ahead: int = 12
) -> Generator[tuple[int, Item | Ended], None, None]:
    """Yield what the readers yield, each with the reader's number, and `Ended` as its last.

    Up to `most` of them run at once, each on a thread and at most `ahead` items before what was
    taken. An error of one ends none of the others; raises Stopped, and what is no remote error,
    at once. Close the iterator where it is left early: that ends the threads, one in the middle
    of a request as soon as that is over.
    """
    work = _Work(readers, ahead)
    count = min(most, len(readers))
    threads = [Thread(target=work.run, name="reader", daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield from work.results()
    finally:
        work.leave()
        for thread in threads:
            thread.join(_JOIN_SECONDS / len(threads))


class _Work(Generic[Item]):
    """What the threads and the one who takes share."""

    def __init__(self, readers: Sequence[Reader[Item]], ahead: int) -> None:
        self._readers = readers
        self._room = [Semaphore(ahead) for _ in readers]
        self._waiting: SimpleQueue[int] = SimpleQueue()
        self._read: SimpleQueue[tuple[int, Item | Ended | BaseException]] = SimpleQueue()
        self._leaving = Event()
        for number in range(len(readers)):
            self._waiting.put(number)

    def results(self) -> Iterator[tuple[int, Item | Ended]]:
        """Yield what is read until every reader has ended."""
        left = len(self._readers)
        while left:
            number, item = self._read.get()
            if isinstance(item, BaseException):
                raise item
            left -= isinstance(item, Ended)
            self._room[number].release()
            yield number, item

    def leave(self) -> None:
        """Let every thread end at its next item."""
        self._leaving.set()
        for room in self._room:
            room.release()

    def run(self) -> None:
        """Run one reader after another, until none is waiting."""
        while not self._leaving.is_set():
            try:
                number = self._waiting.get_nowait()
            except Empty:
                return
            try:
                self._run(number)
            except Stopped as end:
                self._read.put((number, end))
            except RemoteError as error:
                self._read.put((number, Ended(error)))
            except BaseException as surprise:
                self._read.put((number, surprise))

    def _run(self, number: int) -> None:
        room = self._room[number]
        room.acquire()
        for item in self._readers[number]():
            self._read.put((number, item))
            room.acquire()
            if self._leaving.is_set():
                return
        self._read.put((number, Ended(None)))
