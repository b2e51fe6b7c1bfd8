"""A proxy on loopback that knows CONNECT and nothing else."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from urllib.parse import urlsplit


class Tunnel:
    """Leads every connection to where it asks for; keeps the heads of what it was asked."""

    def __init__(self, listener: socket.socket) -> None:
        self.requests: list[str] = []
        self.place = f"127.0.0.1:{listener.getsockname()[1]}"
        self._listener = listener

    def serve(self) -> None:
        """Accept until the listener is closed."""
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            Thread(target=self._lead, args=(near,), daemon=True).start()

    def _lead(self, near: socket.socket) -> None:
        with near:
            head = near.recv(65536)
            self.requests.append(head.decode())
            place = urlsplit(f"//{head.split()[1].decode()}")
            with socket.create_connection((place.hostname or "", place.port or 443)) as far:
                near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = Thread(target=pump, args=(far, near), daemon=True)
                back.start()
                pump(near, far)
                back.join()


def pump(source: socket.socket, target: socket.socket) -> None:
    """Pass on what comes, until one side hangs up; then hang up the other."""
    with suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def tunnel() -> Iterator[Tunnel]:
    """Run a proxy."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = Tunnel(listener)
        thread = Thread(target=made.serve, daemon=True)
        thread.start()
        yield made
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()
