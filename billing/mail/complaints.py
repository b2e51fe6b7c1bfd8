"""What goes wrong with a mail server, in a sentence for a person."""

from __future__ import annotations

import smtplib
import socket
import ssl

from billing.mail.server import MailServer
from store.errors import Refused


class Refusal(Exception):
    """An answer of the server that is not the one hoped for."""

    def __init__(self, code: int, words: bytes) -> None:
        super().__init__(code)
        self.code = code
        self.words = words.decode("utf-8", "replace")


def complaint(server: MailServer, error: Exception) -> str:
    """Say what an error of a conversation was; what the server said is in it as it came."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, Refusal):
        return _refusal(server, error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of {server} is not to be trusted: {error.verify_message}."
    if isinstance(error, ssl.SSLError):
        return f"No encrypted connection to {server} can be made."
    if isinstance(error, TimeoutError):
        return f"{server} took too long to answer."
    if isinstance(error, socket.gaierror):
        return f"There is no mail server {server.host}."
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return f"{server} cannot be reached: {error.strerror or 'the connection broke'}."
    if isinstance(error, smtplib.SMTPException):
        return f"{server} broke off the conversation."
    return f"{server} cannot be talked to ({type(error).__name__})."


def _refusal(server: MailServer, refusal: Refusal) -> str:
    said = refusal.words.replace("\n", " ")
    if not 100 <= refusal.code < 600:
        return f"{server} does not talk like a mail server."
    if "5.7.30" in said or "5.7.139" in said:
        return (
            f"{server} takes no password any more ({refusal.code} {said}). Sign in with a token:"
            " ayron secret set smtp-token"
        )
    if refusal.code in (530, 534, 535):
        return f"{server} did not accept user and password: {refusal.code} {said}"
    return f"{server} said: {refusal.code} {said}"
