"""A receiver on loopback that knows one hook of Asana."""

from __future__ import annotations

from collections.abc import Iterator
from queue import Empty, SimpleQueue

import pytest

from store.ledger import Ledger
from sync.access import Surroundings
from sync.hints import Hint
from sync.receiver.hooks import Heard, Hooks
from sync.receiver.kinds import Hook
from sync.receiver.server import Place, Server
from sync.sandbox import Sandbox
from sync.secrets import Secret
from tests.clock import FixedClock
from tests.sync.receiver.posting import PATH, SECRET
from tests.sync.receiver.subscribing import Subscribing

HOOK = Hook(PATH, "asana", "connection-1", "1201", "me", Secret(SECRET))
HINT = Hint("asana", "connection-1", ("1201",))


class Listening:
    """A receiver that runs, and what it heard."""

    def __init__(self, clock: FixedClock, seconds: float) -> None:
        self.heard: SimpleQueue[Heard] = SimpleQueue()
        self.hooks = Hooks(clock, self.heard.put)
        self.server = Server(self.hooks.answer, Place("127.0.0.1", 0), seconds)
        self.place = self.server.place

    def hints(self) -> list[Hint]:
        """Take the hints that were heard so far; what was answered was heard before."""
        found: list[Hint] = []
        while True:
            try:
                heard = self.heard.get_nowait()
            except Empty:
                return found
            if heard.hint:
                found.append(heard.hint)


@pytest.fixture
def mine(sandbox: Sandbox, sqlite_ledger: Ledger, around: Surroundings) -> Iterator[Subscribing]:
    """Return a connection that opted in, with a receiver that listens."""
    made = Subscribing(sandbox, sqlite_ledger, around)
    made.server.start()
    sandbox.forget_traffic()
    yield made
    made.server.close()


@pytest.fixture
def listening(clock: FixedClock, request: pytest.FixtureRequest) -> Iterator[Listening]:
    """Run a receiver that knows `HOOK`; a parameter sets its patience in seconds."""
    made = Listening(clock, getattr(request, "param", 4.0))
    made.hooks.put(HOOK)
    made.server.start()
    yield made
    made.server.close()
