"""What came in and what went out, remembered for whoever wants to prove something by it."""

from __future__ import annotations

import json
import re
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

    from sync.sandbox.replies import Reply

MOST_RECORDS = 5_000
MOST_BYTES = 64_000_000
HIDDEN = "***"
SECRET_FIELDS = {
    *("client_secret", "code", "code_verifier", "refresh_token", "access_token", "token"),
    "X-Hook-Secret",
}


class Request:
    """A request as it came: method, target, headers, body."""

    __slots__ = ("_parts", "body", "headers", "method", "origin", "query", "target")

    def __init__(
        self, method: str, target: str, headers: dict[str, str], body: bytes, origin: str
    ) -> None:
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.origin = origin
        self._parts = urlsplit(target)
        self.query = dict(parse_qsl(self._parts.query, keep_blank_values=True))

    @property
    def path(self) -> str:
        """The path without its query."""
        return self._parts.path

    def header(self, name: str) -> str:
        """Return a header by its name in lower case, empty if it is not there."""
        return self.headers.get(name, "")

    def form(self) -> dict[str, str]:
        """Return the fields of a form body."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def with_query(self, **changes: str) -> str:
        """Return the query with some parameters replaced."""
        return urlencode({**self.query, **changes})


@dataclass(slots=True, frozen=True)
class Exchange:
    """A request, the answer to it, and when it came."""

    request: Request
    reply: Reply
    at: float

    @property
    def size(self) -> int:
        """How many bytes it keeps."""
        return len(self.request.body) + len(self.reply.body)

    def record(self) -> dict[str, Any]:
        """Return it as plain data, secrets included."""
        request, reply = self.request, self.reply
        return {
            "method": request.method,
            "url": request.origin + request.target,
            "headers": dict(request.headers),
            "request_body": _read(request.body, request.header("content-type")),
            "status": reply.status,
            "response_headers": {"Content-Type": reply.content_type, **reply.headers},
            "body": _read(reply.body, reply.content_type),
            "ts": self.at,
            **({"fault": reply.fault} if reply.fault else {}),
        }


class Traffic:
    """The last exchanges, oldest first; and a file with a line for each, if one is wanted."""

    def __init__(self, log: Path | None) -> None:
        self._exchanges: deque[Exchange] = deque()
        self._bytes = 0
        self._lock = threading.Lock()
        self._log = log.open("a", encoding="utf-8") if log else None

    def add(self, exchange: Exchange) -> None:
        """Remember an exchange, and forget the oldest when there are too many."""
        with self._lock:
            self._exchanges.append(exchange)
            self._bytes += exchange.size
            while len(self._exchanges) > MOST_RECORDS or self._bytes > MOST_BYTES:
                self._bytes -= self._exchanges.popleft().size
            if self._log and not self._log.closed:
                self._log.write(f"{_line(exchange)}\n")
                self._log.flush()

    def clear(self) -> None:
        """Forget everything so far."""
        with self._lock:
            self._exchanges.clear()
            self._bytes = 0

    def records(self) -> list[dict[str, Any]]:
        """Return everything as plain data, secrets included."""
        with self._lock:
            exchanges = list(self._exchanges)
        return [exchange.record() for exchange in exchanges]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._log:
                self._log.close()


def redacted(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with every token and secret replaced by stars."""
    headers = dict(record["headers"])
    if "authorization" in headers:
        scheme, blank, _ = headers["authorization"].partition(" ")  # a key may stand there bare
        headers["authorization"] = f"{scheme} {HIDDEN}" if blank else HIDDEN
    return {
        **record,
        "url": _hide_in_query(record["url"]),
        "headers": headers,
        "request_body": _hide(record["request_body"]),
        "response_headers": {
            name: _hide_in_query(value) for name, value in record["response_headers"].items()
        },
        "body": _hide(record["body"]),
    }


def _line(exchange: Exchange) -> str:
    target = _hide_in_query(exchange.request.target)
    fault = f" ({exchange.reply.fault})" if exchange.reply.fault else ""
    return f"{exchange.request.method} {target} {exchange.reply.status}{fault}"


def _hide_in_query(url: str) -> str:
    names = "|".join(SECRET_FIELDS)
    return re.sub(rf"([?&](?:{names})=)[^&]*", rf"\g<1>{HIDDEN}", url)


def _hide(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: HIDDEN if name in SECRET_FIELDS else body[name] for name in body}
    return body


def _read(body: bytes, content_type: str) -> Any:
    if not body:
        return None
    text = body.decode("utf-8", "replace")
    if "form-urlencoded" in content_type:
        return dict(parse_qsl(text, keep_blank_values=True))
    if "json" in content_type:
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text
