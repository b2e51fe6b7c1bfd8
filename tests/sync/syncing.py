"""An engine on a sandbox, with short ways to what it did."""

from __future__ import annotations

from threading import Event
from typing import Any

from store.adoption import adopt
from store.connections import connections
from store.ledger import Ledger
from store.records import Connection
from sync.access import Surroundings
from sync.engine import Effort, Engine
from sync.facts import Fact, SyncOutcome
from sync.http import Client
from sync.providers.asana.manners import AsanaManners
from sync.providers.asana.provider import AsanaProvider
from sync.sandbox import Sandbox
from sync.secrets import Secret
from sync.tokens import FixedToken
from tests.sync.asana import asana
from tests.sync.opening import open_asana_transport


class Syncing:
    """An engine on the sandbox, and what it told."""

    def __init__(self, sandbox: Sandbox, ledger: Ledger, around: Surroundings, stop: Event) -> None:
        token = Secret(sandbox.token)
        self.sandbox = sandbox
        self.ledger = ledger
        self.connection = asana(ledger, around, sandbox.url, stop).with_token(token)
        transport = open_asana_transport(sandbox.url, around.clock, stop)
        account = FixedToken(token, "Asana")
        client = Client(transport, account, AsanaManners(), backoff_seconds=0.01)
        self.facts: list[Fact] = []
        self.engine = Engine(
            AsanaProvider(client, around.clock), ledger, self.connection, self.hear
        )

    def sync(self, effort: Effort = Effort.ASKED) -> SyncOutcome:
        """Sync as if a person had asked for it."""
        return self.engine.sync(effort)

    def hear(self, fact: Fact) -> None:
        """Keep a fact."""
        self.facts.append(fact)

    def mirror(self) -> dict[str, tuple[str, str | None]]:
        """Read the name and the reason of every task that is held."""
        with self.ledger.read() as work:
            found = work.rows("SELECT remote_id, name, gone FROM remote_task")
        return {row[0]: (row[1], row[2]) for row in found}

    def live(self) -> set[str]:
        """List the tasks that are held as live."""
        return {gid for gid, (_, gone) in self.mirror().items() if gone is None}

    def state(self) -> Connection:
        """Read the connection."""
        with self.ledger.read() as work:
            return connections(work)[0]

    def pick(self, gid: str) -> None:
        """Make a task of ours out of a remote one."""
        with self.ledger.write() as work:
            adopt(work, f"asana:{gid}")

    def link(self) -> tuple[Any, ...]:
        """Read the state and the reason of the one link."""
        with self.ledger.read() as work:
            return work.rows("SELECT state, reason FROM link")[0]
