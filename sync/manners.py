"""How one talks to a provider: how the token is shown, and what its refusals look like."""

from __future__ import annotations

from typing import Protocol

from store.clock import MINUTE, SECOND
from store.local_time import clock_text
from sync.answers import reason, retry_after
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
from sync.secrets import Secret
from sync.transport import Answer


class Manners(Protocol):
    """What differs from one provider to the next."""

    def authorization(self, token: Secret) -> Secret:
        """Return the value of the Authorization header."""

    def trouble(self, answer: Answer, now: int) -> RemoteError | None:
        """Say what is wrong with an answer, None where it is a good one.

        SignedOut lets the token be renewed, once; RateLimited keeps everybody from asking.
        """


class StatusManners:
    """A bearer token, and answers whose status says it all."""

    def __init__(self, service: str) -> None:
        self.service = service

    def authorization(self, token: Secret) -> Secret:
        """Show the token as its bearer."""
        return Secret(f"Bearer {token.reveal()}")

    def trouble(self, answer: Answer, now: int) -> RemoteError | None:
        """Turn a status into the error that says what it means."""
        status, service = answer.status, self.service
        if status in (200, 201):
            return None
        said = reason(answer.body)
        if status == 401:
            return SignedOut(f"{service} no longer accepts this sign-in; connect again.")
        if status == 404:
            return Missing(f"{service} knows nothing of this: {said}")
        if status in (402, 403, 451):
            return NotAllowed(f"{service} does not allow this: {said}")
        if status == 429:
            return too_many(service, retry_after(answer.headers.get("retry-after"), now), now)
        if status >= 500:
            return Unreachable(f"{service} has trouble of its own ({status}): {said}")
        if status == 400:
            return Rejected(f"{service} did not take the request: {said}")
        return BadAnswer(f"{service} gave an unexpected answer ({status}): {said}")


def too_many(service: str, seconds: float, now: int) -> RateLimited:
    """Say that a provider wants to be left alone for some seconds, to the end of which minute."""
    minutes = -(-(now + int(seconds * SECOND)) // MINUTE)
    until = clock_text(minutes * MINUTE)
    return RateLimited(f"{service} asks for a pause until {until}; Ayron keeps it.", seconds)
