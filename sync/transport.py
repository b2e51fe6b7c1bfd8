"""The one way out: to one host, for allowed requests only, bounded in time and size.

It is the transport under every httpx client here, and is used directly where speed counts.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from functools import cache
from ssl import SSLContext
from threading import Event
from typing import NamedTuple

import httpcore
import httpx

from store.clock import Clock
from store.text import clean
from sync.errors import BadAnswer, NotSent, RemoteError, Unreachable
from sync.origin import Origin
from sync.patience import Patience, PatientBackend
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
    """Sends to one origin what the policy allows; follows nothing, believes no length."""

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
        self._pool = httpcore.ConnectionPool(
            ssl_context=_ssl_context() if origin.scheme == "https" else None,
            network_backend=PatientBackend(self._patience),
            keepalive_expiry=30.0,
        )

    def exchange(
        self, method: str, target: str, headers: Headers, secret: Secret | None = None
    ) -> Answer:
        """Send one request and read the whole answer; `target` is path and query.

        `secret` is the bearer token of a GET, or the form of a POST. It is a `Secret` up to here
        and the traceback of an error begins here, so that neither shows in one.
        """
        if not self._policy(method, target.partition("?")[0]):
            raise NotSent(f"Ayron only reads from {self.service}; this request was not sent.")
        self.requests += 1
        self._patience.begin()
        try:
            return self._read(
                self._pool.handle_request(self._request(method, target, headers, secret))
            )
        except RemoteError as error:
            raise error.with_traceback(None) from None
        except (httpcore.TimeoutException, httpcore.NetworkError) as error:
            raise Unreachable(f"{self.service} cannot be reached: {_reason(error)}") from None
        except httpcore.RemoteProtocolError:
            raise Unreachable(f"{self.service} broke off in the middle of an answer.") from None
        except httpcore.LocalProtocolError:
            raise NotSent(f"A request to {self.service} could not be written.") from None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Serve an httpx client; only the target of its URL may differ from our origin."""
        url = request.url
        if (url.scheme, url.host, url.port or self.origin.port) != self.origin:
            raise NotSent(f"Ayron sends requests for {self.service} to {self.origin} only.")
        kept = [
            (name, value)
            for name, value in request.headers.raw
            if name.lower() not in (b"host", b"accept-encoding", b"user-agent", b"authorization")
        ]
        form = Secret(request.read().decode()) or None
        answer = self.exchange(request.method, url.raw_path.decode(), kept, form)
        return httpx.Response(answer.status, headers=answer.headers, content=answer.body)

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def _request(
        self, method: str, target: str, headers: Headers, secret: Secret | None
    ) -> httpcore.Request:
        all_headers = [*self._own_headers, *headers]
        if secret is None or method != "GET":
            form = secret.reveal().encode() if secret else b""
            return httpcore.Request(method, self._url(target), headers=all_headers, content=form)
        all_headers.append((b"authorization", f"Bearer {secret.reveal()}".encode("latin-1")))
        return httpcore.Request(method, self._url(target), headers=all_headers)

    @property
    def _own_headers(self) -> Headers:
        return [
            (b"host", self.origin.authority.encode()),
            (b"user-agent", b"ayron"),
            (b"accept-encoding", b"gzip"),
        ]

    def _url(self, target: str) -> httpcore.URL:
        return httpcore.URL(
            scheme=self.origin.scheme.encode(),
            host=self.origin.host.encode(),
            port=self.origin.port,
            target=target.encode("ascii"),
        )

    def _read(self, response: httpcore.Response) -> Answer:
        try:
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
        finally:
            response.close()

    def _collect(self, chunks: Iterable[bytes], encoding: str) -> bytes:
        """Join the chunks, unpacking no more than the limit."""
        unpacker = zlib.decompressobj(31) if encoding == "gzip" else None
        parts: list[bytes] = []
        room = MOST_BYTES
        try:
            for chunk in chunks:
                part = unpacker.decompress(chunk, room + 1) if unpacker else chunk
                parts.append(part)
                room -= len(part)
                if room < 0:
                    raise BadAnswer(f"{self.service} sent more than {MOST_BYTES >> 20} MB.")
        except zlib.error:
            raise BadAnswer(f"{self.service} sent an answer that cannot be unpacked.") from None
        return parts[0] if len(parts) == 1 else b"".join(parts)


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Read header lines; of a name that comes again the values are joined."""
    found: dict[str, str] = {}
    for name, value in raw:
        key = name.decode("latin-1").lower()
        text = value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _reason(error: Exception) -> str:
    """Say in a few words why there is no connection."""
    if isinstance(error, httpcore.TimeoutException):
        return "no answer in time."
    return f"{clean(error, 120) or 'the connection broke'}."


@cache
def _ssl_context() -> SSLContext:
    """Make the certificates ready once; this takes 20 ms."""
    return httpx.create_ssl_context()
