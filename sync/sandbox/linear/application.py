"""The application that asks for access, and what it asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.sandbox.linear.records import User

SCOPES = frozenset({"read", "write", "issues:create", "comments:create", "timeSchedule:write"})


@dataclass(slots=True)
class App:
    """A public application as its developer registered it: without a secret, with exact redirects.

    `approves` answers every request at once, without asking a person.
    """

    client_id: str = "48a7c1f0de5b4c2f9a6e3d7b80125544"
    redirects: tuple[str, ...] = (
        "http://localhost:8976/callback",
        "http://127.0.0.1:8976/callback",
    )
    approves: bool = False


@dataclass(slots=True)
class Wish:
    """What an application asked for, between the page and the answer to it."""

    redirect: str
    state: str
    challenge: str
    scopes: frozenset[str]
    user: User
    asked_at: float
