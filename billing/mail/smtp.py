"""Hand one message to a mail server, and say for sure whether it went, or that nobody can say.

Up to the first byte of the message whatever goes wrong means that it did not go. From there on
only the server's own answer tells; without one it may have gone, and is not sent again unasked.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any, Literal, NamedTuple

from billing.mail.complaints import Refusal, complaint
from billing.mail.server import MailServer
from store.errors import Refused
from store.text import clean
from sync.secrets import Secret

STEP_SECONDS = 20.0
TOTAL_SECONDS = 90.0
"""How long one message may take in all, however slowly the server answers."""
SLICE_SECONDS = 0.1
MOST_SAID = 256_000
"""Bytes that a server may say before it is not listened to any more."""
_dots = re.compile(rb"^\.", re.MULTILINE)


class Envelope(NamedTuple):
    """A message as it is handed over: from whom, to whom, and its bytes with CRLF ends."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


class Outcome(NamedTuple):
    """What came of it; queued means that it did not go and may be tried again later."""

    state: Literal["sent", "queued", "failed", "unknown"]
    words: str


def hand_over(
    server: MailServer, envelope: Envelope, stop: Event, seconds: float = TOTAL_SECONDS
) -> Outcome:
    """Send one message; `stop` ends it early. Nothing is raised, and no secret is in the words."""
    talk = _Talk(server)
    try:
        with _limited(talk, stop, seconds):
            talk.deliver(envelope)
        said = talk.last_words
        return Outcome("sent", clean(server.hide(said), 200))
    except Exception as error:  # whatever it is: where it happened says whether the message went
        return _outcome(talk, error, stop)
    finally:
        talk.hang_up()


class _Talk(smtplib.SMTP):
    """One conversation with a mail server, on smtplib's protocol engine."""

    def __init__(self, server: MailServer) -> None:
        super().__init__(local_hostname="[127.0.0.1]", timeout=STEP_SECONDS)
        self.server = server
        self.handed = False
        """Whether the first byte of the message may have gone out."""
        self.last_words = ""
        self.too_slow = False

    def deliver(self, envelope: Envelope) -> None:
        """Say everything that it takes, from the greeting to the answer to the message."""
        self._expect(self.connect(self.server.host, self.server.port), 220)
        self._expect(self.ehlo(), 250)
        self._encrypt()
        self._sign_in()
        limit = self.esmtp_features.get("size", "")
        if limit.isdigit() and 0 < int(limit) < len(envelope.content):
            raise Refused("The message is larger than the mail server takes; nothing was sent.")
        self._expect(self.docmd("MAIL", f"FROM:<{envelope.sender}>"), 250)
        for recipient in envelope.recipients:
            self._expect(self.docmd("RCPT", f"TO:<{recipient}>"), 250, 251)
        self._expect(self.docmd("DATA"), 354)
        self.handed = True
        self.send(_dots.sub(b"..", envelope.content) + b".\r\n")
        self.last_words = self._expect(self.getreply(), 250)

    def hang_up(self) -> None:
        """Leave politely where the message was answered for; the server's answer is not awaited."""
        try:
            if self.last_words and self.sock:
                self.send(b"QUIT\r\n")
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            self.close()

    def cut(self) -> None:
        """End the conversation from another thread: whoever reads or writes gets no further."""
        self.too_slow = True
        line = getattr(self, "sock", None)
        if line is not None:
            with suppress(OSError):
                socket.socket.shutdown(line, socket.SHUT_RDWR)

    def getreply(self) -> tuple[int, bytes]:
        """Read one answer, of a server that has not said too much yet."""
        if self.file is None and self.sock is not None:
            self.file = _Measured(self.sock.makefile("rb"))
        return super().getreply()

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        """Connect, encrypted from the first byte where the address says so."""
        self._host = host
        self.sock = line = socket.create_connection((host, port), timeout)
        if self.server.encryption == "implicit":
            return _trusting_authorities().wrap_socket(line, server_hostname=host)
        return line

    def _encrypt(self) -> None:
        """Encrypt the connection; without encryption only this machine is spoken to."""
        if self.server.encryption == "implicit":
            return
        if self.has_extn("starttls"):
            self._expect(self.starttls(context=_trusting_authorities()), 220)
            self._expect(self.ehlo(), 250)
        elif self.server.encryption == "starttls":
            raise Refused(f"{self.server} offers no encryption; nothing was sent.")

    def _sign_in(self) -> None:
        server, offered = self.server, self.esmtp_features.get("auth", "").upper().split()
        asks_nobody = server.encryption == "optional" and not offered
        if not server.user or asks_nobody:
            return
        if server.token:
            self._say("AUTH XOAUTH2 ", server.bearer(), offered)
        elif "PLAIN" in offered or "LOGIN" not in offered:
            self._say("AUTH PLAIN ", server.plain(), offered)
        else:
            self._log_in()

    def _say(self, command: str, secret: Secret, offered: list[str]) -> None:
        if command.split()[1] not in offered:
            raise Refused(f"{self.server} does not take {command.split()[1]}; nothing was sent.")
        code, words = self.docmd(command + secret.reveal())
        if code == 334:  # the reason of a refusal, which wants an empty answer
            code, words = self.docmd("")
        self._expect((code, words), 235)

    def _log_in(self) -> None:
        from base64 import b64encode

        self._expect(self.docmd("AUTH LOGIN"), 334)
        self._expect(self.docmd(b64encode(self.server.user.encode()).decode()), 334)
        secret = b64encode(self.server.password.reveal().encode()).decode()
        self._expect(self.docmd(secret), 235)

    def _expect(self, answer: tuple[int, bytes], *good: int) -> str:
        code, words = answer
        if code not in good:
            raise Refusal(code, words)
        return f"{code} {words.decode('utf-8', 'replace')}"


class _Measured:
    """What a server says, up to a limit."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._left = MOST_SAID

    def readline(self, most: int) -> bytes:
        """Read a line; raises when there was too much already."""
        line: bytes = self._file.readline(most)
        self._left -= len(line)
        broken_off = not line.endswith(b"\n") and len(line) < most
        if self._left < 0 or broken_off:
            raise smtplib.SMTPServerDisconnected
        return line

    def close(self) -> None:
        """Close it."""
        self._file.close()


@contextmanager
def _limited(talk: _Talk, stop: Event, seconds: float) -> Iterator[None]:
    """Cut a conversation off that is stopped or takes too long."""
    done = Event()

    def watch() -> None:
        for _ in range(int(seconds / SLICE_SECONDS)):
            if done.wait(SLICE_SECONDS) or stop.is_set():
                break
        while not done.wait(SLICE_SECONDS):
            talk.cut()

    watcher = Thread(target=watch, daemon=True, name="mail deadline")
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _trusting_authorities() -> ssl.SSLContext:
    """Trust who the system trusts; the name has to be the server's."""
    return ssl.create_default_context()


def _outcome(talk: _Talk, error: Exception, stop: Event) -> Outcome:
    """Say what an error means, by how far the message had got."""
    code = error.code if isinstance(error, Refusal) else 0
    words = clean(talk.server.hide(complaint(talk.server, error)), 300)
    if 400 <= code < 500:
        return Outcome("queued", words)
    if 500 <= code < 600:
        return Outcome("failed", words)
    if talk.too_slow:
        words = f"{talk.server} took too long to answer."
    if talk.handed:
        return Outcome("unknown", f"No answer to the message came: {words}")
    if stop.is_set():
        return Outcome("queued", "It was stopped before it went.")
    final = isinstance(error, Refused | Refusal | ssl.SSLError | UnicodeError | ValueError)
    return Outcome("failed" if final else "queued", words)
