"""The one way out: to one host, for allowed requests only, bounded in time and size.

It is the transport under httpx clients, on httpx's own engine, and is used directly where speed
counts.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from threading import Event, RLock
from typing import NamedTuple

import httpcore
import httpx

from store.clock import Clock
from store.text import clean
from sync.errors import BadAnswer, NotSent, RemoteError, Unreachable
from sync.origin import Origin
from sync.patience import Patience, PatientBackend
from sync.pool import open_pool
from sync.secrets import Secret

MOST_BYTES = 8 << 20

Headers = list[tuple[bytes, bytes]]

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
        self._pool = open_pool(origin, PatientBackend(self._patience))
        self._own_headers = [
            (b"host", origin.authority.encode()),
            (b"user-agent", b"ayron"),
            (b"accept-encoding", b"gzip"),
        ]
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
                return self._exchange(method, target, headers, secret)
            except BaseException as error:
                raise self._explained(error).with_traceback(None) from None

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
        self._pool.close()

    def _exchange(
        self, method: str, target: str, headers: Headers, secret: Secret | None
    ) -> Answer:
        if not self._policy(method, target.partition("?")[0]):
            raise NotSent(f"Ayron only reads from {self.service}; this request was not sent.")
        self.requests += 1
        self._patience.begin()
        request = self._request(method, target, headers, secret)
        response = self._pool.handle_request(request)
        try:
            return self._read(response)
        finally:
            response.close()

    def _request(
        self, method: str, target: str, headers: Headers, secret: Secret | None
    ) -> httpcore.Request:
        all_headers, body = [*self._own_headers, *headers], b""
        if secret and method == "GET":
            all_headers.append((b"authorization", f"Bearer {secret.reveal()}".encode("latin-1")))
        elif secret:
            body = secret.reveal().encode()
        url = httpcore.URL(
            scheme=self.origin.scheme.encode(),
            host=self.origin.host.encode("ascii"),
            port=self.origin.port,
            target=target.encode("ascii"),
        )
        return httpcore.Request(method, url, headers=all_headers, content=body)

    def _read(self, response: httpcore.Response) -> Answer:
        if 300 <= response.status < 400:
            raise BadAnswer(f"{self.service} points to another address; not followed.")
        headers = _headers(response.headers)
        encoding = headers.pop("content-encoding", "identity").lower()
        if encoding not in ("gzip", "identity"):
            raise BadAnswer(f"{self.service} answered in an encoding that was not asked for.")
        body = self._collect(response.iter_stream(), encoding)
        headers.pop("content-length", None)
        headers.pop("transfer-encoding", None)
        return Answer(response.status, headers, body)

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
        if isinstance(error, httpcore.TimeoutException | httpcore.NetworkError):
            return Unreachable(f"{self.service} cannot be reached: {_reason(error)}")
        if isinstance(error, httpcore.ProxyError):
            return Unreachable(f"The proxy does not lead to {self.service}: {clean(error, 120)}.")
        if isinstance(error, httpcore.RemoteProtocolError):
            return Unreachable(f"{self.service} broke off in the middle of an answer.")
        if isinstance(error, zlib.error):
            return BadAnswer(f"{self.service} sent an answer that cannot be unpacked.")
        if isinstance(error, httpcore.LocalProtocolError | UnicodeError):
            return NotSent(f"A request to {self.service} could not be written.")
        return error


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Read header lines; of a name that comes again the values are joined."""
    found: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _reason(error: Exception) -> str:
    """Say in a few words why there is no connection."""
    if isinstance(error, httpcore.TimeoutException):
        return "no answer in time."
    cause = error.args[0] if error.args else None
    said = cause.strerror if isinstance(cause, OSError) else None
    return f"{clean(said or error, 120) or 'the connection broke'}."
