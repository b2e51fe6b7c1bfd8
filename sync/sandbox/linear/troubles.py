"""The service's ways of saying no: errors in the body, whatever the status."""

from __future__ import annotations

from typing import Any

from sync.sandbox.replies import Reply, encode

KINDS = {
    "AUTHENTICATION_ERROR": ("authentication error", 401, "Authentication required"),
    "FORBIDDEN": ("forbidden", 403, "You don't have access to this"),
    "RATELIMITED": ("ratelimited", 400, "Rate limit exceeded"),
    "INPUT_ERROR": ("invalid input", 400, "Argument Validation Error"),
    "FEATURE_NOT_ACCESSIBLE": ("feature not accessible", 403, "This feature is not accessible"),
    "LOCK_TIMEOUT": ("lock timeout", 200, "The operation timed out"),
    "GRAPHQL_VALIDATION_FAILED": ("graphql error", 400, "The document is not valid"),
    "INTERNAL_SERVER_ERROR": ("internal error", 500, "Internal server error"),
}
BY_STATUS = {
    401: "AUTHENTICATION_ERROR",
    403: "FORBIDDEN",
    429: "RATELIMITED",
    400: "INPUT_ERROR",
}


class Trouble(Exception):
    """The API says no: a code, a sentence, and the status that it comes with."""

    def __init__(
        self,
        code: str,
        message: str = "",
        *,
        status: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        _, usual, sentence = KINDS[code]
        super().__init__(message or sentence)
        self.code = code
        self.status = usual if status is None else status
        self.headers = headers or {}

    def error(self, **beside: Any) -> dict[str, Any]:
        """Return the error as it stands in a body; `beside` says where in the document."""
        kind, status, _ = KINDS[self.code]
        theirs = self.code != "INTERNAL_SERVER_ERROR"
        extensions: dict[str, Any] = {"type": kind, "code": self.code, "statusCode": status}
        extensions |= {"userError": theirs, "userPresentableMessage": str(self)}
        return {"message": str(self), **beside, "extensions": extensions}

    def reply(self) -> Reply:
        """Return the answer."""
        return Reply(self.status, encode({"errors": [self.error()]}), headers=self.headers)


def trouble_of(stands_for: int, message: str, status: int) -> Trouble:
    """Return the trouble that a status usually stands for, with another status if need be."""
    return Trouble(BY_STATUS.get(stands_for, "INTERNAL_SERVER_ERROR"), message, status=status)


def not_found(kind: str) -> Trouble:
    """Return what is said of an object that is not there, or that may not be seen."""
    return Trouble("INPUT_ERROR", f"Entity not found: {kind}", status=200)


def bad_input(sentence: str) -> Trouble:
    """Return the refusal of an argument."""
    return Trouble("INPUT_ERROR", f"Argument Validation Error: {sentence}")
