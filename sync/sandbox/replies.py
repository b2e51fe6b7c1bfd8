"""What goes back over the wire: replies, and the real service's ways of saying no."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

HELP = (
    "For more information on API status codes and how to handle them, read the docs on errors: "
    "https://developers.asana.com/docs/errors"
)
JSON_TYPE = "application/json; charset=UTF-8"
TEXT_TYPE = "text/plain; charset=utf-8"
HTML_TYPE = "text/html; charset=utf-8"


@dataclass(slots=True)
class Reply:
    """An answer. `fault` names how it is spoilt on its way out, if it is."""

    status: int
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""


class Refusal(Exception):
    """The API says no: a status, a sentence, and what else stands in the answer."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        phrase: str | None = None,
        beside: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"message": message, **({"phrase": phrase} if phrase else {"help": HELP})}
        self.beside = beside or {}
        self.headers = headers or {}

    def reply(self) -> Reply:
        """Return the answer in the API's error envelope."""
        body = encode({"errors": [self.error], **self.beside})
        return Reply(self.status, body, headers=self.headers)


def encode(value: object) -> bytes:
    """Return JSON as the real service writes it: compact, in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:  # a lone surrogate can only travel escaped
        return json.dumps(value, separators=(",", ":")).encode()


def bad_request(message: str) -> Refusal:
    """Return the refusal of a wrong or missing parameter."""
    return Refusal(400, message)


def unauthorized(message: str = "Not Authorized") -> Refusal:
    """Return the refusal of a token that is missing, unknown, revoked or expired."""
    headers = {"WWW-Authenticate": 'Bearer realm="Asana"'}
    return Refusal(401, message, headers=headers)


def no_route() -> Refusal:
    """Return what the real service answers to an unknown path, and to a wrong method."""
    return Refusal(404, "No matching route for request")


def unknown(kind: str, gid: str) -> Refusal:
    """Return the refusal for an object that is not there; 400 if this cannot be a gid."""
    if not gid.isdigit():
        return bad_request(f"{kind}: Not a recognized ID: {gid}")
    return Refusal(404, f"{kind}: Unknown object: {gid}")


def too_many(seconds: int) -> Refusal:
    """Return the refusal of a client that asks too often."""
    sentence = (
        "You've made too many requests and hit a rate limit. "
        "Please retry after the given amount of time."
    )
    return Refusal(429, sentence, headers={"Retry-After": str(seconds)})
