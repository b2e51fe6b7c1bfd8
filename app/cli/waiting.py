"""A word to who sits at the terminal, where a provider takes long to answer."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from threading import Lock, Timer

from app.sentences import printable
from sync.facts import ConnectionLost, Fact, SyncFailed, SyncStarted, TasksPulled

AFTER_SECONDS = 2.0


class Waiting:
    """Says once what is waited for, after a moment, on a terminal only.

    `names` says of which provider each connection is. `hear` is called by any thread.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._asked: set[str] = set()
        self._guard = Lock()
        self._timer = Timer(AFTER_SECONDS, self._say)
        self._timer.daemon = True

    def __enter__(self) -> Waiting:
        if sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._timer.cancel()

    def hear(self, fact: Fact) -> None:
        """Take note of which connection is asked, and which has answered."""
        with self._guard:
            if isinstance(fact, SyncStarted):
                self._asked.add(fact.connection_id)
            elif isinstance(fact, TasksPulled | SyncFailed | ConnectionLost):
                self._asked.discard(fact.connection_id)

    def _say(self) -> None:
        with self._guard:
            asked = sorted({self._names.get(each, "") for each in self._asked} - {""})
        who = " and ".join(asked) or "an answer"
        print(printable(f"Waiting for {who} … ctrl+c ends it."), file=sys.stderr, flush=True)
