"""The one way out: to one host, for allowed requests only, bounded in time and size.

It is the transport under httpx clients, and is used directly where speed counts.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from threading import Event, RLock
from typing import NamedTuple

import h11
import httpx

from store.clock import Clock
from store.text import clean
from sync.errors import BadAnswer, NotSent, RemoteError, Unreachable
from sync.origin import Origin
from sync.patience import Patience
from sync.secrets import Secret
from sync.wire import Headers, Wire

MOST_BYTES = 8 << 20

Policy = Callable[[str, str], bool]
"""Says whether a method and path is something that this program may send."""


class Answer(NamedTuple):
    """What came back, decoded; header names are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


class GuardedTransport(httpx.BaseTransport):
    """Sends to one origin what the policy allows; follows nothing, believes no length.

    One exchange at a time; threads take turns.
    """

    def __init__(
        self, service: str, origin: Origin, policy: Policy, clock: Clock, stop: Event
    ) -> None:
        self.service = service
        self.origin = origin
        self.clock = clock
        self.stop = stop
        self.requests = 0
        self._policy = policy
        self._patience = Patience(service, clock, stop)
        self._wire = Wire(origin, self._patience)
        self._own_headers = [
            (b"host", origin.authority.encode()),
            (b"user-agent", b"ayron"),
            (b"accept-encoding", b"gzip"),
        ]
        self._under_way: tuple[str, Secret] | None = None
        self._turn = RLock()

    def exchange(
        self, method: str, target: str, headers: Headers, secret: Secret | None = None
    ) -> Answer:
        """Send one request and read the whole answer; `target` is path and query.

        `secret` is the bearer token of a GET, or the form of a POST. It is a `Secret` up to here
        and the traceback of an error begins here, so that neither shows in one.
        """
        with self._turn:
            try:
                if self._under_way is None or self._under_way != (target, secret):
                    self._send(method, target, headers, secret)
                self._under_way = None
                return self._receive()
            except BaseException as error:
                self._wire.close()
                self._under_way = None
                raise self._explained(error).with_traceback(None) from None

    def send_ahead(self, target: str, headers: Headers, secret: Secret) -> None:
        """Send a GET whose answer the next `exchange` of the same target will read."""
        with self._turn:
            try:
                self._send("GET", target, headers, secret)
                self._under_way = (target, secret)
            except (OSError, h11.ProtocolError, Unreachable):
                self._wire.close()  # the exchange itself will say what is wrong

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Serve an httpx client; only the target of its URL may differ from our origin."""
        url = request.url
        if (url.scheme, url.host, url.port or self.origin.port) != self.origin:
            raise NotSent(f"Ayron sends requests for {self.service} to {self.origin} only.")
        own = (b"host", b"accept-encoding", b"user-agent", b"authorization")
        kept = [(name, value) for name, value in request.headers.raw if name.lower() not in own]
        form = Secret(request.read().decode()) or None
        answer = self.exchange(request.method, url.raw_path.decode(), kept, form)
        return httpx.Response(answer.status, headers=answer.headers, content=answer.body)

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def _send(self, method: str, target: str, headers: Headers, secret: Secret | None) -> None:
        if not self._policy(method, target.partition("?")[0]):
            raise NotSent(f"Ayron only reads from {self.service}; this request was not sent.")
        if self._under_way:
            self._under_way = None
            self._wire.close()
        self.requests += 1
        self._patience.begin()
        self._patience.check()
        all_headers, body = [*self._own_headers, *headers], b""
        if secret and method == "GET":
            all_headers.append((b"authorization", f"Bearer {secret.reveal()}".encode("latin-1")))
        elif secret:
            body = secret.reveal().encode()
        self._wire.send(method, target, all_headers, body)

    def _receive(self) -> Answer:
        self._patience.begin()
        status, raw = self._wire.receive_head()
        if 300 <= status < 400:
            raise BadAnswer(f"{self.service} points to another address; not followed.")
        headers = _headers(raw)
        encoding = headers.pop("content-encoding", "identity").lower()
        if encoding not in ("gzip", "identity"):
            raise BadAnswer(f"{self.service} answered in an encoding that was not asked for.")
        body = self._collect(self._wire.receive_body(), encoding)
        headers.pop("content-length", None)
        headers.pop("transfer-encoding", None)
        return Answer(status, headers, body)

    def _collect(self, chunks: Iterable[bytes], encoding: str) -> bytes:
        """Join the chunks, unpacking no more than the limit."""
        unpacker = zlib.decompressobj(31) if encoding == "gzip" else None
        parts: list[bytes] = []
        room = MOST_BYTES
        for chunk in chunks:
            part = unpacker.decompress(chunk, room + 1) if unpacker else chunk
            parts.append(part)
            room -= len(part)
            if room < 0:
                raise BadAnswer(f"{self.service} sent more than {MOST_BYTES >> 20} MB.")
        return b"".join(parts)

    def _explained(self, error: BaseException) -> BaseException:
        """Say what a failure of the connection means."""
        if isinstance(error, RemoteError) or not isinstance(error, Exception):
            return error
        if isinstance(error, OSError):
            return Unreachable(f"{self.service} cannot be reached: {_reason(error)}")
        if isinstance(error, h11.RemoteProtocolError):
            return Unreachable(f"{self.service} broke off in the middle of an answer.")
        if isinstance(error, zlib.error):
            return BadAnswer(f"{self.service} sent an answer that cannot be unpacked.")
        if isinstance(error, h11.LocalProtocolError | UnicodeError):
            return NotSent(f"A request to {self.service} could not be written.")
        return error


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Read header lines; of a name that comes again the values are joined."""
    found: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _reason(error: OSError) -> str:
    """Say in a few words why there is no connection."""
    if isinstance(error, TimeoutError):
        return "no answer in time."
    return f"{clean(error.strerror or error, 120) or 'the connection broke'}."
