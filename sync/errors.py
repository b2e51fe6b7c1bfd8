"""What can go wrong with somebody else's system. `str()` of each is a sentence for a person.

What a sync does about it:

    NotSent        our own policy said no before a byte left; the sync ends
    SignedOut      the connection is marked signed out and rests until the person connects again
    NotAllowed     this one object is left out; what is known of it stays
    Missing        the object is gone; of a single task that is an answer, not a failure
    Rejected       our request was not understood; the sync ends
    ListExpired    the list is read again from its start, once
    StreamExpired  what changed since the last look is not told; all of it is read again
    RateLimited    the sync ends; nothing is asked before `retry_after` seconds have passed
    Unreachable    the sync ends and is tried again later
    BadAnswer      the sync ends and is tried again later; nothing of the answer is believed
    Stopped        somebody asked for an end; nothing is reported
"""

from __future__ import annotations

from store.errors import Refused


class RemoteError(Refused):
    """Base of every trouble with a remote system."""


class NotSent(RemoteError):
    """A request that is not a read, or not to the provider's own address."""


class SignedOut(RemoteError):
    """The token is missing, expired or revoked."""


class TokenElsewhere(SignedOut):
    """There is no token in the reach of this process; another one may have it."""


class NotAllowed(RemoteError):
    """The account may not see this, or its plan or token does not cover it."""


class Missing(RemoteError):
    """The provider knows no such object."""


class Rejected(RemoteError):
    """The provider does not take the request as it is."""


class ListExpired(RemoteError):
    """The provider no longer accepts the page offset that it gave."""


class StreamExpired(RemoteError):
    """The provider no longer knows what changed; from `token` on it tells again, None unsaid."""

    def __init__(self, sentence: str, token: str | None) -> None:
        super().__init__(sentence)
        self.token = token


class RateLimited(RemoteError):
    """The provider asks for a pause of `retry_after` seconds."""

    def __init__(self, sentence: str, retry_after: float) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Unreachable(RemoteError):
    """No connection, no answer in time, or a failure on the provider's side."""


class BadAnswer(RemoteError):
    """An answer that is too large, not what was asked for, or not understood."""


class NotRevoked(BadAnswer):
    """The provider refuses to end a sign-in, and would again."""


class SignInFailed(RemoteError):
    """The sign-in did not come to an end: refused, cancelled, or too late."""


class CodeRefused(SignInFailed):
    """The code of an approval is not, or no longer, good."""


class UnknownApplication(SignInFailed):
    """The provider does not know the application's id and secret."""


class NoSafePlace(RemoteError):
    """There is nowhere to keep a secret without the person's say."""


class SecretsLocked(RemoteError):
    """The place where secrets are kept exists but is locked."""


class Stopped(RemoteError):
    """The work was asked to end."""

    def __init__(self) -> None:
        super().__init__("Stopped.")
