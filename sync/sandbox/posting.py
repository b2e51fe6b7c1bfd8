"""Post to somebody else's server: one attempt, a limit in time, no redirects."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PATIENCE_SECONDS = 10.0
MOST_BYTES = 10_000


@dataclass(slots=True, frozen=True)
class Answered:
    """What came back. Status 0: nothing did, and `content` says why."""

    status: int
    content: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """Say whether it was a success."""
        return 200 <= self.status < 300


class Postman:
    """Posts, and hangs up on everybody when told to."""

    def __init__(self) -> None:
        self._open: set[http.client.HTTPConnection] = set()
        self._lock = threading.Lock()

    def post(self, target: str, headers: dict[str, str], body: bytes) -> Answered:
        """Post a JSON body, and return what came back."""
        connection = _connection(target)
        with self._lock:
            self._open.add(connection)
        try:
            return _exchange(connection, target, headers, body)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Answered(0, f"{type(error).__name__}: {error}")
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def hang_up(self) -> None:
        """Let whoever waits for an answer wait no longer."""
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError, AttributeError):  # not connected, or not any more
                    connection.sock.shutdown(socket.SHUT_RDWR)


def _connection(target: str) -> http.client.HTTPConnection:
    parts = urlsplit(target)
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, parts.port, timeout=PATIENCE_SECONDS)
    return http.client.HTTPConnection(host, parts.port, timeout=PATIENCE_SECONDS)


def _exchange(
    connection: http.client.HTTPConnection, target: str, headers: dict[str, str], body: bytes
) -> Answered:
    parts = urlsplit(target)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kind = {"Content-Type": "application/json; charset=UTF-8"}
    connection.request("POST", path, body=body, headers=kind | headers)
    answer = connection.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    return Answered(answer.status, answer.read(MOST_BYTES).decode("utf-8", "replace"), told)
