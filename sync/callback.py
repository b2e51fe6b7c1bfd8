"""The small server on loopback to which the browser brings the answer of a sign-in."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from hmac import compare_digest
from html import escape
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import SplitResult, parse_qs, urlsplit

from store.text import clean
from sync.errors import SignInFailed
from sync.origin import is_loopback
from sync.secrets import Secret

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Ayron</title>
<body style="font:18px sans-serif;margin:4em auto;max-width:30em"><h1>Ayron</h1><p>{}</p>"""
_THANKS = "That is all. Go back to Ayron; this window can be closed."
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}


class Verdict(NamedTuple):
    """What the provider answered: a code to trade in, or why there is none."""

    code: Secret | None
    refusal: str
    pasted: bool = False


def read_verdict(query: str, state: Secret) -> Verdict | None:
    """Read the query of a redirect; None when it is not the answer to our question."""
    values = {key: value[0] for key, value in parse_qs(query, max_num_fields=20).items()}
    if not compare_digest(values.get("state", "").encode(), state.reveal().encode()):
        return None
    if "error" in values:
        return Verdict(None, clean(values.get("error_description") or values["error"], 200))
    return Verdict(Secret(values["code"]), "") if values.get("code") else None


class Callback:
    """Listens on the redirect address, for one verdict, while it is entered."""

    def __init__(self, redirect: str, state: Secret, deliver: Callable[[Verdict], None]) -> None:
        self.place = _parse_redirect(redirect)
        self.state = state
        self.deliver = deliver
        self._servers: list[_Server] = []

    def __enter__(self) -> Callback:
        for family, host in _addresses(self.place.hostname or ""):
            try:
                self._servers.append(_Server(family, host, self))
            except OSError as error:
                if family == socket.AF_INET6 and self._servers:
                    continue  # a machine without IPv6
                self.__exit__()
                raise SignInFailed(
                    f"Port {self.place.port} cannot be used ({error.strerror}), and the answer of"
                    " the sign-in comes there. Close what uses it, and try again."
                ) from None
        for server in self._servers:
            server.serving = True
            Thread(target=server.serve_forever, args=(0.05,), daemon=True, name="sign-in").start()
        return self

    def __exit__(self, *exception: object) -> None:
        for server in self._servers:
            if server.serving:
                server.shutdown()
            server.server_close()
        self._servers.clear()


def _parse_redirect(redirect: str) -> SplitResult:
    try:
        place = urlsplit(redirect)
        port = place.port
    except ValueError:
        port = None
    if not port or place.scheme != "http" or not is_loopback(place.hostname or ""):
        raise SignInFailed(
            f"The redirect has to be like http://localhost:8976/callback, not {clean(redirect)}."
        )
    return place


def _addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    """A browser may take `localhost` for either of two addresses; listen on both."""
    both = [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
    if host == "localhost":
        return both
    return [(socket.AF_INET6 if ":" in host else socket.AF_INET, host)]


class _Server(ThreadingMixIn, TCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, family: socket.AddressFamily, host: str, callback: Callback) -> None:
        self.address_family = family
        self.callback = callback
        self.serving = False
        super().__init__((host, callback.place.port or 0), _Handler)

    def server_bind(self) -> None:
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        super().server_bind()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 5.0

    def do_GET(self) -> None:
        """Take the verdict, show a page, and only then hand the verdict on."""
        callback = self.server.callback
        asked = urlsplit(self.path)
        if asked.path != (callback.place.path or "/"):
            return self._show(404, "There is nothing here.")
        if self.headers.get("Host", "").lower() != callback.place.netloc.lower():
            return self._show(400, "This is not the address that Ayron listens on.")
        verdict = _verdict_or_none(asked.query, callback.state)
        if verdict is None:
            return self._show(400, "This does not answer what Ayron asked. Nothing was done.")
        self._show(200, f"Not signed in: {verdict.refusal}" if verdict.refusal else _THANKS)
        callback.deliver(verdict)
        return None

    def _show(self, status: int, sentence: str) -> None:
        body = _PAGE.format(escape(sentence)).encode()
        self.send_response(status)
        headers: Mapping[str, str] = {**_HEADERS, "Content-Length": str(len(body))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        """Say no more about this program than needed."""
        return "Ayron"

    def log_message(self, *arguments: object) -> None:
        """The address holds the code: it is written nowhere."""


def _verdict_or_none(query: str, state: Secret) -> Verdict | None:
    try:
        return read_verdict(query, state)
    except ValueError:  # more fields than any provider sends
        return None
