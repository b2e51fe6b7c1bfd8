"""Run the sandbox for somebody at a terminal, until they have had enough."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sync.sandbox.large import large
from sync.sandbox.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PORT = 8977


def serve(
    *,
    clock: Callable[[], float],
    write: Callable[[str], object],
    port: int = PORT,
    log: Path | None = None,
    tasks: int | None = None,
    until: threading.Event | None = None,
) -> None:
    """Serve until interrupted or until the event is set; OSError when the port is taken.

    `write` gets the lines that say how to connect. `tasks` asks for a large agency.
    """
    agency = large(tasks) if tasks else None
    with Sandbox(clock=clock, port=port, agency=agency, control=True, log=log) as sandbox:
        write(describe(sandbox))
        try:
            (until or threading.Event()).wait()
        except KeyboardInterrupt:
            write("\nThe sandbox has stopped.\n")


def describe(sandbox: Sandbox) -> str:
    """Say where the sandbox is, with which credentials, and how to connect to it."""
    return f"""\
The sandbox is listening. Nothing it serves is real; stop it with ctrl+c.

  url            {sandbox.url}
  token          {sandbox.token}
  client id      {sandbox.client_id}
  client secret  {sandbox.client_secret}
  redirects      {"  ".join(sandbox.app.redirects)}

Connect with the token, or sign in with the browser:

  export AYRON_ASANA_URL={sandbox.url}
  echo '{sandbox.token}' | ayron connect asana --token-stdin

  export AYRON_ASANA_CLIENT_ID={sandbox.client_id}
  export AYRON_ASANA_CLIENT_SECRET={sandbox.client_secret}
  ayron connect asana

Change something and watch it arrive:

  curl {sandbox.url}/control/complete -d '{{"task": "Homepage hero"}}'
"""
