"""Signing in to Linear with OAuth: a public client, `read` only, and refresh tokens that rotate."""

from __future__ import annotations

from collections.abc import Mapping

from sync.errors import Missing, RemoteError, SignedOut, Unreachable
from sync.oauth import Addresses, OAuthSignIn
from sync.origin import parse_origin
from sync.secrets import Secret
from sync.tokens import Application
from sync.transport import GuardedTransport

SCOPES = ("read",)
HOME = "https://api.linear.app"
_APPROVAL_HOME = "https://linear.app"


class LinearSignIn(OAuthSignIn):
    """Speaks to Linear's sign-in endpoints for one registered application.

    A refresh token is spent by its use, but an answer that got lost can be had again with the old
    one for half an hour: so it stays where it is until a new one is here.
    """

    def __init__(
        self,
        transport: GuardedTransport,
        application: Application,
        redirect: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        base = str(transport.origin)
        addresses = Addresses(
            authorize=f"{approval_origin(base, environment or {})}/oauth/authorize",
            token=f"{base}/oauth/token",
            revoke=f"{base}/oauth/revoke",
        )
        super().__init__(transport, application, redirect, addresses)

    def address(self, state: str, verifier: str) -> str:
        """Return the address at which a person approves, and chooses the workspace each time."""
        return self.approval(state, verifier, SCOPES, prompt="consent")

    def scopes(self, access: Secret) -> tuple[str, ...]:
        """Return nothing: Linear says it with the token, and has no place to ask later."""
        return ()

    def refusal(self, status: int, error: str, said: str) -> RemoteError:
        """Say what a refused sign-in means: what is not plainly an end may pass."""
        if error == "invalid_client":
            return super().refusal(status, error, said)
        if error == "invalid_grant" or status == 401:
            return SignedOut(f"{self.service} refused the sign-in ({said}); connect again.")
        return Unreachable(f"{self.service} gave no token ({said}). Ayron will try again.")

    def unrevoked(self, status: int) -> RemoteError:
        """Say what it means that a grant was not ended: mostly that it was over already."""
        if status == 400:
            return Missing(f"{self.service} says that there was no sign-in left to revoke.")
        return super().unrevoked(status)


def approval_origin(api_origin: str, environment: Mapping[str, str]) -> str:
    """Find where a person approves: Linear's own page, else where we are told, else the API."""
    given = environment.get("AYRON_LINEAR_AUTH_URL", "").strip()
    if given:
        return str(parse_origin(given))
    return _APPROVAL_HOME if api_origin == HOME else api_origin
