"""One key at a time: each is handled to its end before the next one is looked at."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from textual import events
from textual.dom import DOMNode
from textual.timer import Timer
from textual.widgets import Input

from screens.facts import Facts
from screens.host import Host
from store.ledger import Ledger
from store.records import Candidate

PATIENCE = 0.4
"""Seconds after which the next key is taken, whatever became of the one before."""
ROUNDS = 3
"""A key becomes a message, and that one another: so often its way is gone again after it."""


class Turns(Host):
    """Mixed into the app: makes keys that come in one packet mean what they mean one by one.

    Textual hands a key to what has the focus now, and looks for a binding only when it has come
    up from there; a letter behind it would go to the old field. So a word is sent after each key
    on the same way, and the next one is taken when the word is back. Where the key was no text,
    what it changed or read in the ledger is waited for, too, and what it has put in front.
    """

    def __init__(self, ledger: Ledger, facts: Facts, first: Sequence[Candidate]) -> None:
        super().__init__(ledger, facts, first)
        self._line: deque[events.Key | events.Paste] = deque()
        self._turn = 0
        self._limit: Timer | None = None
        self._under_way = False
        self._clerk_is_asked = False

    async def on_event(self, event: events.Event) -> None:
        """Line up keys and pasted text; everything else goes on as ever."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        self._line.append(event)
        if not self._under_way:
            await self._take_next()

    async def _take_next(self) -> None:
        event = self._line.popleft()
        self._under_way = True
        self._turn += 1
        target = self.focused or self.screen
        is_text = isinstance(event, events.Paste) or event.is_printable
        await super().on_event(event)
        self._limit = self.set_timer(PATIENCE, partial(self._end, self._turn))
        if is_text and isinstance(target, Input):
            self._follow(target, 1, partial(self._end, self._turn))
        else:
            self._follow(target, ROUNDS, partial(self._ask_clerk, self._turn))

    def _follow(self, start: DOMNode, rounds: int, then: Callable[[], Any]) -> None:
        """Send a word up the way that a key has gone, some times over."""

        def climb(node: DOMNode | None) -> None:
            while node is not None and node is not self:
                above = node.parent
                if node.call_later(climb, above):
                    return
                node = above
            self.call_later(again)

        def again() -> Any:
            if rounds > 1:
                return self._follow(start, rounds - 1, then)
            return then()

        climb(start)

    def _ask_clerk(self, turn: int) -> None:
        """Wait until the clerk is done with what the key has asked for."""
        if self._clerk_is_asked:
            self._look_in_front(turn)
            return
        self._clerk_is_asked = True

        def answered(_answer: object) -> None:
            self._clerk_is_asked = False
            self.call_later(self._look_in_front, turn)

        self._clerk.do(lambda: None, answered, answered)

    def _look_in_front(self, turn: int) -> None:
        """Wait until what is in front now is ready for a key."""
        self._follow(self.focused or self.screen, 1, partial(self._end, turn))

    async def _end(self, turn: int) -> None:
        """Let the next key be taken, unless that was done already."""
        if turn != self._turn or not self._under_way:
            return
        self._under_way = False
        if self._limit is not None:
            self._limit.stop()
        if self._line:
            await self._take_next()
