"""What a provider, or somebody who would like to be one, sends to a receiver."""

from __future__ import annotations

import hmac
import json
import socket
from contextlib import suppress
from http.client import HTTPConnection
from typing import Any

from sync.receiver.server import Place

PATH = "p" * 43
SECRET = "canary-hook-secret"
EVENTS: dict[str, Any] = {"events": [{"action": "changed", "resource": {"gid": "1301"}}]}


def signature(body: bytes, secret: str = SECRET) -> str:
    """Sign a body as Asana and Linear do."""
    return hmac.new(secret.encode(), body, "sha256").hexdigest()


def post(
    place: Place, body: bytes, headers: dict[str, str], path: str = PATH
) -> tuple[int, dict[str, str]]:
    """Send a body, and return the status and the headers of the answer."""
    connection = HTTPConnection(place.host, place.port, timeout=5)
    connection.request("POST", f"/{path}", body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def deliver(place: Place, document: object = EVENTS, path: str = PATH) -> int:
    """Deliver a genuine event of Asana."""
    body = json.dumps(document).encode()
    return post(place, body, {"X-Hook-Signature": signature(body)}, path)[0]


def say(place: Place, content: bytes) -> socket.socket:
    """Connect and send some bytes; what comes of it is for the test to see."""
    connection = socket.create_connection(place, timeout=8)
    with suppress(ConnectionError):
        connection.sendall(content)
    return connection


def status_of(connection: socket.socket) -> int:
    """Read the status of an answer; 0 when there was none."""
    with connection:
        try:
            line = connection.makefile("rb").readline().split()
        except ConnectionError:
            return 0
        return int(line[1]) if len(line) > 1 else 0
