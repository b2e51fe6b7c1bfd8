"""A connection to the sandbox that has synced, and a receiver at the address it is given."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Event

from store.connections import connections
from store.ledger import Ledger
from store.records import Connection
from store.webhooks import Webhook, busiest_projects, switch_webhooks, webhooks
from sync.access import Surroundings
from sync.receiver.hooks import Heard, Hooks
from sync.receiver.opening import hook_of
from sync.receiver.server import Place, Server
from sync.rounds import Rounds
from sync.sandbox import Sandbox
from sync.secrets import Secret
from sync.subscriptions import MOST_SUBSCRIPTIONS, Settled, settle
from tests.sync.asana import asana

TOO_LONG = 10.0


class Subscribing:
    """Settles the subscriptions of one connection, as a receiver does that listens."""

    def __init__(self, sandbox: Sandbox, ledger: Ledger, around: Surroundings) -> None:
        self.sandbox = sandbox
        self.ledger = ledger
        self.around = around
        self.stop = Event()
        self.connection_id = self.connect()
        self.heard: SimpleQueue[Heard] = SimpleQueue()
        self.hooks = Hooks(around.clock, self.heard.put)
        self.server = Server(self.hooks.answer, Place("127.0.0.1", 0))
        self.public_url = f"http://{self.server.place}"
        self.switch(True)

    def connect(self) -> str:
        """Connect by token, and sync."""
        token = Secret(self.sandbox.token)
        made = asana(self.ledger, self.around, self.sandbox.url, self.stop).with_token(token)
        self.sync()
        return made.id

    def sync(self) -> None:
        """Bring the mirror up to date."""
        rounds = Rounds(self.ledger, self.around, lambda _fact: None, self.stop)
        (outcome,) = rounds.sync()
        rounds.close()
        assert outcome.error is None

    @property
    def connection(self) -> Connection:
        """The connection as it is now."""
        with self.ledger.read() as work:
            return next(each for each in connections(work) if each.id == self.connection_id)

    @property
    def rows(self) -> list[Webhook]:
        """What is written down."""
        with self.ledger.read() as work:
            return webhooks(work)

    @property
    def wanted(self) -> list[str]:
        """The projects that hold tasks of mine."""
        with self.ledger.read() as work:
            return busiest_projects(work, self.connection_id, MOST_SUBSCRIPTIONS)

    def switch(self, on: bool) -> None:
        """Opt in, or out."""
        with self.ledger.write() as work:
            switch_webhooks(work, self.connection_id, on)

    def settle(self, public_url: str = "") -> Settled:
        """Bring the subscriptions in order."""
        return settle(
            self.ledger,
            self.around,
            self.hooks,
            self.connection,
            public_url or self.public_url,
            self.stop,
        )

    def secret(self, row: Webhook) -> Secret | None:
        """Read what is kept of a hook's secret."""
        return hook_of(self.connection, row, self.around).secret

    def subscribed(self) -> list[str]:
        """List the projects that the other side has subscriptions for."""
        return sorted(hook.resource.gid for hook in self.sandbox.webhooks)

    def hear(self) -> Heard:
        """Wait for the next delivery that was believed."""
        return self.heard.get(timeout=TOO_LONG)

    def hear_hint(self) -> Heard:
        """Wait for the next delivery that is a hint."""
        while not (heard := self.hear()).hint:
            pass
        return heard
