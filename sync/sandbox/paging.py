"""Hand out long lists page by page, with offsets that nobody can make up and that expire."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

from sync.sandbox.replies import Refusal, bad_request

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 100
UNPAGED = 1000
LIFE_SECONDS = 15 * 60
TOO_LARGE = (
    "The result is too large. You should use pagination (may require specifying a workspace)!"
)


class Seal:
    """Sign small messages to oneself, so that what comes back is what went out."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def close(self, message: object) -> str:
        """Return the message as an opaque, signed text."""
        body = _text(json.dumps(message, separators=(",", ":")).encode())
        return f"{body}.{self._sign(body)}"

    def open(self, sealed: str) -> Any:
        """Return the message; ValueError if it is not one of ours."""
        body, _, signature = sealed.partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(body).encode()):
            raise ValueError("not sealed here")
        return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))

    def _sign(self, body: str) -> str:
        return _text(hmac.digest(self._key, body.encode("utf-8", "replace"), "sha256"))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Pages:
    """Make and check the offsets of all lists."""

    def __init__(self, seal: Seal, clock: Callable[[], float]) -> None:
        self._seal = seal
        self._clock = clock
        self._generation = 0

    def expire(self) -> None:
        """Let every offset handed out so far be too old."""
        self._generation += 1

    def offset(self, identity: str, last: int) -> str:
        """Return the offset that continues a list after the record numbered `last`."""
        stamp = [fingerprint(identity), last, int(self._clock()), self._generation]
        return self._seal.close(stamp)

    def resume(self, identity: str, offset: str) -> int:
        """Return the number of the last record handed out; 400 for a bad or old offset."""
        try:
            of, last, issued, generation = self._seal.open(offset)
        except ValueError:
            raise _invalid() from None
        if of != fingerprint(identity):
            raise _invalid()
        if generation != self._generation or self._clock() - issued > LIFE_SECONDS:
            raise bad_request("offset: Your pagination token has expired.")
        return int(last)


def fingerprint(identity: str) -> str:
    """Return a short name for a list: what it lists, for whom, filtered how."""
    return hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:16]


def read_limit(query: dict[str, str]) -> int | None:
    """Return the page size asked for, None if none was."""
    if "limit" not in query:
        if "offset" in query:
            raise bad_request("offset: You must specify a limit to use pagination.")
        return None
    text = query["limit"]
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST):
        raise bad_request(f"limit: Must be a number between 1 and {MOST}")
    return int(text)


def _invalid() -> Refusal:
    return bad_request("offset: Your pagination token is invalid.")
