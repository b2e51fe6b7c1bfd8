"""A server that webhooks are delivered to: it remembers what came, and answers as it is told."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE_SECONDS = 5


@dataclass(frozen=True)
class Received:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events in it."""
        return list(json.loads(self.body)["events"])


class Receiver(ThreadingHTTPServer):
    """Shakes hands and takes deliveries. `echo` is False: it shakes no hands."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.echo = True
        self.status = 200
        self.handshakes: list[Received] = []
        self.deliveries: list[Received] = []
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def target(self) -> str:
        """The address to deliver to."""
        return f"http://127.0.0.1:{self.server_port}/hook?key=1"

    def take(self, received: Received) -> None:
        """Remember what came."""
        with self._news:
            is_handshake = "x-hook-secret" in received.headers
            (self.handshakes if is_handshake else self.deliveries).append(received)
            self._news.notify_all()

    def wait(self, count: int) -> list[Received]:
        """Return the deliveries as soon as there are so many."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.deliveries) >= count, PATIENCE_SECONDS)
            return list(self.deliveries)

    def stop(self) -> None:
        """Stop listening."""
        self.shutdown()
        self._thread.join()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """Reads a request and answers it."""

    server: Receiver

    def log_message(self, *arguments: Any) -> None:
        """Keep quiet."""

    def do_POST(self) -> None:
        """Take a handshake or a delivery."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, echo = self.server.status, self.server.echo
        self.server.take(Received(self.path, headers, body))
        self.send_response(status)
        if echo and "x-hook-secret" in headers:
            self.send_header("X-Hook-Secret", headers["x-hook-secret"])
        self.send_header("Content-Length", "0")
        self.end_headers()
