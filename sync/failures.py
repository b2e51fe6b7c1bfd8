"""What a failure of the connection means, in a sentence for a person."""

from __future__ import annotations

import zlib

import httpcore

from store.text import clean
from sync.errors import BadAnswer, NotSent, RemoteError, Unreachable


def explained(error: BaseException, service: str) -> BaseException:
    """Return the remote error that says what happened; what is none of these stays as it is."""
    if isinstance(error, RemoteError) or not isinstance(error, Exception):
        return error
    if isinstance(error, httpcore.TimeoutException | httpcore.NetworkError):
        return Unreachable(f"{service} cannot be reached: {_reason(error)}")
    if isinstance(error, httpcore.ProxyError):
        return Unreachable(f"The proxy does not lead to {service}: {clean(error, 120)}.")
    if isinstance(error, httpcore.RemoteProtocolError):
        return Unreachable(f"{service} broke off in the middle of an answer.")
    if isinstance(error, zlib.error):
        return BadAnswer(f"{service} sent an answer that cannot be unpacked.")
    if isinstance(error, httpcore.LocalProtocolError | UnicodeError):
        return NotSent(f"A request to {service} could not be written.")
    return error


def _reason(error: Exception) -> str:
    """Say in a few words why there is no connection."""
    if isinstance(error, httpcore.TimeoutException):
        return "no answer in time."
    cause = error.args[0] if error.args else None
    said = cause.strerror if isinstance(cause, OSError) else None
    return f"{clean(said or error, 120) or 'the connection broke'}."
