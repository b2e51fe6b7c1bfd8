"""One HTTP/1.1 connection to one origin, on h11: a request goes out, its answer comes in.

Sending and receiving are two steps, so that the next page is under way while the last one is
being stored. `httpcore`, the engine of httpx, cannot do that.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from functools import cache
from ssl import SSLContext

import h11

from store.clock import SECOND
from sync.origin import Origin
from sync.patience import CONNECT_SECONDS, SLICE_SECONDS, Patience

Headers = list[tuple[bytes, bytes]]

_CHUNK = 1 << 18
_IDLE_SECONDS = 4
"""A connection at rest for longer is not used again: the other side may have closed it."""


class Wire:
    """Connects when it has to. Whatever fails leaves it closed; the next request connects anew."""

    def __init__(self, origin: Origin, patience: Patience) -> None:
        self._origin = origin
        self._patience = patience
        self._socket: socket.socket | None = None
        self._protocol = h11.Connection(h11.CLIENT)
        self._used_at = 0

    def send(self, method: str, target: str, headers: Headers, body: bytes) -> None:
        """Send a request, connecting if need be."""
        if self._socket and self._patience.clock.boot() - self._used_at > _IDLE_SECONDS * SECOND:
            self.close()
        if self._socket is None:
            self._socket = self._connect()
            self._protocol = h11.Connection(h11.CLIENT)
        head = h11.Request(method=method, target=target, headers=headers)
        for event in (head, h11.Data(data=body), h11.EndOfMessage()):
            self._socket.sendall(self._protocol.send(event) or b"")

    def receive_head(self) -> tuple[int, Headers]:
        """Wait for the status and the headers of the answer."""
        while True:
            event = self._next_event()
            if isinstance(event, h11.Response):
                return event.status_code, list(event.headers)

    def receive_body(self) -> Iterator[bytes]:
        """Read the body piece by piece, to its end."""
        while isinstance(event := self._next_event(), h11.Data):
            yield bytes(event.data)
        self._used_at = self._patience.clock.boot()
        if self._protocol.our_state is self._protocol.their_state is h11.DONE:
            self._protocol.start_next_cycle()
        else:
            self.close()

    def close(self) -> None:
        """Close the connection; nothing is waited for."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _connect(self) -> socket.socket:
        origin = self._origin
        opened = socket.create_connection((origin.host, origin.port), CONNECT_SECONDS)
        try:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if origin.scheme == "https":
                opened = _ssl_context().wrap_socket(opened, server_hostname=origin.host)
            opened.settimeout(SLICE_SECONDS)
        except BaseException:
            opened.close()
            raise
        return opened

    def _next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while (event := self._protocol.next_event()) is h11.NEED_DATA:
            self._protocol.receive_data(self._read())
        return event

    def _read(self) -> bytes:
        """Read what is there, in slices short enough to notice the stop event."""
        waited = 0.0
        while True:
            self._patience.check(waited)
            if self._socket is None:
                return b""
            try:
                return self._socket.recv(_CHUNK)
            except TimeoutError:
                waited += SLICE_SECONDS


@cache
def _ssl_context() -> SSLContext:
    """Load the certificates once; this takes 20 ms."""
    import httpx

    return httpx.create_ssl_context()
