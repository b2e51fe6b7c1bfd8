"""An account that is connected on a new ledger, ready to be synced."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import NamedTuple

from app.clock import SystemClock
from bench.servers import Server
from store.clock import Clock
from store.ledger import Ledger
from store.opening import open_ledger
from sync.access import BACKOFF_SECONDS, Surroundings, open_transport
from sync.connecting import Connecting
from sync.engine import Engine
from sync.kinds import kind_of
from sync.secrets import Secret, open_secrets
from sync.tokens import FixedToken


class Connected(NamedTuple):
    """A ledger and the engine of its one connection."""

    ledger: Ledger
    engine: Engine

    def held(self) -> int:
        """Count the tasks in the mirror."""
        with self.ledger.read() as work:
            return int(work.rows("SELECT COUNT(*) FROM remote_task WHERE gone IS NULL")[0][0])


@contextmanager
def connected(
    home: Path, server: Server, clock: Clock | None = None, stop: Event | None = None
) -> Iterator[Connected]:
    """Connect on a new ledger by token; nothing is synced yet."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    clock, stop, token = clock or SystemClock(), stop or Event(), Secret(server.token)
    environment = {f"AYRON_{server.provider.upper()}_TOKEN": server.token}
    around = Surroundings(open_secrets(home, environment), clock, environment, home)
    kind = kind_of(server.provider)
    with closing(open_ledger(str(home / "ayron.db"), clock)) as ledger:
        connection = Connecting(ledger, around, kind, server.origin, stop).with_token(token)
        with closing(open_transport(kind, server.origin, clock, stop)) as transport:
            source = FixedToken(token, kind.label)
            provider = kind.provider(transport, source, "", BACKOFF_SECONDS)
            yield Connected(ledger, Engine(provider, ledger, connection, lambda _fact: None))
