"""The demo and the sandbox: all of Ayron on throw-away data, without an account or a network."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from threading import Event

from app.demo_data import write_history
from app.remotes import connect_by_token, connecting, surroundings, sync_once
from app.settings import load_settings
from store.clock import Clock
from store.errors import Refused
from store.opening import open_ledger
from sync.sandbox import Sandbox, serve

REMARK = "demo · thrown away at the end"


def open_demo(clock: Clock) -> int:
    """Open the app on a ledger in a temporary folder and on the sandbox; both go with it."""
    from app.opening import open_app, refuse_without_terminal

    refuse_without_terminal()
    with (
        tempfile.TemporaryDirectory(prefix="ayron-demo-") as folder,
        Sandbox(clock=time.time, approve=False) as sandbox,
    ):
        prepare_demo(Path(folder), sandbox, clock)
        return open_app(REMARK)


def prepare_demo(folder: Path, sandbox: Sandbox, clock: Clock) -> None:
    """Point this process at a folder and a sandbox, connect, and write two weeks of history."""
    for name in [name for name in os.environ if name.startswith("AYRON_")]:
        del os.environ[name]
    os.environ["AYRON_HOME"] = str(folder)
    os.environ["AYRON_ASANA_URL"] = sandbox.url
    os.environ["AYRON_ASANA_TOKEN"] = sandbox.token
    os.environ["AYRON_ASANA_CLIENT_ID"] = sandbox.client_id
    os.environ["AYRON_ASANA_CLIENT_SECRET"] = sandbox.client_secret
    settings = load_settings()
    ledger = open_ledger(settings.database, clock, person="Lena Brandt")
    try:
        around = surroundings(settings, clock)
        connect_by_token(connecting(settings, ledger, around, "asana", Event()), None)
        sync_once(ledger, around, lambda fact: None, full=True)
        write_history(ledger)
    finally:
        ledger.close()


def run_sandbox(clock: Clock, port: int, log: str | None) -> int:
    """Serve the sandbox until interrupted."""

    def write(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    try:
        serve(clock=time.time, write=write, port=port, log=Path(log) if log else None)
    except OSError as error:
        raise Refused(
            f"Port {port} cannot be used: {error.strerror}. Give another with --port."
        ) from error
    return 0
