"""Listening to event streams: a few projects at a time, in turn, within a budget of requests.

Events only say where to look. A stream whose noise does not end is cut: it begins anew at its
next turn, and what was not heard is found by comparing ids.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from typing import NamedTuple

from sync.errors import Missing, NotAllowed
from sync.mirror import Mirror
from sync.provider import Provider, Streams

MOST_PAGES = 2
"""Pages of one stream that are read in one turn."""
REFUSALS = 2
"""Streams that may be refused, before one was heard, until events are taken for forbidden."""


class Heard(NamedTuple):
    """What was heard: held tasks that something happened to, whether anything was missed, and
    whether this token may not listen at all."""

    task_ids: list[str]
    missed: bool
    refused: bool


class Watch:
    """Keeps the tokens of the streams, and whose turn it is. Tokens last as long as this does:
    after a new start everything is read anyway.

    A stream tells everything once: what was heard is told again until it is settled.
    """

    def __init__(self, provider: Provider, mirror: Mirror) -> None:
        self._provider = provider
        self._mirror = mirror
        self._tokens: dict[str, str] = {}
        self._turns: deque[str] = deque()
        self._forbidden: set[str] = set()
        self._touched: set[str] = set()
        self._missed = False

    def listen(self, streams: Streams, budget: int, hints: Collection[str]) -> Heard:
        """Read streams, hinted ones first, until the budget is spent."""
        self._line_up(hints)
        last = self._provider.requests + budget
        for _ in range(len(self._turns)):
            if self._provider.requests >= last:
                break
            project_id = self._turns.popleft()
            self._turns.append(project_id)
            try:
                self._hear(streams, project_id, last)
            except Missing:
                self._tokens.pop(project_id, None)
            except NotAllowed:
                self._tokens.pop(project_id, None)
                self._turns.pop()
                self._forbidden.add(project_id)
        held = self._mirror.held_among(self._touched) if self._touched else []
        return Heard(held, self._missed, self._is_refused())

    def settle(self) -> None:
        """Forget what was heard, now that it was looked at."""
        self._touched.clear()
        self._missed = False

    def _line_up(self, hints: Collection[str]) -> None:
        """Give every visible project a turn, those with tasks of mine before the others."""
        wanted = [each for each in self._mirror.project_ids() if each not in self._forbidden]
        seen, known = set(wanted), set(self._turns)
        if seen != known:
            kept = [each for each in self._turns if each in seen]
            self._turns = deque([*(each for each in wanted if each not in known), *kept])
        first = [each for each in self._turns if each in hints]
        self._turns = deque([*first, *(each for each in self._turns if each not in hints)])

    def _hear(self, streams: Streams, project_id: str, last: int) -> None:
        """Read one stream; note what was touched, and whether one with a token missed anything.

        Where one did, everything is read, and every stream begins anew: the other tokens may be as
        old, and each would have everything read once more.
        """
        had_token = project_id in self._tokens
        for _ in range(MOST_PAGES):
            news = streams.read(project_id, self._tokens.get(project_id))
            self._tokens[project_id] = news.token
            self._touched |= news.task_ids
            if news.missed and had_token:
                self._missed = True
                self._tokens = {project_id: news.token}
            if news.missed or not news.has_more:
                return
            if self._provider.requests >= last:
                break
        del self._tokens[project_id]

    def _is_refused(self) -> bool:
        """Say whether only refusals were met so far, and more than could be chance."""
        met = len(self._forbidden)
        return not self._tokens and bool(met) and (met >= REFUSALS or not self._turns)
