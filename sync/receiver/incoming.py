"""One request, read within bounds: a POST, 8 KB of headers, 256 KB of body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import h11

MOST_HEADER = 8 << 10
MOST_BODY = 256 << 10
_MOST_RECEIVED = 2 * MOST_BODY
"""What may come in for one request in all: a body cut into crumbs is mostly framing."""


class Refusal(Exception):
    """A request that is not read to its end; the status says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Line(Protocol):
    """A connection to the one who sends."""

    async def read(self) -> bytes:
        """Read what is there; nothing at the end."""

    async def write(self, data: bytes) -> None:
        """Send all of it."""


class Delivery(NamedTuple):
    """A request that was read: its headers, by names in small letters, and the raw body."""

    path: str
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes

    def header(self, name: str) -> bytes:
        """Return the value of a header; empty when it is missing or there more than once."""
        wanted = name.encode()
        found = [value for key, value in self.headers if key == wanted]
        return found[0] if len(found) == 1 else b""


async def read_delivery(line: Line) -> Delivery:
    """Read one request; raises Refusal, and ConnectionError where it breaks off."""
    parser = h11.Connection(h11.SERVER, max_incomplete_event_size=MOST_HEADER)
    request: h11.Request | None = None
    body = bytearray()
    received = 0
    while True:
        event = _next_event(parser)
        if event is h11.NEED_DATA:
            received += await _feed(parser, line)
            _require(received <= _MOST_RECEIVED, 413)
        elif isinstance(event, h11.Request):
            request = _acceptable(event)
        elif isinstance(event, h11.Data):
            body += event.data
            _require(len(body) <= MOST_BODY, 413)
        elif isinstance(event, h11.EndOfMessage) and request is not None:
            return Delivery(_path(request), list(request.headers), bytes(body))
        else:
            raise ConnectionAbortedError


def _next_event(parser: h11.Connection) -> object:
    try:
        return parser.next_event()
    except h11.RemoteProtocolError as error:
        raise Refusal(error.error_status_hint) from None


async def _feed(parser: h11.Connection, line: Line) -> int:
    """Give the parser what comes in next; returns how much it was."""
    if parser.they_are_waiting_for_100_continue:
        go_on = h11.InformationalResponse(status_code=100, headers=[])
        await line.write(parser.send(go_on) or b"")
    data = await line.read()
    parser.receive_data(data)
    return len(data)


def _acceptable(request: h11.Request) -> h11.Request:
    """Refuse what is too long or no POST before any of the body is read.

    h11 bounds a header only while it is incomplete; one that came in a single read is counted here.
    """
    _require(request.method == b"POST", 405)
    lines = sum(len(name) + len(value) + 4 for name, value in request.headers.raw_items())
    _require(len(request.target) + lines <= MOST_HEADER, 431)
    announced = dict(request.headers).get(b"content-length", b"0")
    _require(int(announced) <= MOST_BODY, 413)
    return request


def _path(request: h11.Request) -> str:
    return request.target.decode("latin-1").partition("?")[0]


def _require(fine: bool, status: int) -> None:
    if not fine:
        raise Refusal(status)
