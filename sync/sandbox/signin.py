"""Sign-in below /-/: authorise, token, revoke, introspect, as the real service does them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from typing import TYPE_CHECKING, Any

from sync.sandbox.authorize import ConsentPage
from sync.sandbox.grants import ACCESS_SECONDS
from sync.sandbox.replies import TEXT_TYPE, Reply, encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.application import App
    from sync.sandbox.grants import Access, Grant, Grants
    from sync.sandbox.records import Person
    from sync.sandbox.traffic import Request

CODE_SECONDS = 600
PERSONAL_SECONDS = 10 * 365 * 24 * 3600
ERROR_URI = "https://asana.com/developers/documentation/getting-started/authentication"


class Trouble(Exception):
    """The token endpoint says no, in the shape of RFC 6749."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.status = status

    def reply(self) -> Reply:
        """Return the answer."""
        body = {"error": self.error, "error_uri": ERROR_URI, "error_description": str(self)}
        return Reply(self.status, encode(body))


class SignIn:
    """Answers every request below /-/."""

    def __init__(
        self, app: App, grants: Grants, person: Person, clock: Callable[[], float]
    ) -> None:
        self.app = app
        self.page = ConsentPage(app, person, clock)
        self._grants = grants
        self._clock = clock
        self._exchanged: dict[str, Grant] = {}
        self._spent: dict[str, tuple[float, bytes]] = {}
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Reply:
        """Answer a request."""
        answers = {
            ("GET", "/-/oauth_authorize"): self.page.answer,
            ("POST", "/-/oauth_token"): self._token,
            ("POST", "/-/oauth_revoke"): self._revoke,
            ("POST", "/-/token_info"): self._introspect,
        }
        answer = answers.get((request.method, request.path))
        if answer is None:
            return Reply(404, b"Not Found", TEXT_TYPE)
        try:
            return answer(request)
        except Trouble as trouble:
            return trouble.reply()

    def _token(self, request: Request) -> Reply:
        form = self._form(request)
        with self._lock:
            if form.get("grant_type") == "authorization_code":
                return _told(self._exchange(form))
            if form.get("grant_type") == "refresh_token":
                return _told(self._refresh(form.get("refresh_token", "")))
        raise Trouble("unsupported_grant_type", "The `grant_type` provided is not supported.")

    def _form(self, request: Request) -> dict[str, str]:
        if not request.header("content-type").startswith("application/x-www-form-urlencoded"):
            raise Trouble("invalid_request", "The body must be form-encoded.")
        form = request.form()
        for name in ("client_id", "client_secret"):
            if not form.get(name):
                raise Trouble("invalid_request", f"The `{name}` parameter is missing.")
        app = self.app
        given = f"{form['client_id']}:{form['client_secret']}".encode()
        if not hmac.compare_digest(given, f"{app.client_id}:{app.client_secret}".encode()):
            raise Trouble("invalid_client", "The client credentials are invalid.", 401)
        return form

    def _exchange(self, form: dict[str, str]) -> bytes:
        code = form.get("code", "")
        wish = self.page.codes.pop(code, None)
        if wish is None:
            self._punish(code)
            raise Trouble("invalid_grant", "The `code` provided was invalid.")
        if self._clock() - wish.asked_at > CODE_SECONDS:
            raise Trouble("invalid_grant", "The `code` provided has expired.")
        if form.get("redirect_uri") != wish.redirect:
            raise Trouble("invalid_grant", "The `redirect_uri` does not match the request's.")
        if wish.challenge and challenge_of(form.get("code_verifier", "")) != wish.challenge:
            raise Trouble("invalid_grant", "The `code_verifier` provided was invalid.")
        grant = self._grants.allow(wish.person, wish.scopes)
        self._exchanged[code] = grant
        return self._tokens(grant, with_refresh=True)

    def _punish(self, code: str) -> None:
        """Revoke what a code had given when somebody uses it a second time."""
        grant = self._exchanged.get(code)
        if grant:
            grant.revoked = True

    def _refresh(self, token: str) -> bytes:
        until, answer = self._spent.get(token, (0.0, b""))
        if self._clock() < until:
            return answer
        grant = self._grants.by_refresh(token)
        if grant is None:
            raise Trouble("invalid_grant", "The `refresh_token` provided was invalid.")
        if not self.app.rotates:
            return self._tokens(grant, with_refresh=self.app.repeats)
        self._grants.renew_refresh(grant)
        answer = self._tokens(grant, with_refresh=True)
        self._spent[token] = (self._clock() + self.app.grace_seconds, answer)
        return answer

    def _tokens(self, grant: Grant, *, with_refresh: bool) -> bytes:
        person = grant.person
        body: dict[str, Any] = {
            "access_token": self._grants.issue(grant),
            "token_type": "bearer",
            "expires_in": ACCESS_SECONDS,
            "data": {
                "id": int(person.gid),
                "gid": person.gid,
                "name": person.name,
                "email": person.email,
            },
        }
        if with_refresh:
            body["refresh_token"] = grant.refresh
        return encode(body)

    def _revoke(self, request: Request) -> Reply:
        form = self._form(request)
        token = form.get("token")
        if not token:
            raise Trouble("invalid_request", "The `token` parameter is missing.")
        if self._grants.by_access(token):
            raise Trouble("invalid_request", "The `token` must be a refresh token.")
        self._grants.revoke(token)
        return Reply(200, encode({}))

    def _introspect(self, request: Request) -> Reply:
        token = request.form().get("token", "")
        access = self._grants.by_access(token)
        if access:
            return Reply(200, encode(self._describe(access)))
        grant = self._grants.by_refresh(token)
        if grant:
            return Reply(200, encode(self._standing("refresh", grant, active=True)))
        return Reply(200, encode({"active": False}))

    def _describe(self, access: Access) -> dict[str, Any]:
        now, ends = self._clock(), access.expires_at
        active = not access.grant.revoked and (ends is None or now < ends)
        standing = self._standing("bearer", access.grant, active=active)
        if ends is None:
            ends = now + PERSONAL_SECONDS
        return standing | {"exp": int(ends), "expires_in": max(0, int(ends - now))}

    def _standing(self, token_type: str, grant: Grant, *, active: bool) -> dict[str, Any]:
        scope = "default" if grant.scopes is None else " ".join(sorted(grant.scopes))
        standing = {"token_type": token_type, "scope": scope, "active": active}
        return standing if grant.personal else standing | {"client_id": self.app.client_id}


def _told(tokens: bytes) -> Reply:
    return Reply(200, tokens, headers={"Cache-Control": "no-store"})


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge that belongs to a verifier."""
    digest = hashlib.sha256(verifier.encode("utf-8", "replace")).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
