"""The way out to an Asana that a test runs."""

from __future__ import annotations

from threading import Event

from store.clock import Clock
from sync.origin import parse_origin
from sync.providers.asana.client import SERVICE, policy
from sync.transport import GuardedTransport


def open_asana_transport(url: str, clock: Clock, stop: Event) -> GuardedTransport:
    """Open the way to an origin, as Asana's policy guards it."""
    return GuardedTransport(SERVICE, parse_origin(url), policy, clock, stop)
