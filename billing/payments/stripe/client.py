"""Ask Stripe: these endpoints and no others, again with the same key where an answer got lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from threading import Event
from typing import Any

from billing.payments.stripe.forms import CLOSE, encoded
from store.text import clean
from sync.answers import decode, retry_after
from sync.errors import (
    BadAnswer,
    Missing,
    NotAllowed,
    RateLimited,
    Rejected,
    RemoteError,
    SignedOut,
    Unreachable,
)
from sync.manners import too_many
from sync.secrets import Secret
from sync.transport import Answer, GuardedTransport

SERVICE = "Stripe"
HOME = "https://api.stripe.com"
VERSION = "2026-10-28.endive"
TRIES = 3
LONGEST_WAIT = 5.0
"""Seconds that a request waits by itself when told to."""
MOST_PAGES = 20

_ID = "[A-Za-z0-9_]{1,255}"
is_id = re.compile(_ID).fullmatch
_is_read = re.compile(
    rf"/v1/(account|payment_links|payment_links/{_ID}|checkout/sessions|payment_intents/{_ID}"
    "|charges|refunds)"
).fullmatch
_is_link = re.compile(rf"/v1/payment_links/{_ID}").fullmatch


class KeyUsed(Rejected):
    """Something else was asked for with this idempotency key before."""


def policy(method: str, path: str, body: bytes) -> bool:
    """Allow to read what tells of payments, to make a link, and to close one."""
    if method == "GET":
        return bool(_is_read(path)) and not body
    if method == "POST":
        return path == "/v1/payment_links" or (bool(_is_link(path)) and body == CLOSE)
    return False


class StripeClient:
    """Asks Stripe as the holder of one key."""

    def __init__(
        self, transport: GuardedTransport, key: Secret, stop: Event, backoff_seconds: float = 0.5
    ) -> None:
        self._transport = transport
        self._key = key
        self._stop = stop
        self._backoff = backoff_seconds

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Read an object."""
        asked = f"?{encoded(query).decode()}" if query else ""
        return self._ask("GET", f"{path}{asked}", b"", "")

    def each(self, path: str, query: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Read a list, page by page."""
        after: dict[str, Any] = {}
        for _ in range(MOST_PAGES):
            page = self.get(path, {**query, "limit": 100, **after})
            rows = page.get("data")
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise BadAnswer("Stripe sent a list that is none.")
            yield from rows
            if not page.get("has_more") or not rows:
                return
            after = {"starting_after": id_of(rows[-1])}

    def post(self, path: str, form: bytes, key: str) -> dict[str, Any]:
        """Change something; asked again with the same key, it is done once."""
        return self._ask("POST", path, form, key)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _ask(self, method: str, target: str, form: bytes, key: str) -> dict[str, Any]:
        for attempt in range(1, TRIES):
            try:
                return self._once(method, target, form, key)
            except RateLimited as trouble:
                if trouble.retry_after > LONGEST_WAIT:
                    raise
                self._stop.wait(trouble.retry_after)
            except Unreachable:
                self._stop.wait(self._backoff * 2 ** (attempt - 1))
        return self._once(method, target, form, key)

    def _once(self, method: str, target: str, form: bytes, key: str) -> dict[str, Any]:
        headers = [(b"stripe-version", VERSION.encode()), (b"accept", b"application/json")]
        if method == "POST":
            headers.append((b"content-type", b"application/x-www-form-urlencoded"))
            headers.append((b"idempotency-key", key.encode()))
        bearer = Secret(f"Bearer {self._key.reveal()}")
        answer = self._transport.exchange(method, target, headers, authorization=bearer, body=form)
        if answer.status != 200:
            raise self._trouble(answer)
        found = decode(answer.body, SERVICE)
        if not isinstance(found, dict):
            raise BadAnswer("Stripe sent something that is not the object asked for.")
        return found

    def _trouble(self, answer: Answer) -> RemoteError:
        """Say what is wrong, in Stripe's own words without the key."""
        error = _error(answer.body)
        said = clean(str(error.get("message") or "").replace(self._key.reveal(), "***"), 200)
        said = said or "no reason given."
        status = answer.status
        if status == 401:
            return SignedOut(f"Stripe does not accept the key: {said}")
        if status == 403:
            return NotAllowed(f"The key of Stripe may not do this: {said}")
        if status == 404:
            return Missing(f"Stripe knows nothing of this: {said}")
        if status == 429:
            now = self._transport.clock.wall()
            return too_many(SERVICE, retry_after(answer.headers.get("retry-after"), now), now)
        if status == 409 or status >= 500:
            return Unreachable(f"Stripe has trouble of its own ({status}): {said}")
        kind = KeyUsed if error.get("type") == "idempotency_error" else Rejected
        return kind(f"Stripe did not take the request: {said}")


def id_of(found: Mapping[str, Any], name: str = "id") -> str:
    """Read an id, which has to look like one: it becomes part of a path."""
    value = found.get(name)
    if not isinstance(value, str) or not is_id(value):
        raise BadAnswer("Stripe gave an id that is none.")
    return value


def _error(body: bytes) -> Mapping[str, Any]:
    try:
        found = decode(body, SERVICE)
        error = found["error"]
    except (BadAnswer, LookupError, TypeError):
        return {}
    return error if isinstance(error, Mapping) else {}
