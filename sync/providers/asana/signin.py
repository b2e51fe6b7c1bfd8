"""Signing in to Asana with OAuth: the address to open, and the sign-in endpoints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client

from store.clock import SECOND
from store.text import clean
from sync.errors import (
    BadAnswer,
    CodeRefused,
    RemoteError,
    SignedOut,
    UnknownApplication,
    Unreachable,
)
from sync.providers.asana.client import SERVICE
from sync.secrets import Secret
from sync.tokens import Application, Grant
from sync.transport import GuardedTransport

SCOPES = ("users:read", "workspaces:read", "projects:read", "tasks:read")
PASTED_CODE = "urn:ietf:wg:oauth:2.0:oob"
"""The redirect of an application whose person copies a code from Asana's page."""

_DEFAULT_SECONDS = 3600
_LONGEST_TOKEN = 8192
_LONGEST_SECONDS = 365 * 86_400
_Result = TypeVar("_Result")


class _FormAuth(ClientAuth, httpx.Auth):  # type: ignore[misc]
    """Puts the application's id and secret into the form, as Asana wants them."""

    requires_request_body = True

    def auth_flow(self, request: httpx.Request) -> Any:
        url, headers, body = self.prepare(
            request.method, str(request.url), dict(request.headers), request.content.decode()
        )
        headers.pop("content-length", None)
        headers.pop("Content-Length", None)
        yield httpx.Request(
            request.method, url, headers=headers, content=body, extensions=request.extensions
        )


class _FormClient(OAuth2Client):  # type: ignore[misc]
    client_auth_class = _FormAuth


class AsanaSignIn:
    """Speaks to Asana's sign-in endpoints for one registered application."""

    def __init__(
        self, transport: GuardedTransport, application: Application, redirect: str = ""
    ) -> None:
        self._transport = transport
        self._application = application
        self._redirect = redirect
        self._base = str(transport.origin)

    def address(self, state: str, verifier: str) -> str:
        """Return the address at which a person approves; asks for the four read scopes."""
        client = self._client(scope=" ".join(SCOPES))
        address, _ = client.create_authorization_url(
            f"{self._base}/-/oauth_authorize", state=state, code_verifier=verifier
        )
        return str(address).replace("+", "%20")

    def exchange(self, code: Secret, verifier: Secret) -> Grant:
        """Trade the code of an approval in; raises CodeRefused or UnknownApplication."""
        try:
            return self._grant(
                lambda client: client.fetch_token(
                    f"{self._base}/-/oauth_token",
                    grant_type="authorization_code",
                    code=code.reveal(),
                    code_verifier=verifier.reveal(),
                )
            )
        except SignedOut as refusal:
            raise CodeRefused(str(refusal)) from None

    def refresh(self, refresh: Secret) -> Grant:
        """Trade a refresh token in; raises SignedOut when it is no longer good."""
        return self._grant(
            lambda client: client.refresh_token(
                f"{self._base}/-/oauth_token", refresh_token=refresh.reveal()
            ),
            known=refresh,
        )

    def revoke(self, refresh: Secret) -> None:
        """End a grant: the refresh token and the access tokens that came of it."""
        answer = self._ask(
            lambda client: client.revoke_token(
                f"{self._base}/-/oauth_revoke", token=refresh.reveal()
            )
        )
        if answer.status_code != 200:
            raise BadAnswer(f"{SERVICE} did not revoke the sign-in ({answer.status_code}).")

    def scopes(self, access: Secret) -> tuple[str, ...]:
        """Read back which scopes a token was granted; empty where the service does not say."""
        answer = self._ask(
            lambda client: client.introspect_token(
                f"{self._base}/-/token_info", token=access.reveal()
            )
        )
        try:
            granted = answer.json()["scope"] if answer.status_code == 200 else ""
        except (ValueError, LookupError, TypeError, RecursionError):
            granted = ""
        return tuple(clean(granted).split()) if isinstance(granted, str) else ()

    def _grant(self, ask: Callable[[Any], Any], known: Secret | None = None) -> Grant:
        return _read_grant(self._ask(ask), known, self._transport.clock.wall())

    def _ask(self, ask: Callable[[Any], _Result]) -> _Result:
        """Send one request; errors of the libraries become ours and carry no secret along."""
        try:
            return ask(self._client())
        except RemoteError as error:
            raise error.with_traceback(None) from None
        except AuthlibBaseError as error:
            raise _refusal(str(error.error or ""), str(error.description or "")) from None
        except httpx.HTTPStatusError as error:
            status = error.response.status_code
            raise Unreachable(f"{SERVICE} has trouble of its own ({status}).") from None
        except (ValueError, TypeError, RecursionError, httpx.HTTPError):
            raise BadAnswer(f"{SERVICE} gave a sign-in answer that makes no sense.") from None

    def _client(self, scope: str | None = None) -> Any:
        secret = self._application.secret
        method = "client_secret_post" if secret else "none"
        return _FormClient(
            httpx.Client(transport=self._transport, trust_env=False),
            client_id=self._application.id,
            client_secret=secret.reveal() if secret else None,
            token_endpoint_auth_method=method,
            revocation_endpoint_auth_method=method,
            redirect_uri=self._redirect,
            code_challenge_method="S256",
            scope=scope,
        )


def _refusal(error: str, description: str) -> RemoteError:
    """Say what a refused sign-in means."""
    said = clean(description or error, 200)
    if error == "invalid_client":
        return UnknownApplication(f"{SERVICE} does not know this application id and secret: {said}")
    return SignedOut(f"{SERVICE} refused the sign-in ({said}); connect again.")


def _read_grant(token: Any, known: Secret | None, now: int) -> Grant:
    """Read a token answer. A refresh that brings no new refresh token keeps the old one."""
    access, refresh = _take(token, "access_token"), _take(token, "refresh_token")
    kind, seconds = token.get("token_type", "bearer"), token.get("expires_in")
    if access is None or not isinstance(kind, str) or kind.lower() != "bearer":
        raise BadAnswer(f"{SERVICE} gave a sign-in answer without a token.")
    if not isinstance(seconds, int) or not 0 < seconds < _LONGEST_SECONDS:
        seconds = _DEFAULT_SECONDS
    return Grant(access, None if refresh == known else refresh, now + seconds * SECOND)


def _take(token: Any, key: str) -> Secret | None:
    """Take a token out of an answer if it is one that can be sent in a header."""
    value = token.pop(key, None)
    if not isinstance(value, str) or not 0 < len(value) < _LONGEST_TOKEN:
        return None
    return Secret(value) if value.isascii() and value.isprintable() and " " not in value else None
