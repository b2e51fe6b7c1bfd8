"""Both providers' sandboxes behind one face: how one signs in, and what of it still holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread

import httpx

from store.ledger import Ledger
from store.records import Connection
from sync.access import Surroundings
from sync.connecting import Choose, Connecting
from sync.kinds import kind_of
from sync.sandbox import Sandbox
from sync.sandbox.linear import LinearSandbox
from sync.secrets import Secret
from sync.signin import Attempt
from sync.tokens import Application
from tests.sync.browsing import free_port


def approve(attempt: Attempt) -> None:
    """Open the address in the background, as a browser does, where nothing is asked."""
    Thread(target=lambda: httpx.get(attempt.address, follow_redirects=True), daemon=True).start()


@dataclass
class Service:
    """A provider's sandbox in which every request for leave is granted."""

    name: str
    server: Sandbox | LinearSandbox
    redirect: str = field(default_factory=lambda: f"http://localhost:{free_port()}/callback")

    def __post_init__(self) -> None:
        self.server.app.redirects = (self.redirect,)
        self.server.app.approves = True

    @property
    def application(self) -> Application:
        """The application that is registered there."""
        secret = Secret(self.server.client_secret) if isinstance(self.server, Sandbox) else None
        return Application(self.server.client_id, secret)

    @property
    def revoking(self) -> str:
        """The path at which a sign-in is revoked."""
        return "/-/oauth_revoke" if self.name == "asana" else "/oauth/revoke"

    def connecting(
        self, ledger: Ledger, around: Surroundings, subject: str = "", choose: Choose | None = None
    ) -> Connecting:
        """Prepare to connect an account."""
        return Connecting(
            ledger, around, kind_of(self.name), self.server.url, Event(), subject, choose
        )

    def sign_in(
        self,
        ledger: Ledger,
        around: Surroundings,
        announce: Callable[[Attempt], object] = approve,
        choose: Choose | None = None,
    ) -> Connection:
        """Connect through the browser."""
        connecting = self.connecting(ledger, around, choose=choose)
        return connecting.with_oauth(self.application, self.redirect, announce)

    def by_token(self, ledger: Ledger, around: Surroundings) -> Connection:
        """Connect the main person by token."""
        return self.connecting(ledger, around).with_token(Secret(self.server.token))

    def holds(self, refresh: Secret) -> bool:
        """Tell whether a refresh token is still good for something."""
        if isinstance(self.server, Sandbox):
            return self.server.grants.by_refresh(refresh.reveal()) is not None
        held = self.server.grants._refresh.get(refresh.reveal())
        return held is not None and not held.grant.revoked

    def asked_to_revoke(self) -> int:
        """Count the requests to revoke a sign-in."""
        return sum(self.revoking in record["url"] for record in self.server.traffic)
