"""The demo and the sandbox: all of Ayron on throw-away data, without an account or a network."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from threading import Event

from app.demo_data import write_history
from app.demo_money import write_money
from app.remotes import connect_by_token, connecting, surroundings, sync_once
from app.settings import load_settings
from store.clock import Clock
from store.errors import Refused
from store.opening import open_ledger
from sync.sandbox import Sandbox
from sync.sandbox.linear import LinearSandbox
from sync.sandbox.linear.serving import PORT as LINEAR_PORT
from sync.sandbox.linear.serving import serve as serve_linear
from sync.sandbox.serving import PORT as ASANA_PORT
from sync.sandbox.serving import serve as serve_asana

REMARK = "demo · thrown away at the end"


def open_demo(clock: Clock) -> int:
    """Open the app on a ledger in a temporary folder and on sandboxes; all go with it."""
    from app.opening import open_app, refuse_without_terminal

    refuse_without_terminal()
    with (
        tempfile.TemporaryDirectory(prefix="ayron-demo-") as folder,
        Sandbox(clock=time.time) as asana,
        LinearSandbox(clock=time.time) as linear,
    ):
        prepare_demo(Path(folder), asana, linear, clock)
        return open_app(REMARK)


def prepare_demo(folder: Path, asana: Sandbox, linear: LinearSandbox, clock: Clock) -> None:
    """Point this process at a folder and sandboxes, connect, and write two weeks of history."""
    for name in [name for name in os.environ if name.startswith("AYRON_")]:
        del os.environ[name]
    os.environ["AYRON_HOME"] = str(folder)
    os.environ["AYRON_ASANA_URL"] = asana.url
    os.environ["AYRON_ASANA_TOKEN"] = asana.token
    os.environ["AYRON_ASANA_CLIENT_ID"] = asana.client_id
    os.environ["AYRON_ASANA_CLIENT_SECRET"] = asana.client_secret
    os.environ["AYRON_LINEAR_URL"] = os.environ["AYRON_LINEAR_AUTH_URL"] = linear.url
    os.environ["AYRON_LINEAR_TOKEN"] = linear.token
    os.environ["AYRON_LINEAR_CLIENT_ID"] = linear.client_id
    settings = load_settings()
    ledger = open_ledger(settings.database, clock, person="Lena Brandt")
    try:
        around = surroundings(settings.of(ledger.owner), clock)
        for provider in ("asana", "linear"):
            connect_by_token(connecting(settings, ledger, around, provider, Event()), None)
        sync_once(ledger, around, lambda fact: None, full=True)
        write_history(ledger)
        write_money(ledger)
    finally:
        ledger.close()


def run_sandbox(provider: str, port: int | None, log: str | None) -> int:
    """Serve a provider's sandbox until interrupted."""
    serve = serve_linear if provider == "linear" else serve_asana
    usual = LINEAR_PORT if provider == "linear" else ASANA_PORT
    port = usual if port is None else port

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
