"""Receiving webhooks in the open app, where somebody turned them on and nobody else receives."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screens.host import Host
    from screens.remotes import Way
    from sync.access import Surroundings
    from sync.receiver.running import Receiver

_log = logging.getLogger("ayron.sync")


class Listening:
    """The receiver of this window, if it has one."""

    def __init__(self, host: Host, way: Way, surroundings: Callable[[], Surroundings]) -> None:
        self._host = host
        self._way = way
        self._surroundings = surroundings
        self._receiver: Receiver | None = None

    def begin(
        self, errand: Callable[[Callable[[], Any], Callable[[Any], None], Any], None]
    ) -> None:
        """Listen, as an errand; where another process does, or it cannot be, polling goes on."""
        errand(self._start, self._keep, self._let_be)

    def close(self) -> None:
        """Listen no more."""
        if self._receiver is not None:
            self._receiver.close()

    def _start(self) -> Receiver | None:
        made = self._way.receiver(self._host.ledger, self._surroundings(), self._tell)
        if made is not None:
            made.start()
        return made

    def _tell(self, sentence: str) -> None:
        self._host.deliver(lambda: self._host.say(sentence))

    def _keep(self, made: Receiver | None) -> None:
        self._receiver = made

    def _let_be(self, error: Exception) -> None:
        _log.info("This window does not receive webhooks: %s", error)
