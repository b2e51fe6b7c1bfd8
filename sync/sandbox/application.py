"""The application that asks for access, and what it asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.sandbox.records import Person

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
READ_SCOPES = frozenset({"users:read", "workspaces:read", "projects:read", "tasks:read"})
WEBHOOK_SCOPES = frozenset({"webhooks:read", "webhooks:write", "webhooks:delete"})


@dataclass(slots=True)
class App:
    """An application as its developer registered it.

    `scopes` are those that it may ask for; None means full permissions. `approves` answers every
    request at once, without asking a person. `rotates` replaces the refresh token at each use;
    for `grace_seconds` the old one brings the same answer again. Without it a refresh says nothing
    of the refresh token, unless it `repeats` it.
    """

    client_id: str = "1209876543210001"
    client_secret: str = field(default="5a4db0c5e1b64d0f9a7c2e8b31f60d74", repr=False)
    redirects: tuple[str, ...] = ("http://localhost:8976/callback", OUT_OF_BAND)
    scopes: frozenset[str] | None = READ_SCOPES | WEBHOOK_SCOPES
    approves: bool = False
    rotates: bool = False
    grace_seconds: float = 0.0
    repeats: bool = False


@dataclass(slots=True)
class Wish:
    """What an application asked for, between the page and the answer to it."""

    redirect: str
    state: str
    challenge: str
    scopes: frozenset[str] | None
    person: Person
    asked_at: float
