"""The first sync, stored, against reading the same answers with the standard library."""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from app.clock import SystemClock
from bench.pairing import interleave, timed
from bench.processes import PYTHON, environment_for
from bench.results import Bench, Measured
from store.connections import connections
from store.opening import open_ledger
from sync.access import Surroundings, open_transport, provider_with
from sync.connecting import connect_with_token
from sync.engine import Engine
from sync.secrets import Secret, open_secrets
from sync.tokens import FixedToken

ROOT = Path(__file__).resolve().parents[2]
TASKS = 10_000


def first_sync(bench: Bench) -> Measured:
    """Time the first sync of ten thousand tasks; connecting before it is not timed."""
    with remembering_sandbox(bench.folder) as (origin, token):
        home = bench.folder / "sync"
        _sync_once(home, origin, token)
        targets = _read_all(origin, token, ["/targets"])[0]
        pairs = interleave(
            lambda: _sync_once(home, origin, token),
            lambda: timed(lambda: _read_all(origin, token, targets)),
            bench.rounds(15),
        )
    return Measured(pairs.ratio, pairs.note())


@contextmanager
def remembering_sandbox(folder: Path) -> Iterator[tuple[str, str]]:
    """Run the sandbox in a process of its own; yield its origin and token."""
    script = ROOT / "bench" / "apps" / "remembering_sandbox.py"
    server = subprocess.Popen(
        [PYTHON, str(script), str(TASKS)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment_for(folder),
    )
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip(), server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def _sync_once(home: Path, origin: str, token: str) -> float:
    """Connect on a new ledger and time its first sync."""
    shutil.rmtree(home, ignore_errors=True)
    clock = SystemClock()
    secrets = open_secrets(home, {"AYRON_ASANA_TOKEN": token})
    around = Surroundings(secrets, clock, {"AYRON_ASANA_TOKEN": token}, home)
    with closing(open_ledger(str(home / "ayron.db"), clock)) as ledger:
        connect_with_token(ledger, around, origin, Secret(token), Event())
        with ledger.read() as work:
            connection = connections(work)[0]
        with closing(open_transport(origin, clock, Event())) as transport:
            provider = provider_with(transport, FixedToken(Secret(token), transport.service))
            engine = Engine(provider, ledger, connection, lambda _fact: None)
            took = timed(lambda: engine.sync(full=True))
        with ledger.read() as work:
            stored = work.rows("SELECT COUNT(*) FROM remote_task")[0][0]
    if stored != TASKS:
        raise RuntimeError(f"{stored} tasks were stored instead of {TASKS}.")
    return took


def _read_all(origin: str, token: str, targets: list[str]) -> list[list[str]]:
    """Read every target over one connection and parse it; keep nothing but the last shapes."""
    address = urlsplit(origin)
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    found = []
    with closing(http.client.HTTPConnection(address.hostname or "", address.port)) as connection:
        for target in targets:
            connection.request("GET", target, headers=headers)
            found.append(json.loads(connection.getresponse().read()))
    return found
