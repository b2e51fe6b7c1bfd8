"""A person at a browser, who allows or refuses what a sandbox asks."""

from __future__ import annotations

import re
import socket
from threading import Thread

import httpx

from sync.signin import Attempt


def free_port() -> int:
    """Find a port that is free just now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def decide(address: str, decision: str = "allow") -> httpx.Response:
    """Open the consent page and press a button; return where that led, not followed."""
    page = httpx.get(address)
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert ticket, page.text
    asked = {"ticket": ticket[1], "decision": decision}
    return httpx.get(address.partition("?")[0], params=asked)


def arrive(address: str, decision: str = "allow") -> httpx.Response:
    """Press a button and follow the redirect to whoever listens there."""
    return httpx.get(decide(address, decision).headers["location"])


def allow(attempt: Attempt) -> None:
    """Allow an attempt, in the background as a browser does."""
    Thread(target=arrive, args=(attempt.address,), daemon=True).start()


def refuse(attempt: Attempt) -> None:
    """Refuse an attempt."""
    Thread(target=arrive, args=(attempt.address, "deny"), daemon=True).start()
