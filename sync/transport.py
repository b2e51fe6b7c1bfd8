"""The one way out: to one host, for allowed requests only, bounded in time and size.

It is the transport under httpx clients, on httpx's own engine, and is used directly where speed
counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Event, Lock, local
from typing import NamedTuple

import httpcore
import httpx

from store.clock import Clock
from sync.errors import BadAnswer, NotSent, Stopped
from sync.failures import explained
from sync.origin import Origin
from sync.patience import SLICE_SECONDS, Patience, PatientBackend
from sync.pauses import SharedPause
from sync.pool import open_pool
from sync.request_log import Exchange
from sync.secrets import Secret
from sync.unpacking import collect, read_headers

CONNECTIONS = 8

Headers = list[tuple[bytes, bytes]]

Policy = Callable[[str, str, bytes], bool]
"""Says whether a method, path and body is something that this program may send."""


class Answer(NamedTuple):
    """What came back, decoded; header names are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


class _Own(local):
    """What a thread knows of itself."""

    holds_place = False


class GuardedTransport(httpx.BaseTransport):
    """Sends to one origin what the policy allows; follows nothing, believes no length.

    Any thread may use it. Up to `connections` exchanges go on at once, the next ones wait.
    """

    def __init__(
        self,
        service: str,
        origin: Origin,
        policy: Policy,
        clock: Clock,
        stop: Event,
        connections: int = CONNECTIONS,
    ) -> None:
        self.service = service
        self.origin = origin
        self.clock = clock
        self.stop = stop
        self.requests = 0
        self.asked_lately = 0
        """How much was asked by others in the last minute or two, for the pace to go by."""
        self.pause: SharedPause | None = None
        """What others were told of a pause, for everybody to keep."""
        self._policy = policy
        self._patience = Patience(service, clock, stop)
        self._pool = open_pool(origin, PatientBackend(self._patience), connections)
        self._own_headers = [
            (b"host", origin.authority.encode()),
            (b"user-agent", b"ayron"),
            (b"accept-encoding", b"gzip"),
        ]
        self._places = BoundedSemaphore(connections)
        self._own = _Own()
        self._closed = False
        self._counting = Lock()

    def exchange(
        self,
        method: str,
        target: str,
        headers: Headers,
        *,
        authorization: Secret | None = None,
        form: Secret | None = None,
        body: bytes = b"",
        label: str = "",
    ) -> Answer:
        """Send one request and read the whole answer; `target` is path and query.

        `authorization` is that header's whole value. `form` is a body with secrets in it. Both are
        a `Secret` up to here and the traceback of an error begins here, so that neither shows in
        one. `label` says in the log what a request is for whose path does not tell.
        """
        try:
            request = self._request(method, target, headers, authorization, form or body)
            path = target.partition("?")[0]
            exchange = Exchange(self.clock, self.service, method, path, label)
            with self.place(), exchange:
                return self._exchange(request, exchange)
        except BaseException as error:
            raise explained(error, self.service).with_traceback(None) from None

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold one of the places that there are to ask from; the thread asks from this one then.

        Raises Stopped where that comes before a place is free, and once this is closed.
        """
        if self._own.holds_place:
            yield
            return
        while not self._places.acquire(timeout=SLICE_SECONDS):
            if self.stop.is_set():
                raise Stopped
        self._own.holds_place = True
        try:
            if self._closed:
                raise Stopped
            yield
        finally:
            self._own.holds_place = False
            self._places.release()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Serve an httpx client; only the target of its URL may differ from our origin."""
        url = request.url
        if (url.scheme, url.host, url.port or self.origin.port) != self.origin:
            raise NotSent(f"Ayron sends requests for {self.service} to {self.origin} only.")
        kept = [(name, value) for name, value in request.headers.raw if name.lower() not in _OWN]
        form = Secret(request.read().decode())
        answer = self.exchange(request.method, url.raw_path.decode(), kept, form=form)
        return httpx.Response(answer.status, headers=answer.headers, content=answer.body)

    def close(self) -> None:
        """Close the connections; who is still reading, or comes late, gets no further."""
        self._closed = True
        self._pool.close()

    def _request(
        self,
        method: str,
        target: str,
        headers: Headers,
        authorization: Secret | None,
        body: Secret | bytes,
    ) -> httpcore.Request:
        """Write a request, if it is one that may be sent."""
        content = body.reveal().encode() if isinstance(body, Secret) else body
        if not self._policy(method, target.partition("?")[0], content):
            raise NotSent(f"Ayron only reads from {self.service}; this request was not sent.")
        lines = [*self._own_headers, *headers]
        if authorization:
            lines.append((b"authorization", authorization.reveal().encode("latin-1")))
        if content:
            lines.append((b"content-length", str(len(content)).encode()))
        url = httpcore.URL(
            scheme=self.origin.scheme.encode(),
            host=self.origin.host.encode("ascii"),
            port=self.origin.port,
            target=target.encode("ascii"),
        )
        return httpcore.Request(method, url, headers=lines, content=content)

    def _exchange(self, request: httpcore.Request, exchange: Exchange) -> Answer:
        with self._counting:
            self.requests += 1
        self._patience.begin()
        response = self._pool.handle_request(request)
        try:
            answer = self._read(response)
        finally:
            response.close()
        exchange.answered(answer.status, len(answer.body))
        return answer

    def _read(self, response: httpcore.Response) -> Answer:
        if 300 <= response.status < 400:
            raise BadAnswer(f"{self.service} points to another address; not followed.")
        headers = read_headers(response.headers)
        encoding = headers.pop("content-encoding", "identity").lower()
        if encoding not in ("gzip", "identity"):
            raise BadAnswer(f"{self.service} answered in an encoding that was not asked for.")
        body = collect(response.iter_stream(), encoding, self.service)
        headers.pop("content-length", None)
        headers.pop("transfer-encoding", None)
        return Answer(response.status, headers, body)


_OWN = (b"host", b"accept-encoding", b"user-agent", b"authorization", b"content-length")
"""Headers of an httpx client that are not sent on: ours are."""
