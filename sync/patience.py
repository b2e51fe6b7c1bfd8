"""How long is waited: every wait looks at the deadline and at the stop event."""

from __future__ import annotations

from collections.abc import Iterable
from ssl import SSLContext
from threading import Event, local
from typing import Any

import httpcore

from store.clock import SECOND, Clock
from sync.errors import Stopped, Unreachable

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
TOTAL_SECONDS = 20.0
SLICE_SECONDS = 0.1
"""The longest that a wait goes without looking at the stop event."""


class Patience:
    """How much longer the exchange that is going on may take; each thread has its own."""

    def __init__(self, service: str, clock: Clock, stop: Event) -> None:
        self.service = service
        self.clock = clock
        self.stop = stop
        self._own = local()

    def begin(self) -> None:
        """Start the time of one exchange of this thread; raises Stopped."""
        self._own.deadline = self.clock.boot() + int(TOTAL_SECONDS * SECOND)
        self.remaining()

    def remaining(self, waited: float = 0.0) -> float:
        """Return the seconds to wait next; raises Stopped, and Unreachable when out of time."""
        if self.stop.is_set():
            raise Stopped
        left: float = (self._own.deadline - self.clock.boot()) / SECOND
        if left <= 0 or waited >= READ_SECONDS:
            raise Unreachable(f"{self.service} took too long to answer. Ayron will try again.")
        return left


class PatientStream(httpcore.NetworkStream):
    """A connection whose reads end at the deadline or the stop event, whatever trickles in."""

    def __init__(self, stream: httpcore.NetworkStream, patience: Patience) -> None:
        self._stream = stream
        self._patience = patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, in slices short enough to notice the stop event."""
        waited = 0.0
        while True:
            step = min(SLICE_SECONDS, self._patience.remaining(waited))
            try:
                return self._stream.read(max_bytes, step)
            except httpcore.ReadTimeout:
                waited += step

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it before the deadline."""
        self._stream.write(buffer, self._patience.remaining())

    def close(self) -> None:
        """Close the connection; nothing is waited for."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Encrypt the connection, within the time for connecting."""
        limit = min(CONNECT_SECONDS, self._patience.remaining())
        stream = self._stream.start_tls(ssl_context, server_hostname, limit)
        return PatientStream(stream, self._patience)

    def get_extra_info(self, info: str) -> Any:
        """Ask the connection beneath."""
        return self._stream.get_extra_info(info)


class PatientBackend(httpcore.NetworkBackend):
    """Opens patient connections."""

    def __init__(self, patience: Patience) -> None:
        self._backend = httpcore.SyncBackend()
        self._patience = patience

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect, within the time for connecting."""
        limit = min(CONNECT_SECONDS, self._patience.remaining())
        stream = self._backend.connect_tcp(host, port, limit, local_address, socket_options)
        return PatientStream(stream, self._patience)
