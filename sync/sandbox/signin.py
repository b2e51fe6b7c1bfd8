"""Sign-in below /-/: authorise, token, revoke, introspect, as the real service does them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sync.sandbox import pages
from sync.sandbox.grants import ACCESS_SECONDS
from sync.sandbox.replies import HTML_TYPE, TEXT_TYPE, Reply, encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.grants import Access, Grant, Grants
    from sync.sandbox.records import Person
    from sync.sandbox.traffic import Request

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
CODE_SECONDS = 600
READ_SCOPES = frozenset({"users:read", "workspaces:read", "projects:read", "tasks:read"})
ERROR_URI = "https://asana.com/developers/documentation/getting-started/authentication"


@dataclass(slots=True)
class App:
    """An application as its developer registered it.

    `scopes` None means full permissions. `approves` answers every request at once, without
    asking a person. `rotates` replaces the refresh token at each use.
    """

    client_id: str = "1209876543210001"
    client_secret: str = field(default="5a4db0c5e1b64d0f9a7c2e8b31f60d74", repr=False)
    redirects: tuple[str, ...] = ("http://localhost:8976/callback", OUT_OF_BAND)
    scopes: frozenset[str] | None = READ_SCOPES
    approves: bool = False
    rotates: bool = False


@dataclass(slots=True)
class Wish:
    """What an application asked for, between the page and the answer to it."""

    redirect: str
    state: str
    challenge: str
    scopes: frozenset[str] | None
    person: Person
    asked_at: float


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


class Misfit(Exception):
    """The authorise page says no in plain text: there is no trusted place to go back to."""


class SignIn:
    """Answers every request below /-/. `person` is who sits at the browser."""

    def __init__(
        self, app: App, grants: Grants, person: Person, clock: Callable[[], float]
    ) -> None:
        self.app = app
        self.person = person
        self._grants = grants
        self._clock = clock
        self._tickets: dict[str, Wish] = {}
        self._codes: dict[str, Wish] = {}
        self._exchanged: dict[str, Grant] = {}

    def answer(self, request: Request) -> Reply:
        """Answer a request."""
        answers = {
            ("GET", "/-/oauth_authorize"): self._authorize,
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
        except Misfit as misfit:
            return Reply(400, str(misfit).encode(), TEXT_TYPE)

    # -- the page --------------------------------------------------------------------------

    def _authorize(self, request: Request) -> Reply:
        query = request.query
        if "ticket" in query:
            return self._decide(query["ticket"], query.get("decision", ""))
        redirect = self._redirect(query)
        complaint = _complaint(query)
        if complaint:
            return _back(redirect, query.get("state", ""), error=complaint)
        wish = Wish(
            redirect,
            query["state"],
            query.get("code_challenge", ""),
            self._scopes(query.get("scope", "")),
            self.person,
            self._clock(),
        )
        if self.app.approves:
            return self._allow(wish)
        ticket = secrets.token_urlsafe(16)
        self._tickets[ticket] = wish
        page = pages.consent(ticket, wish.person, wish.scopes)
        return Reply(200, page, HTML_TYPE)

    def _redirect(self, query: dict[str, str]) -> str:
        if query.get("client_id") != self.app.client_id:
            raise Misfit(
                "invalid_request: The client_id parameter does not match a known application."
            )
        redirect = query.get("redirect_uri", "")
        if redirect not in self.app.redirects:
            raise Misfit(
                "invalid_request: The redirect_uri parameter does not match a valid url "
                "for the application."
            )
        return redirect

    def _scopes(self, scope: str) -> frozenset[str] | None:
        asked = frozenset(scope.split())
        allowed = frozenset({"default"}) if self.app.scopes is None else self.app.scopes
        forbidden = (asked or frozenset({"default"})) - allowed
        if forbidden:
            names = " ".join(sorted(forbidden))
            raise Misfit(
                "forbidden_scopes: Your app is not allowed to request user authorization for "
                f"`{names}` scopes."
            )
        return None if self.app.scopes is None else asked

    def _decide(self, ticket: str, decision: str) -> Reply:
        wish = self._tickets.pop(ticket, None)
        if wish is None:
            raise Misfit("invalid_request: This page was answered already. Start again.")
        if decision == "allow":
            return self._allow(wish)
        if wish.redirect == OUT_OF_BAND:
            return Reply(200, pages.denied(), HTML_TYPE)
        return _back(wish.redirect, wish.state, error="access_denied")

    def _allow(self, wish: Wish) -> Reply:
        code = f"2/{wish.person.gid}/{secrets.token_hex(12)}:{secrets.token_hex(8)}"
        self._codes[code] = wish
        if wish.redirect == OUT_OF_BAND:
            return Reply(200, pages.show_code(code), HTML_TYPE)
        return _back(wish.redirect, wish.state, code=code)

    # -- the tokens ------------------------------------------------------------------------

    def _token(self, request: Request) -> Reply:
        form = self._form(request)
        if form.get("grant_type") == "authorization_code":
            return self._exchange(form)
        if form.get("grant_type") == "refresh_token":
            return self._refresh(form)
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

    def _exchange(self, form: dict[str, str]) -> Reply:
        code = form.get("code", "")
        wish = self._codes.pop(code, None)
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

    def _refresh(self, form: dict[str, str]) -> Reply:
        grant = self._grants.by_refresh(form.get("refresh_token", ""))
        if grant is None:
            raise Trouble("invalid_grant", "The `refresh_token` provided was invalid.")
        if self.app.rotates:
            self._grants.renew_refresh(grant)
        return self._tokens(grant, with_refresh=self.app.rotates)

    def _tokens(self, grant: Grant, *, with_refresh: bool) -> Reply:
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
        return Reply(200, encode(body), headers={"Cache-Control": "no-store"})

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
        if ends is not None:
            standing |= {"exp": int(ends), "expires_in": max(0, int(ends - now))}
        return standing

    def _standing(self, token_type: str, grant: Grant, *, active: bool) -> dict[str, Any]:
        scope = "default" if grant.scopes is None else " ".join(sorted(grant.scopes))
        return {
            "token_type": token_type,
            "scope": scope,
            "active": active,
            "client_id": self.app.client_id,
        }


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge that belongs to a verifier."""
    digest = hashlib.sha256(verifier.encode("utf-8", "replace")).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _complaint(query: dict[str, str]) -> str:
    """Name what is wrong with a request that may be answered on its redirect."""
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    if not query.get("state"):
        return "invalid_request"
    if ("code_challenge" in query) != (query.get("code_challenge_method") == "S256"):
        return "invalid_request"
    return ""


def _back(redirect: str, state: str, **fields: str) -> Reply:
    """Send the browser back to the application."""
    if redirect == OUT_OF_BAND:
        return Reply(400, f"{fields.get('error', '')}".encode(), TEXT_TYPE)
    query = urlencode({**fields, **({"state": state} if state else {})})
    mark = "&" if "?" in redirect else "?"
    return Reply(302, content_type=TEXT_TYPE, headers={"Location": f"{redirect}{mark}{query}"})
