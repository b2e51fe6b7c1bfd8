"""The page on which a person lets an application read, or doesn't."""

from __future__ import annotations

import secrets
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sync.sandbox.linear.application import SCOPES, App, Wish
from sync.sandbox.pages import STYLE
from sync.sandbox.replies import HTML_TYPE, TEXT_TYPE, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.linear.records import User
    from sync.sandbox.traffic import Request

PATH = "/oauth/authorize"
BAD_REDIRECT = "Invalid redirect_uri parameter for the application"


class ConsentPage:
    """Asks, remembers what was allowed under a code. `user` is who sits at the browser."""

    def __init__(self, app: App, user: User, clock: Callable[[], float]) -> None:
        self.app = app
        self.user = user
        self.codes: dict[str, Wish] = {}
        self._clock = clock
        self._tickets: dict[str, Wish] = {}

    def answer(self, request: Request) -> Reply:
        """Show the page, or take the answer that was given on it."""
        query = request.query
        if "ticket" in query:
            return self._decide(query["ticket"], query.get("decision", ""))
        if query.get("client_id") != self.app.client_id:
            return _plain("Invalid client_id parameter: there is no such application")
        if query.get("redirect_uri", "") not in self.app.redirects:
            return _plain(BAD_REDIRECT)
        complaint = _complaint(query)
        if complaint:
            return _back(query["redirect_uri"], query.get("state", ""), error=complaint)
        return self._ask(query)

    def _ask(self, query: dict[str, str]) -> Reply:
        wish = Wish(
            query["redirect_uri"],
            query.get("state", ""),
            query.get("code_challenge", ""),
            scopes_of(query),
            self.user,
            self._clock(),
        )
        if self.app.approves:
            return self._allow(wish)
        ticket = secrets.token_urlsafe(16)
        self._tickets[ticket] = wish
        return Reply(200, _page(ticket, wish), HTML_TYPE)

    def _decide(self, ticket: str, decision: str) -> Reply:
        wish = self._tickets.pop(ticket, None)
        if wish is None:
            return _plain("This page was answered already. Start again.")
        if decision == "allow":
            return self._allow(wish)
        return _back(wish.redirect, wish.state, error="access_denied")

    def _allow(self, wish: Wish) -> Reply:
        code = secrets.token_hex(20)
        self.codes[code] = wish
        return _back(wish.redirect, wish.state, code=code)


def scopes_of(query: dict[str, str]) -> frozenset[str]:
    """Return the scopes that are asked for, separated by commas; reading is always among them."""
    return frozenset(filter(None, query.get("scope", "").split(","))) | {"read"}


def _complaint(query: dict[str, str]) -> str:
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    if scopes_of(query) - SCOPES:
        return "invalid_scope"
    if ("code_challenge" in query) != (query.get("code_challenge_method") == "S256"):
        return "invalid_request"
    return ""


def _plain(sentence: str) -> Reply:
    """Say no in plain text: there is no trusted place to go back to."""
    return Reply(400, sentence.encode(), TEXT_TYPE)


def _back(redirect: str, state: str, **fields: str) -> Reply:
    query = urlencode({**fields, **({"state": state} if state else {})})
    return Reply(302, content_type=TEXT_TYPE, headers={"Location": f"{redirect}?{query}"})


def _page(ticket: str, wish: Wish) -> bytes:
    items = "".join(f"<li>{escape(scope)}</li>" for scope in sorted(wish.scopes))
    who = f"{escape(wish.user.name)}</strong> ({escape(wish.user.email)})"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Authorize</title>'
        f"<style>{STYLE}</style></head><body><main><h1>Authorize Ayron</h1>"
        f"<p>Ayron would like to have, in {escape(wish.user.organization.name)}:</p>"
        f"<ul>{items}</ul><p>You are signed in as <strong>{who}.</p>"
        f'<form method="get" action="{PATH}">'
        f'<input type="hidden" name="ticket" value="{escape(ticket)}">'
        '<button class="allow" name="decision" value="allow">Authorize</button>'
        '<button name="decision" value="deny">Cancel</button></form>'
        "<p><small>Ayron's sandbox: not the real service.</small></p></main></body></html>"
    ).encode()
