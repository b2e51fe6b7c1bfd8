"""A clerk: a thread of its own that does short jobs in order, so that the screen never waits."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

Job = Callable[[], Any]
Then = Callable[[Any], None]


class Order(NamedTuple):
    """A job, what to do with its result, and the group in which only the newest one counts."""

    job: Job
    then: Then
    failed: Callable[[Exception], None]
    group: str


class Clerk:
    """Does jobs one after the other on a daemon thread, and hands the results to `deliver`.

    `deliver` gets a function to be called on the screen's own loop. A job that waits in a group
    is dropped when a newer one of the same group arrives.
    """

    def __init__(self, name: str, deliver: Callable[[Callable[[], None]], object]) -> None:
        self._deliver = deliver
        self._orders: deque[Order] = deque()
        self._changed = threading.Condition()
        self._open = True
        self._busy = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._started = False

    def do(
        self, job: Job, then: Then, failed: Callable[[Exception], None], group: str = ""
    ) -> None:
        """Line up a job; `then` gets its result, `failed` its error."""
        with self._changed:
            if group:
                self._orders = deque(order for order in self._orders if order.group != group)
            self._orders.append(Order(job, then, failed, group))
            self._changed.notify()
        if not self._started:
            self._started = True
            self._thread.start()

    @property
    def at_rest(self) -> bool:
        """Whether nothing is lined up or under way."""
        with self._changed:
            return not self._orders and not self._busy

    def close(self, last: Job | None = None, seconds: float = 1.0) -> None:
        """Finish what is lined up, then `last`, for at most some seconds."""
        with self._changed:
            if last is not None and self._started:
                self._orders.append(Order(last, _forget, _forget, ""))
            self._open = False
            self._changed.notify()
        if self._started:
            self._thread.join(seconds)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                while not self._orders and self._open:
                    self._changed.wait()
                if not self._orders:
                    return
                order = self._orders.popleft()
                self._busy = True
            self._carry_out(order)

    def _carry_out(self, order: Order) -> None:
        try:
            result = order.job()
        except Exception as error:
            problem = error
            self._deliver(lambda: order.failed(problem))
        else:
            self._deliver(lambda: order.then(result))


def _forget(result: object) -> None:
    """Take a result that nobody waits for."""
