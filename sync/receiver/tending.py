"""Keeping the subscriptions in order while the receiver listens: secrets read, silence noticed."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from store.clock import HOUR, MINUTE
from store.connections import connections
from store.errors import LedgerError
from store.features import is_on
from store.ledger import Ledger
from store.records import Connection
from store.webhooks import busiest_projects, webhooks
from sync.access import Surroundings
from sync.errors import Stopped
from sync.receiver.hooks import Hooks
from sync.receiver.opening import hook_of
from sync.subscriptions import MOST_SUBSCRIPTIONS, Settled, settle

SETTLE_EVERY = HOUR
TRY_AGAIN_AFTER = 5 * MINUTE


class Tending:
    """Looks after the hooks of every connection that has them. One thread uses it at a time."""

    def __init__(
        self,
        ledger: Ledger,
        around: Surroundings,
        hooks: Hooks,
        public_url: str,
        stop: Event,
        tell: Callable[[str], object],
    ) -> None:
        self._ledger = ledger
        self._around = around
        self._hooks = hooks
        self._public_url = public_url
        self._stop = stop
        self._tell = tell
        self._due: dict[str, int] = {}
        self._wanted: dict[str, list[str]] = {}
        self._known: dict[str, int] = {}
        self._said: dict[str, str] = {}

    def load(self) -> None:
        """Listen to the hooks that are written down and to no others.

        A secret is read where there was none yet, and anew where the hook was renewed.
        """
        with self._ledger.read() as work:
            on = {each.id: each for each in connections(work) if each.webhooks}
            rows = [row for row in webhooks(work) if row.connection_id in on]
        for path in self._known.keys() - {row.path for row in rows}:
            self._hooks.drop(path)
        for row in rows:
            is_same = self._known.get(row.path, row.created_at) == row.created_at
            if not is_same or self._hooks.secret_of(row.path) is None:
                self._hooks.put(hook_of(on[row.connection_id], row, self._around))
        self._known = {row.path: row.created_at for row in rows}

    def tend(self) -> None:
        """Look for what was changed by others, and settle what is due; raises Stopped."""
        try:
            self.load()
            for connection in self._awake():
                if self._is_due(connection):
                    self._settle(connection)
        except Stopped:
            raise
        except LedgerError as trouble:
            self._say("", str(trouble))

    def _awake(self) -> list[Connection]:
        """List the connections with webhooks that may be talked to now."""
        with self._ledger.read() as work:
            found = [
                each for each in connections(work) if each.webhooks and is_on(work, each.provider)
            ]
        return [each for each in found if each.state in ("live", "trouble")]

    def _is_due(self, connection: Connection) -> bool:
        """Say whether it is time again, or my tasks are in other projects than they were."""
        with self._ledger.read() as work:
            wanted = busiest_projects(work, connection.id, MOST_SUBSCRIPTIONS)
        changed = set(self._wanted.get(connection.id, ())) != set(wanted)
        self._wanted[connection.id] = wanted
        return changed or self._around.clock.boot() >= self._due.get(connection.id, 0)

    def _settle(self, connection: Connection) -> None:
        pause = TRY_AGAIN_AFTER
        try:
            done = settle(
                self._ledger,
                self._around,
                self._hooks,
                connection,
                self._public_url,
                self._stop,
            )
            pause = SETTLE_EVERY
            self._say(connection.id, _told(connection, done))
        except Stopped:
            raise
        except LedgerError as trouble:
            self._say(connection.id, f"{connection.account}: {trouble}")
        self._due[connection.id] = self._around.clock.boot() + pause

    def _say(self, about: str, sentence: str) -> None:
        """Tell something, once until something else is to be told."""
        if sentence and self._said.get(about) != sentence:
            self._tell(sentence)
        self._said[about] = sentence


def _told(connection: Connection, done: Settled) -> str:
    """Say what came of settling; nothing where nothing changed."""
    if not (done.created or done.removed or done.trouble):
        return ""
    count = "1 project" if done.held == 1 else f"{done.held} projects"
    trouble = f" {done.trouble}" if done.trouble else ""
    return f"{connection.account}: webhooks on {count}.{trouble}"
