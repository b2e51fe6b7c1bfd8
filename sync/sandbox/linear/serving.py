"""Run the sandbox for somebody at a terminal, until they have had enough."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sync.sandbox.linear.northwind import large
from sync.sandbox.linear.sandbox import LinearSandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PORT = 8978


def serve(
    *,
    clock: Callable[[], float],
    write: Callable[[str], object],
    port: int = PORT,
    log: Path | None = None,
    issues: int | None = None,
    schema: Path | None = None,
    until: threading.Event | None = None,
) -> None:
    """Serve until interrupted or until the event is set; OSError when the port is taken.

    `write` gets the lines that say how to connect. `issues` asks for a large tracker.
    """
    day = datetime.fromtimestamp(clock(), UTC).date()
    tracker = large(issues, day) if issues else None
    with LinearSandbox(
        clock=clock, port=port, tracker=tracker, control=True, log=log, schema=schema
    ) as sandbox:
        write(describe(sandbox))
        try:
            (until or threading.Event()).wait()
        except KeyboardInterrupt:
            write("\nThe sandbox has stopped.\n")


def describe(sandbox: LinearSandbox) -> str:
    """Say where the sandbox is, with which credentials, and how to connect to it."""
    return f"""\
The Linear sandbox is listening. Nothing it serves is real; stop it with ctrl+c.

  url            {sandbox.url}
  token          {sandbox.token}
  client id      {sandbox.client_id}
  redirects      {"  ".join(sandbox.app.redirects)}

Connect with the key, or sign in with the browser:

  export AYRON_LINEAR_URL={sandbox.url}
  echo '{sandbox.token}' | ayron connect linear --token-stdin

  export AYRON_LINEAR_AUTH_URL={sandbox.url}
  export AYRON_LINEAR_CLIENT_ID={sandbox.client_id}
  ayron connect linear
"""
