"""An account that is lived with: synced, worked with, restarted, let go and taken again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from store.connections import connections, note_mode
from store.ledger import Ledger
from store.opening import open_ledger
from store.records import Connection
from store.work import Work
from sync.access import Surroundings
from sync.connecting import Connecting
from sync.errors import RemoteError
from sync.facts import SyncOutcome
from sync.hints import Hint
from sync.kinds import kind_of
from sync.leaving import disconnect
from sync.rounds import Rounds
from sync.sandbox.faults import Fault
from sync.secrets import Secret, open_secrets
from tests.faults.lands import Land
from tests.sync.clocks import Waiting
from tests.sync.worlds import HastyClock, Seen

LIES = {"gone", "no_access"}
"""What a server that refuses or empties an answer may make anybody believe."""


class Life:
    """A ledger with one account of a land, and what must never get lost of it."""

    def __init__(self, land: Land, clock: HastyClock, folder: Path, mode: str) -> None:
        self.land, self.clock, self.mode = land, clock, mode
        self._folder = folder
        self._token = Secret(land.server.token)
        secrets = open_secrets(folder, {}, insecure_storage=True, keyrings=[])
        self.around = Surroundings(secrets, clock, {}, folder)
        self.kind = kind_of(land.provider)
        self.reasons: dict[str, set[str]] = defaultdict(set)
        self._begin()
        self.connect()
        self.kept = self.own_work()

    # -- what happens ----------------------------------------------------------------------

    def _begin(self) -> None:
        self.stop = Waiting(self.clock)
        self.ledger: Ledger = open_ledger(str(self._folder / "ayron.db"), self.clock)
        self.rounds = Rounds(self.ledger, self.around, lambda fact: None, self.stop)

    def restart(self) -> None:
        """Begin anew, as after the process was killed."""
        self.close()
        self._begin()

    def close(self) -> None:
        """Let everything go that is held open."""
        self.rounds.close()
        self.ledger.close()

    def connect(self) -> None:
        """Connect the account, again if need be, and sync it as the thread does then."""
        origin = self.land.server.url
        try:
            made = Connecting(self.ledger, self.around, self.kind, origin, self.stop).with_token(
                self._token
            )
        except RemoteError:
            return
        with self.ledger.write() as work:
            note_mode(work, made.id, self.mode if self.land.provider == "asana" else "catch-up")
        self.rounds.forget(made.id)
        self.ask(full=True)

    def leave(self) -> None:
        """Disconnect the account."""
        if self.connection:
            disconnect(self.ledger, self.around, self.connection, self.stop)

    def poll(self, hints: tuple[str, ...] = ()) -> list[SyncOutcome]:
        """Poll as the thread does once a minute, or when it is told where to look."""
        found = self.connection
        hint = [Hint(self.land.provider, found.id, hints)] if hints and found else []
        return _by_no_mistake(self.rounds.poll(hint))

    def ask(self, full: bool) -> list[SyncOutcome]:
        """Sync as a person asks for it."""
        return _by_no_mistake(self.rounds.sync(full))

    def change(self, name: str, number: int) -> None:
        """Let something happen over there."""
        self.land.change(name, number)
        for task_id in self.links():
            self.reasons[task_id] |= self.land.facts(task_id)

    def fail(self, fault: Fault) -> None:
        """Let requests fail; some ways of failing are lies about any task that is looked up."""
        self.land.server.fail(fault)
        lies = fault.how == "empty" or fault.status in (402, 403, 404, 451)
        if lies and fault.meets(*self.land.look_up):
            for task_id in self.land.ids():
                self.reasons[task_id] |= LIES

    def act(self, act: Callable[[Work], object]) -> None:
        """Let the person do something of their own, which has to last."""
        with self.ledger.write() as work:
            act(work)
        self.kept = self.own_work()
        for task_id in self.links():
            self.reasons[task_id] |= self.land.facts(task_id)

    # -- what is to be seen ----------------------------------------------------------------

    @property
    def connection(self) -> Connection | None:
        """The connection, while there is one."""
        with self.ledger.read() as work:
            return next(iter(connections(work)), None)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Read something of the ledger."""
        with self.ledger.read() as work:
            return work.rows(query)

    def own_work(self) -> list[tuple[Any, ...]]:
        """Read all that no server may touch; only the name of a picked task follows the remote."""
        entries = self.rows(
            "SELECT id, task_id, project_id, started_at, stopped_at, note FROM entry ORDER BY id"
        )
        tasks = self.rows(
            "SELECT id, project_id, archived_at, CASE WHEN renamed = 1 OR NOT EXISTS"
            " (SELECT 1 FROM link WHERE link.task_id = task.id) THEN name END"
            " FROM task ORDER BY id"
        )
        return entries + tasks + self.rows("SELECT task_id, remote_id FROM link ORDER BY task_id")

    def links(self) -> dict[str, tuple[str, str | None, str]]:
        """Read the state, the reason and the waiting of each picked task."""
        found = self.rows("SELECT remote_id, state, reason, account_id FROM link")
        return {row[0]: (row[1], row[2], row[3]) for row in found}

    def gone(self) -> dict[str, str | None]:
        """Read of each mirrored task why it is gone; None for a live one."""
        return dict(self.rows("SELECT remote_id, gone FROM remote_task"))

    def held(self) -> dict[str, Seen]:
        """Read what the mirror holds as live."""
        found = self.rows(
            "SELECT remote_id, name, due_on, project_ids FROM remote_task WHERE gone IS NULL"
        )
        return {row[0]: Seen(row[1], row[2], tuple(row[3].split())) for row in found}


def _by_no_mistake(outcomes: list[SyncOutcome]) -> list[SyncOutcome]:
    """Make sure that what went wrong was not Ayron's own doing."""
    for outcome in outcomes:
        assert "mistake" not in (outcome.error or "")
    return outcomes
