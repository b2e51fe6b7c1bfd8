"""Mail servers on this machine: a good one that keeps what it gets, and a scripted one."""

from __future__ import annotations

import base64
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.sync.browsing import free_port

USER, PASSWORD, TOKEN = "me@example.com", "canary-passwörd/1", "canary-token-1"


class PostOffice:
    """Keeps envelopes; answers the next messages with `answers`, then takes all."""

    def __init__(self) -> None:
        self.box: list[Any] = []
        self.signed_in: list[str] = []
        self.answers: list[str] = []
        self.recipients_refused: dict[str, str] = {}
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, unless told otherwise."""
        refused = self.recipients_refused.get(address)
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a message, unless told otherwise."""
        told = self.answers.pop(0) if self.answers else "ok"
        if told in ("ok", "take, hang up"):
            self.box.append(envelope)
        if told.endswith("hang up"):
            server.transport.close()
        return "250 2.0.0 Queued as 42" if told == "ok" else told

    async def auth_XOAUTH2(self, server: Any, words: list[str]) -> Any:  # noqa: N802
        """Sign in with a token."""
        given = base64.b64decode(words[1]).decode()
        if given == f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01":
            self.signed_in.append("XOAUTH2")
            return AuthResult(success=True)
        await server.push("334 " + base64.b64encode(b'{"status":"401"}').decode())
        await server._reader.readline()
        return AuthResult(success=False, handled=False)

    def authenticate(self, _server: Any, _session: Any, _env: Any, name: str, data: Any) -> Any:
        """Sign in with a password."""
        good = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
        if good:
            self.signed_in.append(name)
        return AuthResult(success=good, handled=False)


@contextmanager
def post_office(
    context: ssl.SSLContext | None = None, *, implicit: bool = False, **options: Any
) -> Iterator[PostOffice]:
    """Run a good mail server."""
    office = PostOffice()
    office.port = free_port()
    tls: dict[str, Any] = {}
    if context and implicit:
        tls = {"ssl_context": context}
    elif context:
        tls = {"tls_context": context, "require_starttls": True}
    if context:
        tls |= {"authenticator": office.authenticate, "auth_required": not implicit}
    controller = Controller(
        office, hostname="127.0.0.1", port=office.port, server_hostname="sink", **tls, **options
    )
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


Line = Callable[[socket.socket], None]
GREETING = b"220 liar\r\n"


def say(words: bytes) -> Line:
    """Say something, without listening."""
    return lambda line: line.sendall(words)


def answer(words: bytes) -> Line:
    """Listen to one line, then say something."""

    def listen(line: socket.socket) -> None:
        read_until(line, b"\n")
        line.sendall(words)

    return listen


def take_message(line: socket.socket) -> None:
    """Listen to a whole message, and say nothing."""
    read_until(line, b"\r\n.\r\n")


def trickle(line: socket.socket) -> None:
    """Say one letter after the other, for ever, as long as somebody listens."""
    line.settimeout(0.02)
    while True:
        line.sendall(b"2")
        with suppress(TimeoutError):
            if not line.recv(1):
                return


def babble(line: socket.socket) -> None:
    """Say line after line without an end."""
    while True:
        line.sendall(b"250-and another thing\r\n" * 100)


POLITE = (say(GREETING), answer(b"250 liar\r\n"), answer(b"250 ok\r\n"), answer(b"250 ok\r\n"))
"""Up to the recipient, of a server without extensions; DATA comes next."""


class Scripted:
    """A server that follows a script with each caller, then hangs up; counts the callers."""

    def __init__(self, listener: socket.socket, script: Sequence[Line]) -> None:
        self.port = listener.getsockname()[1]
        self.callers = 0
        self._listener = listener
        self._script = script

    def serve(self) -> None:
        """Follow the script until the listener is closed."""
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self.callers += 1
            with line, suppress(OSError):
                for step in self._script:
                    step(line)


@contextmanager
def scripted(*script: Line) -> Iterator[Scripted]:
    """Run a scripted mail server."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = Scripted(listener, script)
        thread = Thread(target=made.serve, daemon=True)
        thread.start()
        yield made
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def read_until(line: socket.socket, end: bytes) -> bytes:
    """Read until some bytes came."""
    heard = b""
    while not heard.endswith(end):
        part = line.recv(65536 if len(end) > 1 else 1)
        if not part:
            raise OSError("hung up")
        heard += part
    return heard
