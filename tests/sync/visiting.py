"""One connection to a remote world, with the engine that syncs it and what it holds."""

from __future__ import annotations

from pathlib import Path

from store.ledger import Ledger
from store.opening import open_ledger
from sync.access import Surroundings, open_transport
from sync.connecting import Connecting
from sync.engine import Effort, Engine
from sync.facts import Fact, SyncOutcome
from sync.kinds import kind_of
from sync.secrets import Secret, open_secrets
from sync.tokens import FixedToken
from tests.sync.clocks import Waiting
from tests.sync.worlds import HastyClock, Seen, World


class Visit:
    """A ledger that is connected to a world by token."""

    def __init__(self, world: World, clock: HastyClock, folder: Path) -> None:
        self.world = world
        self.clock = clock
        self.stop = Waiting(clock)
        self.ledger: Ledger = open_ledger(str(folder / "ayron.db"), clock)
        environment = {f"AYRON_{world.provider.upper()}_TOKEN": world.server.token}
        secrets = open_secrets(folder, environment, keyrings=[])
        self.around = Surroundings(secrets, clock, environment, folder)
        self.kind = kind_of(world.provider)
        self.token = Secret(world.server.token)
        connecting = Connecting(self.ledger, self.around, self.kind, world.server.url, self.stop)
        self.connection = connecting.with_token(self.token)
        self.facts: list[Fact] = []
        self._begin()

    def restart(self) -> None:
        """Begin anew, as after the process was killed."""
        self.engine.provider.close()
        self._begin()

    def _begin(self) -> None:
        transport = open_transport(self.kind, self.world.server.url, self.clock, self.stop)
        provider = self.kind.provider(transport, FixedToken(self.token, self.kind.label), "", 0.01)
        self.engine = Engine(provider, self.ledger, self.connection, self.facts.append)

    def sync(self, effort: Effort = Effort.DUE) -> SyncOutcome:
        """Sync once."""
        return self.engine.sync(effort)

    def converge(self) -> SyncOutcome:
        """Let five quiet minutes pass, polling as the thread does; return the last outcome."""
        self.world.heal()
        for _ in range(6):
            self.clock.advance(minutes=1)
            outcome = self.sync()
        return outcome

    def held(self) -> dict[str, Seen]:
        """Read what the mirror holds as live."""
        with self.ledger.read() as work:
            found = work.rows(
                "SELECT remote_id, name, due_on, project_ids FROM remote_task WHERE gone IS NULL"
            )
        return {row[0]: Seen(row[1], row[2], tuple(row[3].split())) for row in found}

    def close(self) -> None:
        """Close everything."""
        self.engine.provider.close()
        self.ledger.close()
