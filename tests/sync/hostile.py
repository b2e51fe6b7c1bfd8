"""A server on loopback that answers whatever a test wants, byte by byte if need be."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import Any

Answer = bytes | Callable[[socket.socket, Event], None]
Script = list[Answer] | dict[str, list[Answer]]
"""Answers in order, or for each beginning of a target the answers in order."""


class Hostile:
    """Gives the answers in order, the last one for ever; keeps what it was sent."""

    def __init__(self, answers: Script) -> None:
        self.answers = answers
        self.requests: list[str] = []
        self.stopping = Event()
        self._lock = Lock()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The origin."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        """Stop answering."""
        self.stopping.set()
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            try:
                answer = self._take(read_request(connection))
                if isinstance(answer, bytes):
                    connection.sendall(answer)
                else:
                    answer(connection, self.stopping)
            except OSError:
                return

    def _take(self, request: str) -> Answer:
        """Keep a request and choose the answer to it."""
        with self._lock:
            self.requests.append(request)
            if isinstance(self.answers, list):
                answers, asked = self.answers, len(self.requests)
            else:
                target = request.split(" ", 2)[1]
                start = next(each for each in self.answers if target.startswith(each))
                answers = self.answers[start]
                asked = sum(each.split(" ", 2)[1].startswith(start) for each in self.requests)
            return answers[min(asked, len(answers)) - 1]


def read_request(connection: socket.socket) -> str:
    """Read one request with its body; raises OSError where the other side hangs up."""
    request = b""
    while (rest := missing(request)) > 0:
        part = connection.recv(min(rest, 65536))
        if not part:
            raise ConnectionError
        request += part
    return request.decode()


def missing(request: bytes) -> int:
    """Count the bytes that a request still lacks, as far as its beginning tells."""
    head, found, body = request.partition(b"\r\n\r\n")
    if not found:
        return 65536
    length = re.search(rb"\r\ncontent-length: (\d+)", head.lower())
    return int(length[1]) - len(body) if length else 0


@contextmanager
def hostile(
    *answers: Answer, by_target: dict[str, list[Answer]] | None = None
) -> Iterator[Hostile]:
    """Run a hostile server."""
    server = Hostile(by_target or list(answers))
    try:
        yield server
    finally:
        server.close()


def response(body: Any, status: int = 200, **headers: str) -> bytes:
    """Write an answer that closes the connection; anything but bytes becomes JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(content)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def drip(head: bytes) -> Callable[[socket.socket, Event], None]:
    """Send the head of an answer and then a byte every now and then, without end."""

    def send(connection: socket.socket, stopping: Event) -> None:
        connection.sendall(head)
        while not stopping.wait(0.05):
            connection.sendall(b" ")

    return send


def silence(connection: socket.socket, stopping: Event) -> None:
    """Say nothing at all."""
    stopping.wait(30)
