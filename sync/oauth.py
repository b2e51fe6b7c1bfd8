"""Signing in with OAuth, as any provider takes it: Authlib asks, through the one way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client

from store.clock import SECOND
from store.text import clean
from sync.answers import retry_after
from sync.errors import (
    BadAnswer,
    CodeRefused,
    NotRevoked,
    RemoteError,
    SignedOut,
    UnknownApplication,
    Unreachable,
)
from sync.manners import too_many
from sync.secrets import Secret
from sync.tokens import Application, Grant
from sync.transport import GuardedTransport

_DEFAULT_SECONDS = 3600
_LONGEST_TOKEN = 8192
_LONGEST_SECONDS = 365 * 86_400
_MOST_SCOPES = 2000
_Result = TypeVar("_Result")


class Addresses(NamedTuple):
    """Where a person approves, where tokens are traded, and where a grant is ended."""

    authorize: str
    token: str
    revoke: str


class _FormAuth(ClientAuth, httpx.Auth):  # type: ignore[misc]
    """Puts the application's id, and its secret if it has one, into the form."""

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


class OAuthSignIn:
    """Speaks to a provider's sign-in endpoints for one registered application."""

    def __init__(
        self,
        transport: GuardedTransport,
        application: Application,
        redirect: str,
        addresses: Addresses,
    ) -> None:
        self.service = transport.service
        self._transport = transport
        self._application = application
        self._redirect = redirect
        self._addresses = addresses

    def approval(self, state: str, verifier: str, scopes: tuple[str, ...], **more: str) -> str:
        """Return the address at which a person approves exactly these scopes."""
        client = self._client(scope=" ".join(scopes))
        address, _ = client.create_authorization_url(
            self._addresses.authorize, state=state, code_verifier=verifier, **more
        )
        return str(address).replace("+", "%20")

    def exchange(self, code: Secret, verifier: Secret) -> Grant:
        """Trade the code of an approval in; raises CodeRefused or UnknownApplication."""
        try:
            return self._grant(
                lambda client: client.fetch_token(
                    self._addresses.token,
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
                self._addresses.token, refresh_token=refresh.reveal()
            ),
            known=refresh,
        )

    def revoke(self, refresh: Secret) -> None:
        """End a grant: the refresh token and the access tokens that came of it."""
        answer = self.ask(
            lambda client: client.revoke_token(self._addresses.revoke, token=refresh.reveal())
        )
        if answer.status_code != 200:
            raise self.unrevoked(answer.status_code)

    def unrevoked(self, status: int) -> RemoteError:
        """Say what it means that a grant was not ended."""
        sentence = f"{self.service} did not revoke the sign-in ({status})."
        refused = 400 <= status < 500 and status not in (408, 429)
        return NotRevoked(sentence) if refused else BadAnswer(sentence)

    def refusal(self, status: int, error: str, said: str) -> RemoteError:
        """Say what a refused sign-in means; `error` is OAuth's own word for it.

        Only what plainly ends it asks a person to connect again; everything else may pass.
        """
        if error == "invalid_client":
            return UnknownApplication(
                f"{self.service} does not know this application id and secret: {said}"
            )
        if error == "invalid_grant" or status == 401:
            return SignedOut(f"{self.service} refused the sign-in ({said}); connect again.")
        return Unreachable(f"{self.service} gave no token ({said}). Ayron will try again.")

    def ask(self, ask: Callable[[Any], _Result]) -> _Result:
        """Send one request; errors of the libraries become ours and carry no secret along."""
        try:
            return ask(self._client())
        except RemoteError as error:
            raise error.with_traceback(None) from None
        except (AuthlibBaseError, ValueError, TypeError, RecursionError, httpx.HTTPError):
            raise BadAnswer(f"{self.service} gave a sign-in answer that makes no sense.") from None

    def _grant(self, ask: Callable[[Any], Any], known: Secret | None = None) -> Grant:
        return _read_grant(self.ask(ask), known, self._transport.clock.wall(), self.service)

    def _client(self, scope: str | None = None) -> Any:
        secret = self._application.secret
        method = "client_secret_post" if secret else "none"
        client = _FormClient(
            httpx.Client(transport=self._transport, trust_env=False),
            client_id=self._application.id,
            client_secret=secret.reveal() if secret else None,
            token_endpoint_auth_method=method,
            revocation_endpoint_auth_method=method,
            redirect_uri=self._redirect,
            code_challenge_method="S256",
            scope=scope,
        )
        for answer in ("access_token_response", "refresh_token_response"):
            client.register_compliance_hook(answer, self._judge)
        return client

    def _judge(self, response: httpx.Response) -> httpx.Response:
        """Look at a token answer before Authlib does, who would not tell the status."""
        status, service = response.status_code, self.service
        if status == 429:
            now = self._transport.clock.wall()
            seconds = retry_after(response.headers.get("retry-after"), now)
            raise too_many(service, seconds, now)
        if status >= 500:
            raise Unreachable(f"{service} has trouble of its own ({status}).")
        error, description = _read_refusal(response)
        if error or status == 401:
            said = description or error or "no reason given"
            raise self.refusal(status, error, said)
        return response


def _read_refusal(response: httpx.Response) -> tuple[str, str]:
    """Read the error of a token answer and its description; both are empty where there is none."""
    try:
        answer = response.json()
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(answer, dict) or "error" not in answer:
        return "", ""
    return clean(answer["error"], 200), clean(answer.get("error_description"), 200)


def _read_scopes(given: Any) -> tuple[str, ...]:
    """Read the scopes in a token answer: parted by blanks or commas, or a list."""
    told = " ".join(map(str, given)) if isinstance(given, list) else given
    if not isinstance(told, str):
        return ()
    return tuple(clean(told, _MOST_SCOPES).replace(",", " ").split())


def _read_grant(token: Any, known: Secret | None, now: int, service: str) -> Grant:
    """Read a token answer. A refresh that brings no new refresh token keeps the old one."""
    access, refresh = _take(token, "access_token"), _take(token, "refresh_token")
    kind, seconds = token.get("token_type", "bearer"), token.get("expires_in")
    if access is None or not isinstance(kind, str) or kind.lower() != "bearer":
        raise BadAnswer(f"{service} gave a sign-in answer without a token.")
    if not isinstance(seconds, int) or not 0 < seconds < _LONGEST_SECONDS:
        seconds = _DEFAULT_SECONDS
    kept = None if refresh == known else refresh
    return Grant(access, kept, now + seconds * SECOND, _read_scopes(token.get("scope")))


def _take(token: Any, key: str) -> Secret | None:
    """Take a token out of an answer if it is one that can be sent in a header."""
    value = token.pop(key, None)
    if not isinstance(value, str) or not 0 < len(value) < _LONGEST_TOKEN:
        return None
    return Secret(value) if value.isascii() and value.isprintable() and " " not in value else None
