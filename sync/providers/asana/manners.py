"""Asana's manners: statuses that say it all, and two things that only Asana says."""

from __future__ import annotations

import logging
import re
from typing import Any

from store.text import clean
from sync.answers import decode
from sync.errors import BadAnswer, RemoteError, StreamExpired
from sync.manners import StatusManners
from sync.pace import Pace
from sync.providers.asana.client import SERVICE
from sync.transport import Answer, GuardedTransport

MOST_PER_MINUTE = 120
"""Asana's free plan takes 150; what else the person runs on the same token has to fit in."""
_MOST_ANNOUNCED = 20

_is_token = re.compile("[!-~]{1,4096}").fullmatch
_log = logging.getLogger("ayron.sync")


class AsanaManners(StatusManners):
    """What Asana's answers mean; announced changes are logged, each once."""

    def __init__(self) -> None:
        super().__init__(SERVICE)
        self._announced: set[str] = set()

    def trouble(self, answer: Answer, now: int) -> RemoteError | None:
        """Turn a status into the error that says what it means."""
        if "asana-change" in answer.headers:
            self._announce(answer.headers["asana-change"])
        if answer.status == 412:
            return StreamExpired(f"{SERVICE} begins a stream of events anew.", _token(answer.body))
        return super().trouble(answer, now)

    def _announce(self, change: str) -> None:
        if change not in self._announced and len(self._announced) < _MOST_ANNOUNCED:
            self._announced.add(change)
            _log.warning("%s announces a change: %s", SERVICE, clean(change, 300))


def asana_pace(transport: GuardedTransport) -> Pace:
    """Return the pace that stays below Asana's limit."""
    return Pace(MOST_PER_MINUTE, 60, transport.clock, transport.stop, transport.asked_lately)


def _token(body: bytes) -> str | None:
    """Read the token that comes with the refusal of an old one."""
    try:
        found: Any = decode(body, SERVICE)
    except BadAnswer:
        return None
    token = found.get("sync") if type(found) is dict else None
    return token if type(token) is str and _is_token(token) else None
