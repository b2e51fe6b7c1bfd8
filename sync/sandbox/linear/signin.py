"""Sign-in below /oauth/: authorise, token, revoke, as the real service does them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.sandbox.linear.consent import PATH, ConsentPage
from sync.sandbox.linear.grants import ACCESS_SECONDS
from sync.sandbox.replies import TEXT_TYPE, Reply, encode
from sync.sandbox.signin import challenge_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.linear.application import App
    from sync.sandbox.linear.grants import Grants, Pair
    from sync.sandbox.linear.records import User
    from sync.sandbox.traffic import Request

CODE_SECONDS = 600
FORM_TYPE = "application/x-www-form-urlencoded"


class Trouble(Exception):
    """A sign-in endpoint says no."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.status = status

    def reply(self) -> Reply:
        """Return the answer."""
        return Reply(self.status, encode({"error": self.error, "error_description": str(self)}))


class SignIn:
    """Answers every request below /oauth/."""

    def __init__(self, app: App, grants: Grants, user: User, clock: Callable[[], float]) -> None:
        self.app = app
        self.page = ConsentPage(app, user, clock)
        self._grants = grants
        self._clock = clock

    def answer(self, request: Request) -> Reply:
        """Answer a request."""
        answers = {
            ("GET", PATH): self.page.answer,
            ("POST", "/oauth/token"): self._token,
            ("POST", "/oauth/revoke"): self._revoke,
        }
        answer = answers.get((request.method, request.path))
        if answer is None:
            return Reply(404, b"Not Found", TEXT_TYPE)
        try:
            return answer(request)
        except Trouble as trouble:
            return trouble.reply()

    def _token(self, request: Request) -> Reply:
        form = _form(request)
        if form.get("client_id") != self.app.client_id:
            raise Trouble("invalid_client", "The client_id is not known.", 401)
        if form.get("grant_type") == "authorization_code":
            return self._exchange(form)
        if form.get("grant_type") == "refresh_token":
            return self._refresh(form)
        raise Trouble("unsupported_grant_type", "The grant_type is not supported.")

    def _exchange(self, form: dict[str, str]) -> Reply:
        wish = self.page.codes.pop(form.get("code", ""), None)
        if wish is None or self._clock() - wish.asked_at > CODE_SECONDS:
            raise Trouble("invalid_grant", "The code is not valid, or no longer.")
        if form.get("redirect_uri") != wish.redirect:
            raise Trouble("invalid_grant", "The redirect_uri is not the one that was asked with.")
        if not wish.challenge:
            raise Trouble("invalid_client", "Without PKCE a client_secret is needed.", 401)
        if challenge_of(form.get("code_verifier", "")) != wish.challenge:
            raise Trouble("invalid_grant", "The code_verifier does not match.")
        return _tokens(self._grants.allow(wish.user, wish.scopes))

    def _refresh(self, form: dict[str, str]) -> Reply:
        pair = self._grants.renew(form.get("refresh_token", ""))
        if pair is None:
            raise Trouble("invalid_grant", "The refresh_token is not valid.")
        return _tokens(pair)

    def _revoke(self, request: Request) -> Reply:
        form = _form(request)
        token = form.get("token") or form.get("refresh_token") or form.get("access_token")
        if not token:
            raise Trouble("invalid_request", "There is no token to revoke.", 401)
        if not self._grants.revoke(token):
            raise Trouble("invalid_request", "The token is revoked already, or none of ours.")
        return Reply(200, encode({"success": True}))


def _form(request: Request) -> dict[str, str]:
    if not request.header("content-type").startswith(FORM_TYPE):
        raise Trouble("Error", "The body has to be form-encoded.")
    return request.form()


def _tokens(pair: Pair) -> Reply:
    body = {
        "access_token": pair.access,
        "token_type": "Bearer",
        "expires_in": ACCESS_SECONDS - 1,
        "scope": " ".join(sorted(pair.grant.scopes or ())),
        "refresh_token": pair.refresh,
    }
    return Reply(200, encode(body), headers={"Cache-Control": "no-store"})
