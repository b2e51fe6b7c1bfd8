"""The HTTP server: one thread for each connection, kept alive, and gone at once on stop."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from sync.sandbox.traffic import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.replies import Reply

MOST_BODY = 1_000_000
FLOOD_BLOCK = b" " * 65_536
FLOOD_BLOCKS = 8_192
RESETS = struct.pack("ii", 1, 0)
"""What a socket lingers with that is to be reset and not closed."""


class Listener(ThreadingHTTPServer):
    """Listens on loopback and hands each request to `answer`.

    `clock` gives the epoch seconds of the Date header; without it that is the machine's.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self,
        port: int,
        answer: Callable[[Request], Reply],
        clock: Callable[[], float] | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.answer = answer
        self.clock = clock
        self.stopping = threading.Event()
        self.origin = f"http://127.0.0.1:{self.server_port}"
        self._connections: dict[socket.socket, threading.Thread] = {}
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._listen, name="sandbox", daemon=True)

    def server_bind(self) -> None:
        """Bind without asking the name service what this host is called."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.socket.getsockname()

    def start(self) -> None:
        """Begin to listen, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Hang up on everybody and wait until every thread is gone."""
        self.stopping.set()
        with contextlib.suppress(OSError):  # it may have stopped listening by itself
            socket.create_connection(("127.0.0.1", self.server_port), timeout=1).close()
        self._thread.join()
        with self._lock:
            open_connections = dict(self._connections)
        for connection, thread in open_connections.items():
            with contextlib.suppress(OSError):  # the other side may have been quicker
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=5)
        self.server_close()

    def _listen(self) -> None:
        while not self.stopping.is_set():
            self.handle_request()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in its own thread."""
        thread = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        with self._lock:
            self._connections[request] = thread
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that is over."""
        with self._lock:
            self._connections.pop(request, None)
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(RESETS)) == RESETS:
            request.close()  # without the goodbye that a shutdown would say first
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over clients that hang up; anything else is a fault of ours and is shown."""
        import sys

        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Reads a request, writes the reply, spoils it where a fault says so."""

    server: Listener
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *arguments: Any) -> None:
        """Keep quiet: the traffic is recorded elsewhere."""

    def _serve(self) -> None:
        if self.server.stopping.is_set():
            self.close_connection = True
            return
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MOST_BODY:
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(length))
        request = Request(self.command, self.path, headers, body, self.server.origin)
        self._send(self.server.answer(request))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815

    def _send(self, reply: Reply) -> None:
        spoil = {"drop": self._drop, "reset": self._reset, "hang": self._hang, "flood": self._flood}
        if reply.fault in spoil:
            self.close_connection = True
            spoil[reply.fault]()
            return
        self._head(reply)
        if self.command == "HEAD":
            return
        if reply.fault == "half":
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self.close_connection = True
        elif reply.fault == "drip":
            self._drip(reply.body)
        else:
            self.wfile.write(reply.body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the Date header, by the server's clock."""
        if timestamp is None and self.server.clock:
            return formatdate(self.server.clock(), usegmt=True)
        return super().date_time_string(timestamp)

    def _head(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        headers = {
            "Date": self.date_time_string(),
            "Content-Type": reply.content_type,
            "Content-Length": str(len(reply.body)),
        }
        for name, value in {**headers, **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def _drop(self) -> None:
        """Hang up without a word."""

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESETS)

    def _hang(self) -> None:
        """Say nothing until the other side, or this server, has had enough."""
        self.connection.settimeout(0.1)
        while not self.server.stopping.is_set():
            with contextlib.suppress(TimeoutError):
                if not self.connection.recv(1, socket.MSG_PEEK):
                    break
                self.server.stopping.wait(0.1)  # more was sent, which nobody reads

    def _drip(self, body: bytes) -> None:
        for position in range(len(body)):
            self.wfile.write(body[position : position + 1])
            self.wfile.flush()
            if self.server.stopping.wait(1):
                break
        self.close_connection = True

    def _flood(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Connection", "close")
        self.end_headers()
        for _ in range(FLOOD_BLOCKS):
            if self.server.stopping.is_set():
                break
            self.wfile.write(FLOOD_BLOCK)
