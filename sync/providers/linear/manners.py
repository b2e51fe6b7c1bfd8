"""Linear's manners: keys shown bare, tokens as their bearer, and errors that stand in the body."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

from store.clock import SECOND
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
from sync.manners import StatusManners, too_many
from sync.providers.linear.client import SERVICE
from sync.providers.linear.pace import LinearPace, lifted_in
from sync.secrets import Secret
from sync.transport import Answer

KEY_PREFIX = "lin_api_"
TOKEN_PREFIX = "lin_oauth_"

_MEANINGS: dict[str, type[RemoteError]] = {
    "ratelimited": RateLimited,
    "authenticationerror": SignedOut,
    "unauthenticated": SignedOut,
    "forbidden": NotAllowed,
    "featurenotaccessible": NotAllowed,
    "usagelimitexceeded": NotAllowed,
    "invalidinput": Rejected,
    "inputerror": Rejected,
    "baduserinput": Rejected,
    "usererror": Rejected,
    "graphqlerror": Rejected,
    "graphqlvalidationfailed": Rejected,
    "graphqlparsefailed": Rejected,
    "locktimeout": Unreachable,
    "internalerror": Unreachable,
    "internalservererror": Unreachable,
    "networkerror": Unreachable,
    "bootstraperror": Unreachable,
}
"""What an error's code or type means, in small letters and nothing but letters."""

_GRAVEST = (RateLimited, SignedOut, Unreachable, NotAllowed, Missing, Rejected, BadAnswer)
"""Of several errors the one counts that says most about all requests."""

_SENTENCES: dict[type[RemoteError], str] = {
    NotAllowed: "does not allow this",
    Missing: "knows nothing of this",
    Rejected: "did not take the request",
    Unreachable: "has trouble of its own",
    BadAnswer: "gave an answer with an error in it",
}


class LinearManners(StatusManners):
    """What Linear's answers mean: whatever the status, the errors in the body come first."""

    def __init__(self, pace: LinearPace) -> None:
        super().__init__(SERVICE)
        self._pace = pace
        self._untold = False
        self._as_bearer = True
        self._settled = False

    def authorization(self, token: Secret) -> Secret:
        """Show a personal key as it is and a token of a sign-in as its bearer.

        What neither begins like is shown as a bearer, and bare where that is not taken.
        """
        text = token.reveal()
        self._untold = not text.startswith((KEY_PREFIX, TOKEN_PREFIX))
        bare = not self._as_bearer if self._untold else text.startswith(KEY_PREFIX)
        return token if bare else super().authorization(token)

    def trouble(self, answer: Answer, now: int) -> RemoteError | None:
        """Say what is wrong with an answer; the pace hears what it tells of the limit."""
        theirs = _time_there(answer, now)
        self._pace.hear(answer.headers, theirs)
        trouble = self._trouble(answer, now, theirs)
        if isinstance(trouble, SignedOut) and self._untold and not self._settled:
            return self._shown_otherwise(trouble)
        self._settled = self._settled or trouble is None
        return trouble

    def _shown_otherwise(self, trouble: SignedOut) -> RemoteError:
        """Let a token be shown in the other way; once both were refused, it is the token."""
        self._as_bearer = not self._as_bearer
        return trouble if self._as_bearer else Unreachable(str(trouble))

    def _trouble(self, answer: Answer, now: int, theirs: int) -> RemoteError | None:
        errors = _errors(answer.body)
        meaning = min((_meaning(each) for each in errors), key=_GRAVEST.index, default=None)
        if meaning is None and answer.status == 429:
            meaning = RateLimited
        if meaning is RateLimited:
            return too_many(self.service, _pause(answer, theirs), now)
        if meaning is SignedOut:
            return SignedOut(f"{self.service} no longer accepts this sign-in; connect again.")
        if meaning is None or (meaning is BadAnswer and answer.status != 200):
            return super().trouble(answer, theirs)
        said = clean(errors[0].get("message"), 200) or "no reason given."
        return meaning(f"{self.service} {_SENTENCES[meaning]}: {said}")


def _errors(body: bytes) -> list[dict[str, Any]]:
    """Find the errors in an answer; most answers are not even read for that."""
    if b'"errors"' not in body:
        return []
    try:
        answer = decode(body, SERVICE)
    except BadAnswer:
        return []
    found = answer.get("errors") if type(answer) is dict else None
    if type(found) is not list:
        return []
    return [each if type(each) is dict else {} for each in found]


def _meaning(error: dict[str, Any]) -> type[RemoteError]:
    """Say what one error means; BadAnswer where that is not known."""
    if "entity not found" in clean(error.get("message")).lower():
        return Missing
    extensions = error.get("extensions")
    if type(extensions) is dict:
        for key in ("code", "type"):
            word = "".join(filter(str.isalpha, clean(extensions.get(key)).lower()))
            if word in _MEANINGS:
                return _MEANINGS[word]
    return BadAnswer


def _pause(answer: Answer, theirs: int) -> float:
    """Read how long a pause is wanted; one second at the least, whatever is told."""
    told = answer.headers.get("retry-after")
    seconds = lifted_in(answer.headers, theirs) if told is None else retry_after(told, theirs)
    return max(1.0, seconds)


def _time_there(answer: Answer, now: int) -> int:
    """Read the time at Linear, by which its limits are lifted."""
    try:
        return int(parsedate_to_datetime(answer.headers.get("date") or "").timestamp()) * SECOND
    except (ValueError, OverflowError):
        return now
