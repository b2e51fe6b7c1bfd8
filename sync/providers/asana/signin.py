"""Signing in to Asana with OAuth: the address to open, and the sign-in endpoints."""

from __future__ import annotations

from store.text import clean
from sync.oauth import Addresses, OAuthSignIn
from sync.providers.asana.client import SCOPES
from sync.secrets import Secret
from sync.tokens import Application
from sync.transport import GuardedTransport


class AsanaSignIn(OAuthSignIn):
    """Speaks to Asana's sign-in endpoints for one registered application."""

    def __init__(
        self,
        transport: GuardedTransport,
        application: Application,
        redirect: str = "",
        scopes: tuple[str, ...] = SCOPES,
    ) -> None:
        base = f"{transport.origin}/-"
        self._token_info = f"{base}/token_info"
        addresses = Addresses(
            authorize=f"{base}/oauth_authorize",
            token=f"{base}/oauth_token",
            revoke=f"{base}/oauth_revoke",
        )
        self._wanted = scopes
        super().__init__(transport, application, redirect, addresses)

    def address(self, state: str, verifier: str) -> str:
        """Return the address at which a person approves what is asked for."""
        return self.approval(state, verifier, self._wanted)

    def scopes(self, access: Secret) -> tuple[str, ...]:
        """Read back which scopes a token was granted; empty where the service does not say."""
        answer = self.ask(
            lambda client: client.introspect_token(self._token_info, token=access.reveal())
        )
        try:
            granted = answer.json()["scope"] if answer.status_code == 200 else ""
        except (ValueError, LookupError, TypeError, RecursionError):
            granted = ""
        return tuple(clean(granted).split()) if isinstance(granted, str) else ()
