"""Reading JSON from a provider: the token, the tries, the pauses, and what each status means."""

from __future__ import annotations

import json
import logging
import random
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

from store.clock import SECOND
from store.text import clean
from sync.errors import (
    BadAnswer,
    Missing,
    NotAllowed,
    RateLimited,
    Rejected,
    SignedOut,
    Stopped,
    Unreachable,
)
from sync.secrets import Secret
from sync.tokens import TokenSource
from sync.transport import Answer, GuardedTransport

TRIES = 4
LONGEST_WAIT = 60.0
"""Seconds that a request waits by itself when told to; a longer pause ends the sync."""
_DEFAULT_PAUSE = 5.0
_LONGEST_PAUSE = 3600.0

_ACCEPT = [(b"accept", b"application/json")]

_log = logging.getLogger("ayron.sync")


class Client:
    """Reads from one provider as one account."""

    def __init__(
        self, transport: GuardedTransport, token: TokenSource, backoff_seconds: float = 0.5
    ) -> None:
        self.transport = transport
        self.service = transport.service
        self._token = token
        self._backoff = backoff_seconds
        self._rest_until = 0
        self._announced: set[str] = set()

    @property
    def requests(self) -> int:
        """Count the requests sent so far."""
        return self.transport.requests

    def get(self, target: str) -> Any:
        """Read the JSON document at a path and query; raises what `sync.errors` lists."""
        for attempt in range(1, TRIES):
            try:
                return self._read(target)
            except (RateLimited, Unreachable) as trouble:
                self._pause(attempt, trouble)
        return self._read(target)

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()

    def _read(self, target: str) -> Any:
        """Ask once; a rejected token is renewed and asked with again."""
        token = self._token()
        answer = self._send(target, token)
        if answer.status == 401:
            self._token.renew(token)
            answer = self._send(target, self._token())
        if answer.status != 200:
            self._refuse(answer)
        return decode(answer.body, self.service)

    def _send(self, target: str, token: Secret) -> Answer:
        self._respect_rest()
        answer = self.transport.exchange("GET", target, _ACCEPT, token)
        if "asana-change" in answer.headers:
            self._announce(answer.headers["asana-change"])
        return answer

    def _respect_rest(self) -> None:
        """Send nothing while the provider wants to be left alone."""
        left = (self._rest_until - self.transport.clock.boot()) / SECOND
        if left > 0:
            raise self._too_many(left)

    def _pause(self, attempt: int, trouble: RateLimited | Unreachable) -> None:
        """Wait before the next try, or give up where the wait would be long."""
        if isinstance(trouble, RateLimited):
            seconds = trouble.retry_after
            if seconds > LONGEST_WAIT:
                raise trouble
        else:
            seconds = self._backoff * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)
        if self.transport.stop.wait(seconds):
            raise Stopped
        self._rest_until = 0

    def _refuse(self, answer: Answer) -> NoReturn:
        """Turn a status into the error that says what it means."""
        status, said = answer.status, _said(answer.body)
        if status == 401:
            raise SignedOut(f"{self.service} no longer accepts this sign-in; connect again.")
        if status == 404:
            raise Missing(f"{self.service} knows nothing of this: {said}")
        if status in (402, 403, 451):
            raise NotAllowed(f"{self.service} does not allow this: {said}")
        if status == 429:
            self._rest(answer)
        if status >= 500:
            raise Unreachable(f"{self.service} has trouble of its own ({status}): {said}")
        if status == 400:
            raise Rejected(f"{self.service} did not take the request: {said}")
        raise BadAnswer(f"{self.service} gave an unexpected answer ({status}): {said}")

    def _rest(self, answer: Answer) -> NoReturn:
        clock = self.transport.clock
        seconds = retry_after(answer.headers.get("retry-after"), clock.wall())
        self._rest_until = clock.boot() + int(seconds * SECOND)
        raise self._too_many(seconds)

    def _too_many(self, seconds: float) -> RateLimited:
        return RateLimited(
            f"{self.service} asks for a pause of {seconds:.0f} s; Ayron waits that long.", seconds
        )

    def _announce(self, change: str) -> None:
        """Log a change that the provider announces, once."""
        if change not in self._announced and len(self._announced) < 20:
            self._announced.add(change)
            _log.warning("%s announces a change: %s", self.service, clean(change, 300))


def decode(body: bytes, service: str) -> Any:
    """Read JSON from outside; whatever is wrong with it is one error."""
    try:
        return json.loads(body.decode(), parse_constant=_refuse_number, parse_float=_finite)
    except (ValueError, RecursionError):
        raise BadAnswer(f"{service} sent something that is not the JSON asked for.") from None


def retry_after(text: str | None, now: int) -> float:
    """Read a Retry-After header, in seconds; a missing or odd one means a short pause."""
    try:
        seconds = float(text or "")
    except ValueError:
        seconds = _seconds_until(text or "", now)
    if not 0 <= seconds < float("inf"):
        return _DEFAULT_PAUSE
    return min(seconds, _LONGEST_PAUSE)


def _seconds_until(date: str, now: int) -> float:
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - now / SECOND)
    except (ValueError, OverflowError):
        return _DEFAULT_PAUSE


def _refuse_number(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number


def _said(body: bytes) -> str:
    """Find the provider's own words in an error answer."""
    try:
        errors = decode(body, "")["errors"]
        return clean(errors[0]["message"], 200) or "no reason given."
    except (BadAnswer, LookupError, TypeError):
        return "no reason given."
