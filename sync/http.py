"""Reading JSON from a provider as one account: the token, the tries and the pauses."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from threading import Lock
from typing import Any, NamedTuple

from store.clock import SECOND
from sync.answers import LONGEST_PAUSE, decode
from sync.errors import RateLimited, RemoteError, SignedOut, Stopped, Unreachable
from sync.manners import Manners, too_many
from sync.pace import Pace
from sync.secrets import Secret
from sync.tokens import TokenSource
from sync.transport import Answer, GuardedTransport, Headers
from sync.usage import Meter, Usage

TRIES = 4
LONGEST_WAIT = 60.0
"""Seconds that a request waits by itself when told to; a longer pause ends the sync."""
LONGEST_WAIT_OF_OTHERS = 5.0
"""The same where another process was told to."""

_ACCEPT: Headers = [(b"accept", b"application/json")]
_JSON: Headers = [*_ACCEPT, (b"content-type", b"application/json")]


class _Request(NamedTuple):
    """What is asked, apart from who asks."""

    method: str
    target: str
    headers: Headers
    body: bytes = b""
    label: str = ""


class Client:
    """Reads from one provider as one account. Any thread may use it.

    Once a renewed token is refused, too, or none can be had, it asks for nothing any more.
    """

    def __init__(
        self,
        transport: GuardedTransport,
        token: TokenSource,
        manners: Manners,
        pace: Pace | None = None,
        backoff_seconds: float = 0.5,
    ) -> None:
        self.transport = transport
        self.service = transport.service
        self._clock = transport.clock
        self._token = token
        self._manners = manners
        self._pace = pace
        self._backoff = backoff_seconds
        self._meter = Meter(transport.clock, pace)
        self._rest = Lock()
        self._rest_until = 0
        self._told_until = 0
        self._renewing = Lock()
        self._over = ""

    @property
    def requests(self) -> int:
        """Count the requests sent so far."""
        return self.transport.requests

    @property
    def usage(self) -> Usage:
        """Tell how much was asked in the last hour, against which limit."""
        return self._meter.usage()

    def server_now(self) -> int:
        """Tell what time it is at the provider, as far as its last answer said."""
        return self._meter.server_now()

    def get(self, target: str) -> Any:
        """Read the JSON document at a path and query; raises what `sync.errors` lists."""
        return self._ask(_Request("GET", target, _ACCEPT))

    def post(self, target: str, document: Mapping[str, Any]) -> Any:
        """Read the answer to a JSON document; its `operationName` goes into the log."""
        body, label = json.dumps(document).encode(), str(document.get("operationName", ""))
        return self._ask(_Request("POST", target, _JSON, body, label))

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()

    def _ask(self, request: _Request) -> Any:
        """Ask until there is an answer, or as often as makes sense."""
        for attempt in range(1, TRIES):
            try:
                return self._read(request)
            except RateLimited as trouble:
                if trouble.retry_after > LONGEST_WAIT:
                    raise
            except Unreachable:
                self._wait(self._backoff * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))
        return self._read(request)

    def _read(self, request: _Request) -> Any:
        """Ask once; a token that is not accepted is renewed and asked with again."""
        self._keep_rest()
        token = self._token_for(None)
        answer, trouble = self._send(request, token)
        if isinstance(trouble, SignedOut):
            answer, trouble = self._send(request, self._token_for(token))
            if isinstance(trouble, SignedOut):
                self._over = str(trouble)
        if trouble:
            raise trouble
        return decode(answer.body, self.service)

    def _send(self, request: _Request, token: Secret) -> tuple[Answer, RemoteError | None]:
        """Ask from a place of our own, which nobody else gets before the answer is understood."""
        with self.transport.place():
            self._take_turn()
            answer = self.transport.exchange(
                request.method,
                request.target,
                request.headers,
                authorization=self._manners.authorization(token),
                body=request.body,
                label=request.label,
            )
            self._meter.hear(answer.headers)
            trouble = self._manners.trouble(answer, self._clock.wall())
            if isinstance(trouble, RateLimited):
                self._begin_rest(trouble.retry_after)
            return answer, trouble

    # -- the token -------------------------------------------------------------------------

    def _token_for(self, rejected: Secret | None) -> Secret:
        """Take the token, or another one in place of a rejected one; one thread does it for all."""
        with self._renewing:
            if self._over:
                raise SignedOut(self._over)
            try:
                token = self._token()
                if rejected is None or token != rejected:
                    return token
                self._token.renew(rejected)
                return self._token()
            except SignedOut as trouble:
                self._over = str(trouble)
                raise
            except RateLimited as trouble:
                self._begin_rest(trouble.retry_after)
                raise

    # -- pauses ----------------------------------------------------------------------------

    def _take_turn(self) -> None:
        """Wait until asking neither breaks a pause nor goes too fast."""
        self._keep_rest()
        while self._pace:
            self._pace.wait()
            if not self._rest_until:
                break
            self._keep_rest()
        self._meter.ask()

    def _begin_rest(self, seconds: float) -> None:
        """Let nobody ask before a told pause is over, in no process."""
        length = int(seconds * SECOND)
        with self._rest:
            self._rest_until = max(self._rest_until, self._clock.boot() + length)
            told = self._clock.wall() + length
            if self.transport.pause and told > self._told_until:
                self._told_until = told
                self.transport.pause.keep(told)

    def _keep_rest(self) -> None:
        """Wait out a pause that the provider asks for; raises RateLimited for a long one."""
        self._keep_rest_of_others()
        while until := self._rest_until:
            left = (until - self._clock.boot()) / SECOND
            if left > LONGEST_WAIT:
                raise too_many(self.service, left, self._clock.wall())
            self._wait(left)
            with self._rest:
                if self._rest_until == until:
                    self._rest_until = 0

    def _keep_rest_of_others(self) -> None:
        """Do the same with a pause that another process was told of."""
        until = self.transport.pause.until() if self.transport.pause else 0
        now = self._clock.wall()
        left = (until - now) / SECOND
        if until <= self._told_until or not 0 < left <= LONGEST_PAUSE:
            return
        if left > LONGEST_WAIT_OF_OTHERS:
            raise too_many(self.service, left, now)
        self._wait(left)

    def _wait(self, seconds: float) -> None:
        if self.transport.stop.wait(max(0.0, seconds)):
            raise Stopped
